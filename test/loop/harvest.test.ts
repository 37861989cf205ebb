/** `autotune goldens harvest` as a process on a real repository: which corrected runs become cases, and which do not. */
import { appendFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { SYNTHETIC_DOCUMENTS, syntheticCase } from '../../bench/synthetic.ts';
import { harvestText } from '../../src/door/harvest-text.ts';
import { painter } from '../../src/door/text.ts';
import { sha256 } from '../../src/kit/canonical.ts';
import { GoldenCase } from '../../src/schema/golden-case.ts';
import { HarvestReport } from '../../src/schema/harvest-report.ts';
import { expectFile } from '../making/expected.ts';
import { gateOf } from '../making/gate.ts';
import { autotune, commitAll, copyRepository, edit, git, makeRepository, refs, write } from '../making/repository.ts';
import { makeKey, sealedCopy, VARIABLE } from '../making/sealed.ts';

const SEARCH = 'goldens/bench.answer/search.jsonl';
const MANIFEST = 'goldens/bench.answer/manifest.yaml';
const CONFIGURATION = '.github/autotune.yaml';
const documents = {
  [CONFIGURATION]: `${SYNTHETIC_DOCUMENTS[CONFIGURATION]}experience: { files: experience/runs, traces: experience/traces }\n`,
  'packs/bench/policy/policy.bench.yaml': `schema_version: 1
id: policy.bench@1.0.0
rules:
  - { id: known, applies_to: [bench.answer], when: { "==": [{ var: case.input.contact }, "vip@example.com"] }, effect: require_approval }
`,
};

type Trace = ReturnType<typeof trace>;

function trace(i: number, input: Record<string, unknown> = { message: `question number ${i}` }) {
  const { case_id: _, expected: __, operator_corrections: ___, ...recorded } = syntheticCase(i, 12);
  return { ...recorded, invoke: { input } };
}

/** A production run of a trace, corrected as told. */
function runOf(
  { trace_id, decision_record_id }: Pick<Trace, 'trace_id' | 'decision_record_id'>,
  i: number,
  more: Record<string, unknown> = {},
) {
  return {
    run_id: `run_${i}`,
    trace_id,
    at: `2026-05-10T10:00:${String(i % 60).padStart(2, '0')}Z`,
    intent_id: 'bench.answer',
    risk_class: 'read_only',
    pack_version: 'ctxpack.bench@1.0.0',
    policy_bundle_version: 'policy.bench@1.0.0',
    tool_manifest_version: 'tools.bench@1.0.0',
    evaluator_suite_version: 'evals.bench@1.0.0',
    release_tuple_id: 'release.bench.answer@2026-05-01',
    decision_record_id,
    outcome: 'answer',
    scorecard: { policy: 1, safety: 1, utility: 0, latency_ms: 500, economics_cents: 1, approval_bypass: false },
    operator_corrections: [
      {
        kind: 'override',
        by: 'anna@example.com',
        at: '2026-05-11T00:00:00Z',
        note: 'Anna said so',
        outcome: 'abstain',
      },
    ],
    ...more,
  };
}

const withEmail = (recorded: Trace): Trace =>
  JSON.parse(JSON.stringify(recorded).replaceAll(recorded.decisions[0]?.cites[0] ?? '', 'mail:bo@example.com#1'));

const traces = {
  plain: trace(5000),
  personal: trace(5002, {
    message: 'I am at bo@example.com, +46 70 123 45 67; the 5002nd',
    customer: { mail: 'bo@example.com' },
  }),
  cited: withEmail(trace(5004)),
  silent: trace(5006),
  heldFamily: { ...trace(5008), family: 'family_500' },
  heldQuestion: trace(5010, { message: 'QUESTION number 1001!' }),
  known: { ...trace(5012), trace_id: 'trace_3' },
  asked: trace(5014, { message: 'question number 7' }),
  named: { ...trace(5016), family: 'bo@example.com' },
  ruled: trace(5018, { message: 'question number 5018', contact: 'vip@example.com' }),
  other: { ...trace(5020), release_tuple_id: 'release.bench.answer@2026-01-01' },
  elsewise: trace(5022),
};
const runs = [
  ...Object.values(traces).map((recorded, i) => runOf(recorded, i)),
  runOf({ trace_id: 'trace_lost', decision_record_id: 'dr_lost' }, 50),
  runOf({ trace_id: 'trace_fine', decision_record_id: 'dr_fine' }, 51, { operator_corrections: [] }),
];
const lines = (all: readonly unknown[]) => all.map((each) => `${JSON.stringify(each)}\n`).join('');

let pristine = '';
beforeAll(() => {
  pristine = makeRepository({ documents });
  const said = runs.map((run) => {
    if (run.trace_id === traces.silent.trace_id)
      return { ...run, operator_corrections: [{ kind: 'override', by: 'op', at: run.at }] };
    return run.trace_id === traces.elsewise.trace_id ? { ...run, outcome: 'refund' } : run;
  });
  write(pristine, 'experience/runs/2026-05-10/runs.jsonl', lines(said));
  write(pristine, 'experience/traces/2026-05-10.jsonl', lines(Object.values(traces)));
  // A line that is no trace, or no text at all, is nobody's.
  const damaged = Buffer.concat([Buffer.from('{}\n'), Buffer.from([0xff, 0x0a])]);
  appendFileSync(join(pristine, 'experience/traces/2026-05-10.jsonl'), damaged);
  commitAll(pristine, 'experience');
});

function harvested(root: string, args: readonly string[] = [], more: Record<string, string> = {}) {
  const { status, stdout, stderr } = autotune(root, ['goldens', 'harvest', '--json', ...args], more);
  if (!stdout.includes('"week"')) throw new Error(stderr);
  const report = HarvestReport.parse(JSON.parse(stdout));
  const [intent] = report.intents;
  if (intent === undefined) throw new Error('no intent');
  return { status, report, intent };
}

const reasonOf = (intent: ReturnType<typeof harvested>['intent'], recorded: Trace) =>
  [...intent.needs_person, ...intent.left_out].find(({ trace_id }) => trace_id === recorded.trace_id)?.reason;

describe('harvest', () => {
  it('takes what is corrected, reproduces and is not held out, and tells of the rest why not', () => {
    const before = refs(pristine);
    const { status, intent } = harvested(pristine, ['--dry-run']);
    expect(status).toBe(0);
    expect(refs(pristine)).toBe(before);
    expect(intent.result).toBe('planned');
    const taken = [traces.plain, traces.personal, traces.cited].map(({ trace_id }) => trace_id);
    expect(intent.added.map(({ trace_id }) => trace_id)).toEqual(taken);
    expect(intent.added.every(({ expected, recorded }) => expected === 'abstain' && recorded === 'answer')).toBe(true);
    expect(intent.needs_person).toMatchObject([{ trace_id: traces.silent.trace_id }]);
    expect(reasonOf(intent, traces.heldFamily)).toBe('its family is held out');
    expect(reasonOf(intent, traces.heldQuestion)).toBe('it is held out');
    expect(reasonOf(intent, traces.asked)).toMatch(/a search case asks the same/);
    expect(reasonOf(intent, traces.named)).toMatch(/its family has personal data/);
    expect(reasonOf(intent, traces.ruled)).toMatch(/does not reproduce its decision record/);
    expect(reasonOf(intent, traces.other)).toMatch(/not among the tuples/);
    expect(reasonOf(intent, traces.elsewise)).toMatch(/another outcome than production/);
    expect(intent.left_out.find(({ trace_id }) => trace_id === 'trace_lost')?.reason).toMatch(/no recorded trace/);
    expect(reasonOf(intent, traces.known)).toBeUndefined();
  });

  it('proposes them by one pull request, the same however often and wherever it is asked', async () => {
    const root = copyRepository(pristine);
    const again = copyRepository(pristine);
    const { intent } = harvested(root);
    expect(intent).toMatchObject({ result: 'created', version: '2026-05-11' });
    const { branch = '' } = intent;
    expect(branch).toMatch(/^autotune\/bench\.answer\/goldens-[0-9a-f]{12}$/);
    expect(git(root, 'diff', '--name-only', 'main', branch).trim().split('\n')).toEqual([MANIFEST, SEARCH]);
    expect(await gateOf({ root, branch })).toMatchObject({ kind: 'goldens', decision: 'pass' });
    const tip = git(root, 'rev-parse', branch);
    const ledger = git(root, 'rev-parse', 'autotune/ledger');
    expect(harvested(root).intent).toMatchObject({ result: 'unchanged', branch });
    expect([git(root, 'rev-parse', branch), git(root, 'rev-parse', 'autotune/ledger')]).toEqual([tip, ledger]);
    expect(harvested(again).intent.branch).toBe(branch);
    expect(git(again, 'rev-parse', branch)).toBe(tip);
    const body = git(root, 'show', `autotune/ledger:pull-requests/${branch.split('/').at(-1)?.replace('-', '_')}.md`);
    expectFile('harvest.md', body.replaceAll(/[0-9a-f]{12}/g, '0123456789ab'));
  });

  it('shows nothing of a person, and what is merged is valid and searched on', () => {
    const root = copyRepository(pristine);
    const { intent } = harvested(root);
    git(root, 'merge', '-q', '--no-ff', '-m', 'merge', intent.branch ?? '');
    const text = readFileSync(join(root, SEARCH), 'utf8');
    expect(text).not.toMatch(/bo@example|anna@example|Anna said|70 123/);
    expect(intent.redacted).toEqual({ email: 2, phone: 1 });
    const added = text
      .trim()
      .split('\n')
      .slice(-3)
      .map((line) => GoldenCase.parse(JSON.parse(line)));
    expect(added[2]?.decisions[0]?.cites[0]).toBe('mail:redacted-email-1#1');
    expect(added.map(({ expected }) => expected.allowed_outcomes)).toEqual([['abstain'], ['abstain'], ['abstain']]);
    expect(readFileSync(join(root, MANIFEST), 'utf8')).toContain(sha256(text));
    expect(autotune(root, ['validate']).status).toBe(0);
    expect(harvested(root).intent).toMatchObject({ result: 'nothing', added: [] });
    const run = autotune(root, ['run', '--json']);
    expect(JSON.parse(run.stdout).errors).toEqual([]);
  });

  it('adds no more in a week than allowed, and no second pull request beside an open one', () => {
    const root = copyRepository(pristine);
    edit(root, CONFIGURATION, (text) =>
      text.replace('traces: experience/traces', 'traces: experience/traces, max_new_goldens: 2'),
    );
    commitAll(root, 'two a week');
    const { intent } = harvested(root);
    expect(intent).toMatchObject({ result: 'created', over_limit: 1 });
    expect(intent.added).toHaveLength(2);
    write(
      root,
      'experience/runs/2026-05-09/earlier.jsonl',
      lines([runOf(trace(5040), 40, { at: '2026-05-09T00:00:00Z' })]),
    );
    write(root, 'experience/traces/earlier.jsonl', lines([trace(5040)]));
    commitAll(root, 'more');
    expect(harvested(root).intent).toMatchObject({ result: 'waiting', branch: intent.branch });
    git(root, 'merge', '-q', '--no-ff', '-m', 'merge', intent.branch ?? '');
    expect(harvested(root).intent).toMatchObject({ result: 'nothing', reason: expect.stringContaining('a week') });
  });

  it('writes into the working tree where that is asked for, and opens nothing', () => {
    const root = copyRepository(pristine);
    const before = refs(root);
    expect(harvested(root, ['--write']).intent).toMatchObject({ result: 'written' });
    expect(refs(root)).toBe(before);
    expect(
      git(root, 'status', '--short')
        .trim()
        .split('\n')
        .map((line) => line.trim().slice(2)),
    ).toEqual([MANIFEST, SEARCH]);
    expect(autotune(root, ['validate']).status).toBe(0);
  });

  it('refuses where the held-out set cannot be compared with, and not where it can be opened', () => {
    const key = makeKey();
    const root = sealedCopy(pristine, key.recipient);
    expect(harvested(root)).toMatchObject({
      status: 1,
      intent: { result: 'refused', reason: expect.stringContaining('HELDOUT_SEALED') },
    });
    expect(harvested(root, [], { [VARIABLE]: key.identity }).intent).toMatchObject({ result: 'created' });
  });

  it('says what is missing without traces, and what is not committed', () => {
    const root = copyRepository(pristine);
    write(root, MANIFEST, `${readFileSync(join(root, MANIFEST), 'utf8')}# a note\n`);
    expect(autotune(root, ['goldens', 'harvest']).stderr).toContain('WORKTREE_DIRTY');
    edit(root, CONFIGURATION, (text) => text.replace(', traces: experience/traces', ''));
    expect(autotune(root, ['goldens', 'harvest', '--write']).stderr).toContain('TRACES_MISSING');
  });

  it('reads as a list', () => {
    const { report } = harvested(pristine, ['--dry-run']);
    expectFile('harvest.txt', harvestText(report, painter(false)).replaceAll(/[0-9a-f]{12}/g, '0123456789ab'));
  });
});
