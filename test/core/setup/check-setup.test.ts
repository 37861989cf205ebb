import { describe, expect, it } from 'vitest';
import type { SetupFacts } from '../../../src/core/setup/check.ts';
import { checkIntegrity, checkSetup } from '../../../src/core/setup/check-setup.ts';
import { readWorkflow } from '../../../src/core/setup/workflow.ts';
import type { HostFacts } from '../../../src/schema/setup-report.ts';

const PATH = '.github/workflows/autotune-propose.yml';
const GRANTS = 'contents: write, pull-requests: write, checks: write';

function workflow(permissions: string, more = '') {
  const text = `on:
  schedule: [{ cron: "17 4 * * *" }]
permissions: {}
jobs:
  propose:
    runs-on: ubuntu-latest
    ${permissions}
    steps:
      - uses: actions/checkout@v5
      - uses: acme/autotune@v1
        with: { command: run }
${more}`;
  const read = readWorkflow(PATH, text);
  if (read === null) throw new Error('no workflow');
  return read;
}

const GATE = `on: { pull_request: { types: [opened, synchronize, reopened, edited] }, merge_group: }
jobs:
  gate: { name: autotune gate, permissions: { contents: read }, steps: [{ uses: acme/autotune@v1, with: { command: gate } }] }
`;
const gate = readWorkflow('.github/workflows/autotune-gate.yml', GATE);
const RULES = {
  pull_request: true,
  approvals: 1,
  code_owner_review: true,
  dismisses_stale: true,
  last_push_approval: false,
};

const HEARS = `on: issue_comment
jobs:
  command:
    permissions: { contents: write, pull-requests: write }
    steps: [{ uses: acme/autotune@v1, with: { command: command } }]
`;
const HEARING = readWorkflow('.github/workflows/autotune-command.yml', HEARS);
const hearing = HEARING === null ? [] : [HEARING];

const BLOCKED = { blocks_force_pushes: true, blocks_deletion: true, blocks_appends: [] };
const LEDGER: HostFacts['ledger'] = {
  branch: 'autotune/ledger',
  rules: { known: BLOCKED },
  classic_protection: { known: false },
  bypasses: { known: [] },
  token_may_bypass: { known: false },
};

const host: HostFacts = {
  default_branch: { known: 'main' },
  identity: { known: { login: 'github-actions[bot]', kind: 'workflow' } },
  workflow_token: { known: { default: 'read', may_open_pull_requests: true } },
  review_rules: { known: RULES },
  required_checks: { known: [{ name: 'autotune gate', app: 15368 }] },
  up_to_date: { known: true },
  classic_protection: { known: false },
  bypasses: { known: [] },
  token_may_bypass: { known: false },
  ledger: LEDGER,
  code_owner_errors: { known: [] },
  owners: { '@ann': { known: 'write' } },
  bots: [],
  workflows: { known: [{ path: PATH, state: 'active' }] },
  waiting_runs: { known: 0 },
};

const fine: SetupFacts = {
  problems: [],
  workflows: [workflow(`permissions: { ${GRANTS} }`), ...hearing, ...(gate === null ? [] : [gate])],
  ownership: { path: '.github/CODEOWNERS', skipped: [], owners: new Map([['packs/a/pack.yaml', ['@ann']]]) },
  host,
};

/** The gate is there in all of them. */
const found = ({ workflows = fine.workflows, ...facts }: Partial<SetupFacts>) =>
  checkSetup({ ...fine, ...facts, workflows: [...workflows, ...(gate === null ? [] : [gate])] });
const asked = (facts: Partial<HostFacts>) => found({ host: { ...host, ...facts } });
const failing = (findings: ReturnType<typeof checkSetup>) => findings.filter(({ verdict }) => verdict !== 'pass');

describe('the setup', () => {
  it('lacks nothing where everything is in place', () => {
    expect(failing(found({}))).toEqual([]);
    expect(found({}).map(({ check }) => check)).toEqual([
      'documents',
      'workflow',
      'workflow',
      'schedule',
      'token',
      'waiting runs',
      'owners',
      'owner roles',
      'review rules',
      'required check',
      'up to date',
      'gate job',
      'gate job',
      'gate events',
      'gate events',
      'bypasses',
      'ledger rules',
    ]);
  });

  it('takes nothing for fine that only the host could tell, where it was not asked', () => {
    const unknown = failing(found({ host: null }));
    expect(unknown.map(({ verdict }) => verdict)).toEqual(unknown.map(() => 'inconclusive'));
    expect(unknown.map(({ check }) => check)).toEqual([
      'schedule',
      'token',
      'waiting runs',
      'owner roles',
      'review rules',
      'required check',
      'up to date',
      'bypasses',
      'ledger rules',
    ]);
  });

  it('takes nothing for fine that the host would not tell', () => {
    const unknown = { unknown: 'the token may not read it' };
    const all = asked({
      workflow_token: unknown,
      review_rules: unknown,
      code_owner_errors: unknown,
      owners: { '@ann': unknown },
      workflows: unknown,
      waiting_runs: unknown,
      required_checks: unknown,
      up_to_date: unknown,
      bypasses: unknown,
      token_may_bypass: unknown,
      ledger: { ...LEDGER, rules: unknown, classic_protection: unknown, bypasses: unknown, token_may_bypass: unknown },
    });
    expect(failing(all).map(({ check, verdict }) => [check, verdict])).toEqual(
      [
        'schedule',
        'token',
        'waiting runs',
        'owner roles',
        'review rules',
        'required check',
        'up to date',
        'bypasses',
        'ledger rules',
      ].map((check) => [check, 'inconclusive']),
    );
  });

  it('lets a clean list of GitHub settle roles that the token cannot read', () => {
    const owners = { '@acme/team': { unknown: 'the token may not read teams' } };
    expect(failing(asked({ owners }))).toEqual([]);
    expect(failing(asked({ owners, code_owner_errors: { unknown: '403' } }))).toMatchObject([{ check: 'owner roles' }]);
  });

  it.each([
    ['', 'says no permissions of its own', true],
    ['permissions: { contents: write }', 'may not write pull-requests', false],
    ['permissions: read-all', 'says no permissions', false],
    ['permissions: write-all', 'everything', false],
    [`permissions: { ${GRANTS}, packages: write }`, 'may write packages', false],
  ])('names what a job with "%s" may not, or need not, do', (permissions, said, isBare) => {
    const read = workflow(permissions);
    const workflows = isBare ? [{ ...read, jobs: read.jobs.map((job) => ({ ...job, permissions: null })) }] : [read];
    const lacking = failing(found({ workflows: [...workflows, ...hearing] }));
    expect(lacking).toMatchObject([{ check: 'workflow', verdict: 'fail' }]);
    expect(lacking[0]?.found).toContain(said);
  });

  it('misses a workflow that runs on a schedule', () => {
    const missing = 'no workflow runs autotune on a schedule';
    expect(failing(found({ workflows: hearing }))).toMatchObject([{ check: 'workflow', found: missing }]);
    const manual = readWorkflow(PATH, 'on: [push]\njobs: { a: { steps: [{ uses: ./ }] } }\n');
    expect(failing(found({ workflows: manual === null ? [] : [manual, ...hearing] }))).toMatchObject([
      { found: missing },
    ]);
  });

  it('misses a workflow that hears commands, and a permission that commands need', () => {
    const proposing = workflow(`permissions: { ${GRANTS} }`);
    expect(failing(found({ workflows: [proposing] }))).toMatchObject([{ check: 'commands', verdict: 'fail' }]);
    const deaf = hearing.map((read) => ({ ...read, jobs: read.jobs.map((job) => ({ ...job, permissions: null })) }));
    expect(failing(found({ workflows: [proposing, ...deaf] }))).toMatchObject([
      { check: 'workflow', found: expect.stringContaining('says no permissions of its own') },
    ]);
  });

  it('needs no job that looks after releases, and misses a permission that one needs', () => {
    const looking = (permissions: string) =>
      readWorkflow(
        '.github/workflows/r.yml',
        `on: workflow_dispatch\njobs:\n  r: { permissions: ${permissions}, steps: [{ uses: acme/autotune@v1, with: { command: promote } }] }\n`,
      );
    const failingWith = (permissions: string) => {
      const read = looking(permissions);
      return failing(found({ workflows: [...fine.workflows, ...(read === null ? [] : [read])] })).map(
        (one) => one.found,
      );
    };
    expect(failingWith('{ contents: write, pull-requests: write }')).toEqual([]);
    expect(failingWith('{ contents: write }')).toEqual([expect.stringContaining('may not write pull-requests')]);
    expect(failingWith('{ contents: write, pull-requests: write, checks: write }')).toEqual([
      expect.stringContaining('may write checks, which looking after releases does not need'),
    ]);
  });

  it('misses the copy of the action that init had to leave open', () => {
    const read = workflow(`permissions: { ${GRANTS} }`);
    const jobs = read.jobs.map((job) => ({ ...job, uses: [`OWNER/autotune@${'0'.repeat(40)}`] }));
    expect(failing(found({ workflows: [{ ...read, jobs }, ...hearing] }))).toMatchObject([
      { check: 'workflow', found: expect.stringContaining('does not name a copy') },
    ]);
  });

  it('does not take the job that only searches for the one that opens proposals', () => {
    const searching = `
  search:
    permissions: { contents: read }
    steps: [{ uses: acme/autotune@v1, with: { command: search } }]
`;
    expect(failing(found({ workflows: [workflow(`permissions: { ${GRANTS} }`, searching), ...hearing] }))).toEqual([]);
  });

  it.each([
    [{ workflows: { known: [{ path: PATH, state: 'disabled_inactivity' }] } }, 'schedule', 'disabled inactivity'],
    [{ workflows: { known: [] } }, 'schedule', 'not known to GitHub'],
    [{ workflow_token: { known: { default: 'read', may_open_pull_requests: false } } }, 'token', 'may not open'],
    [{ workflow_token: { known: { default: 'write', may_open_pull_requests: true } } }, 'token', 'may write'],
    [{ waiting_runs: { known: 2 } }, 'waiting runs', '2 runs'],
    [{ owners: { '@ann': { known: 'read' } } }, 'owner roles', 'role read'],
    [{ owners: { '@robo': { known: 'write' } }, bots: ['@robo'] }, 'owner roles', '@robo is a bot, and owns what'],
    [
      { code_owner_errors: { known: [{ line: 3, kind: 'Unknown owner', message: '@x' }] } },
      'owner roles',
      ':3: Unknown',
    ],
    [{ review_rules: { known: { ...RULES, pull_request: false } } }, 'review rules', 'without'],
    [{ review_rules: { known: { ...RULES, code_owner_review: false } } }, 'review rules', 'owner'],
    [{ review_rules: { known: { ...RULES, approvals: 0 } } }, 'review rules', 'no approval'],
    [{ review_rules: { known: { ...RULES, dismisses_stale: false } } }, 'review rules', 'an approval stays'],
    [{ required_checks: { known: [{ name: 'autotune', app: null }] } }, 'required check', 'does not wait'],
    [{ up_to_date: { known: false } }, 'up to date', 'on an older base'],
    [{ bypasses: { known: ['RepositoryRole 5 (always)'] } }, 'bypasses', 'RepositoryRole 5'],
    [{ token_may_bypass: { known: true } }, 'bypasses', 'the token that is used here'],
  ] as const)('finds %j', (facts, check, said) => {
    expect(failing(asked(facts as Partial<HostFacts>))).toMatchObject([
      { check, verdict: 'fail', fix: expect.any(String) },
    ]);
    expect(failing(asked(facts as Partial<HostFacts>))[0]?.found).toContain(said);
  });

  it('names what is wrong with the documents by its place, and the verb that writes them where there are none', () => {
    const at = { severity: 'error', file: 'packs/a/pack.yaml', line: 3, column: 5 } as const;
    const wrong = { ...at, code: 'REF_UNRESOLVED', message: 'there is no x' } as const;
    expect(failing(found({ problems: [wrong, { ...wrong, line: 4 }, { ...wrong, severity: 'warning' }] }))).toEqual([
      {
        check: 'documents',
        verdict: 'fail',
        found: 'packs/a/pack.yaml:3:5: there is no x, and 1 more',
        fix: expect.stringContaining('`autotune validate`'),
      },
    ]);
    const none = { ...at, code: 'CONFIG_MISSING', message: 'there is no configuration', line: 0, column: 0 } as const;
    expect(failing(found({ problems: [none] }))).toMatchObject([
      { found: 'packs/a/pack.yaml: there is no configuration', fix: expect.stringContaining('`autotune init`') },
    ]);
  });

  it('names paths that nobody owns, lines that GitHub skips, and the lack of the file', () => {
    const ownership = { ...fine.ownership, owners: new Map([['packs/a/pack.yaml', []]]) };
    expect(failing(found({ ownership }))).toMatchObject([{ check: 'owners', found: 'nobody owns packs/a/pack.yaml' }]);
    const left = { ...fine.ownership, owners: new Map([['packs/a/pack.yaml', ['@your-org/owners']]]) };
    expect(failing(found({ ownership: left }))).toMatchObject([
      { check: 'owners', found: expect.stringContaining('names @your-org/owners, which stands for an owner') },
    ]);
    const none = { path: null, skipped: [], owners: new Map() };
    expect(failing(found({ ownership: none }))).toMatchObject([
      { check: 'owners', found: expect.stringContaining('no CODEOWNERS') },
    ]);
  });

  it('leaves open what classic protection could ask for, where nobody may read that', () => {
    const classic_protection = { unknown: 'main is protected in the classic way' };
    const review_rules = { known: { ...RULES, code_owner_review: false } };
    const open = { review_rules, required_checks: { known: [] }, up_to_date: { known: false } };
    const findings = failing(asked({ classic_protection, ...open }));
    expect(findings.map(({ check, verdict }) => [check, verdict])).toEqual([
      ['review rules', 'inconclusive'],
      ['required check', 'inconclusive'],
      ['up to date', 'inconclusive'],
    ]);
    expect(failing(asked({ classic_protection }))).toEqual([]);
  });

  it.each<[string, Partial<HostFacts['ledger']>, 'fail' | 'inconclusive', string]>([
    [
      'anybody may rewrite and delete',
      { rules: { known: { ...BLOCKED, blocks_force_pushes: false, blocks_deletion: false } } },
      'fail',
      'whoever may write to the repository can rewrite and delete autotune/ledger',
    ],
    [
      'anybody may delete',
      { rules: { known: { ...BLOCKED, blocks_deletion: false } } },
      'fail',
      'whoever may write to the repository can delete autotune/ledger',
    ],
    [
      'classic protection could forbid it',
      { rules: { known: { ...BLOCKED, blocks_deletion: false } }, classic_protection: { unknown: 'not readable' } },
      'inconclusive',
      'not readable',
    ],
    [
      'somebody is exempt',
      { bypasses: { known: ['Team 3 (always)'] } },
      'fail',
      'may rewrite or delete autotune/ledger: Team 3 (always)',
    ],
    [
      'the token is exempt, whoever else is',
      { bypasses: { unknown: 'hidden' }, token_may_bypass: { known: true } },
      'fail',
      'the token that is used here may rewrite or delete autotune/ledger',
    ],
    ['nobody may know who is exempt', { bypasses: { unknown: 'hidden' } }, 'inconclusive', 'hidden'],
    ['the rules are not told', { rules: { unknown: 'no answer' } }, 'inconclusive', 'no answer'],
    [
      'nothing can be appended',
      { rules: { known: { ...BLOCKED, blocks_appends: ['pull_request', 'update'] } } },
      'fail',
      'nothing can be appended to autotune/ledger, where rules ask for pull_request, update',
    ],
  ])('says of the ledger where %s', (_, ledger, verdict, said) => {
    expect(failing(asked({ ledger: { ...LEDGER, ...ledger } }))).toEqual([
      { check: 'ledger rules', verdict, found: said, fix: expect.any(String) },
    ]);
  });

  it('tells a workflow in which any comment cancels a command that waits', () => {
    const late = readWorkflow('.github/workflows/hear.yml', `concurrency: { group: a }\n${HEARS}`);
    const kept = readWorkflow(
      '.github/workflows/kept.yml',
      HEARS.replace('    steps', '    concurrency: { group: a, queue: max }\n    steps'),
    );
    const workflows = [...fine.workflows, ...(late === null ? [] : [late]), ...(kept === null ? [] : [kept])];
    expect(failing(found({ workflows }))).toEqual([
      {
        check: 'commands',
        verdict: 'fail',
        found: '.github/workflows/hear.yml: a comment that commands nothing cancels a command that waits',
        fix: expect.stringContaining('Move `concurrency` from the workflow to the job'),
      },
    ]);
  });

  it('misses the workflow of the gate, and one that does not run on pull requests is none', () => {
    const elsewhere = readWorkflow('.github/workflows/gate.yml', GATE.replace(/^on: .*/, 'on: [push]'));
    for (const workflows of [[], elsewhere === null ? [] : [elsewhere]]) {
      expect(checkIntegrity({ ...fine, workflows })).toContainEqual(
        expect.objectContaining({ check: 'required check', found: 'no workflow runs the gate on pull requests' }),
      );
    }
  });

  it('says the same of what the gate rests on as of the setup, and nothing else', () => {
    const checks = ['review rules', 'required check', 'up to date', 'gate job', 'gate events', 'bypasses'];
    const facts = { ...fine, host: { ...host, bypasses: { known: ['Team 3 (always)'] } } };
    expect(checkIntegrity(facts)).toEqual(checkSetup(facts).filter(({ check }) => checks.includes(check)));
    expect(checkIntegrity({ ...facts, host: null }).map(({ check, verdict }) => [check, verdict])).toEqual(
      checks.map((check) => [check, check.startsWith('gate ') ? 'pass' : 'inconclusive']),
    );
  });

  it.each([
    ['[pull_request, merge_group]', 'edited'],
    ['pull_request', 'edited'],
    ['{ pull_request: }', 'edited'],
    ['{ pull_request_target: { types: [opened, edited] } }', 'synchronize, reopened'],
    ['{ pull_request: { types: edited } }', 'opened, synchronize, reopened'],
  ])('misses what a gate that runs on %s does not judge: %s', (events, missing) => {
    const late = readWorkflow('.github/workflows/gate.yml', GATE.replace(/^on: .*/, `on: ${events}`));
    expect(failing([...checkIntegrity({ ...fine, workflows: late === null ? [] : [late] })])).toEqual([
      {
        check: 'gate events',
        verdict: 'fail',
        found: `.github/workflows/gate.yml does not judge pull requests that are ${missing}`,
        fix: expect.stringContaining('types: [opened, synchronize, reopened, edited]'),
      },
    ]);
  });

  it('fails a gate that reviews start as well: their run, even a skipped one, gives the check of the same name', () => {
    const events = '{ pull_request: { types: [opened, synchronize, reopened, edited] }, pull_request_review: }';
    const heard = readWorkflow('.github/workflows/gate.yml', GATE.replace(/^on: .*/, `on: ${events}`));
    expect(failing([...checkIntegrity({ ...fine, workflows: heard === null ? [] : [heard] })])).toEqual([
      {
        check: 'gate events',
        verdict: 'fail',
        found: expect.stringContaining('.github/workflows/gate.yml starts with each review as well'),
        fix: expect.stringContaining('`pull_request_review`'),
      },
    ]);
  });

  it('misses what a workflow that validates pull requests does not look at again, and only there', () => {
    const validating = (events: string) =>
      readWorkflow(
        '.github/workflows/v.yml',
        `on: ${events}\njobs: { v: { steps: [{ uses: ./, with: { command: validate } }] } }\n`,
      );
    const of = (events: string) => {
      const read = validating(events);
      return failing(found({ workflows: [...fine.workflows, ...(read === null ? [] : [read])] }));
    };
    expect(of('pull_request')).toEqual([
      {
        check: 'validate events',
        verdict: 'fail',
        found: '.github/workflows/v.yml does not validate pull requests that are edited',
        fix: expect.stringContaining('types: [opened, synchronize, reopened, edited]'),
      },
    ]);
    expect(of('{ pull_request: { types: [opened, synchronize, reopened, edited] } }')).toEqual([]);
    expect(of('push')).toEqual([]);
  });

  it.each(['', '- a\n- b\n', 'jobs: 3\n', 'jobs: { a: { steps: 3 } }\n', 'on: 7\n', '\0', 'a: &a [*a]\n'])(
    'reads %j without failing',
    (text) => {
      expect(() => readWorkflow(PATH, text)).not.toThrow();
    },
  );
});
