/** Search and held-out set in separate jobs: the built bundle on checkouts with and without the set, and plans that were changed on their way. */

import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { digestOf } from '../../src/kit/canonical.ts';
import { Plan } from '../../src/schema/plan.ts';
import { RunReport } from '../../src/schema/run-report.ts';
import { CANARY, planted } from '../canaries/planting.ts';
import { leaks, trace } from '../canaries/scanning.ts';
import { blindClone } from '../making/blind.ts';
import { rejectProposal } from '../making/ledger.ts';
import { autotune, commitAll, copyRepository, edit, git, refs, write } from '../making/repository.ts';
import { makeKey, sealedCopy, VARIABLE } from '../making/sealed.ts';
import { smallRepository } from '../making/small.ts';

const HELDOUT = 'goldens/bench.answer/test.jsonl';
const LEDGER = 'refs/heads/autotune/ledger';
const DEFECT = join(import.meta.dirname, '..', 'canaries', 'defect.mjs');

let pristine = '';
let text = '';
beforeAll(() => {
  pristine = smallRepository((golden, i) => (i < 1000 ? golden : planted(golden)));
  text = search(pristine).stdout;
}, 60_000);

const search = (root: string, more: Record<string, string> = {}) => autotune(root, ['search', '--json'], more);
const planOf = (root: string): Plan => Plan.parse(JSON.parse(search(root).stdout));

function written(content: string | Uint8Array): string {
  const path = join(mkdtempSync(join(tmpdir(), 'autotune-plan-')), 'plan.json');
  writeFileSync(path, content);
  return path;
}

function follow(root: string, path: string, ...args: readonly string[]) {
  const ran = autotune(root, ['run', '--json', '--plan', path, ...args]);
  return { ...ran, report: RunReport.parse(JSON.parse(ran.stdout)) };
}

function runOn(root: string) {
  return RunReport.parse(JSON.parse(autotune(root, ['run', '--json']).stdout));
}

describe('a search where the held-out set is not', () => {
  it.each([false, true])(
    'comes to the plan of a whole checkout, byte for byte (blobs missing too: %s)',
    (isPartial) => {
      const clone = blindClone(pristine, { isPartial });
      expect(existsSync(join(clone, HELDOUT))).toBe(false);
      const ran = search(clone);
      expect(ran).toMatchObject({ status: 0, stdout: text });
      expect(Plan.parse(JSON.parse(text)).targets).toMatchObject([{ intent: 'bench.answer', result: 'asks' }]);
    },
  );

  it('has no way to the cases: their blob is not in the object store', () => {
    const clone = blindClone(pristine, { isPartial: true });
    const { stdout } = spawnSync('git', ['-C', clone, 'cat-file', '--batch-all-objects', '--batch'], {
      encoding: 'latin1',
      maxBuffer: 1 << 28,
    });
    expect(stdout).toContain('"case_id":"case_1"');
    expect(stdout).not.toContain(CANARY);
    expect(git(pristine, 'show', `main:${HELDOUT}`)).toContain(CANARY);
  });

  it('leaves nothing behind, in the checkout, in git or anywhere', async () => {
    const clone = blindClone(pristine);
    const before = refs(clone);
    const out = join(clone, 'plan.json');
    const traces = await trace({ root: clone, args: ['search', '--out', 'plan.json'] });
    expect(traces.status).toBe(0);
    expect(traces.stdout).toContain(`plan ${digestOf(JSON.parse(text))}`);
    expect(readFileSync(out, 'utf8')).toBe(text);
    expect(refs(clone)).toBe(before);
    expect(git(clone, 'status', '--porcelain').trim()).toBe('?? plan.json');
    expect(traces.folders.flatMap((folder) => readdirSync(folder))).toEqual([]);
    expect(leaks(traces, [CANARY])).toEqual([]);
  });

  it('is the only verb that needs none: a run refuses before a look is spent', () => {
    const clone = blindClone(pristine);
    const ran = autotune(clone, ['run', '--json']);
    expect(ran.status).toBe(1);
    expect(JSON.parse(ran.stdout).errors).toMatchObject([{ code: 'HELDOUT_ABSENT' }]);
    expect(git(clone, 'ls-tree', '-r', '--name-only', LEDGER)).not.toContain('heldout_look');
    expect(follow(clone, written(text)).report.errors).toMatchObject([{ code: 'HELDOUT_ABSENT' }]);
    expect(JSON.parse(autotune(clone, ['validate', '--json']).stdout).problems).toMatchObject([
      { code: 'HELDOUT_ABSENT', file: HELDOUT },
    ]);
  });
});

describe('a search where the held-out set is', () => {
  it('does not touch a case of it', () => {
    const more = { NODE_OPTIONS: `--import=${DEFECT}`, CANARY_DEFECT_AT: '1' };
    expect(autotune(copyRepository(pristine), ['run'], more).stderr).toContain('while held-out cases were read');
    expect(search(pristine, more)).toMatchObject({ status: 0, stdout: text });
  });

  it.each([
    ['is something else altogether', (root: string) => write(root, HELDOUT, 'no case at all\n')],
    ['stands there sealed as well', (root: string) => write(root, `${HELDOUT}.age`, 'age-encryption.org/v1\n')],
    [
      'is a link',
      (root: string) => {
        git(root, 'rm', '-q', HELDOUT);
        symlinkSync('/etc/passwd', join(root, HELDOUT));
      },
    ],
  ])('comes to the same plan but for the commit where it %s', (_, change) => {
    const root = copyRepository(pristine);
    change(root);
    commitAll(root, 'changed');
    expect({ ...planOf(root), base_commit: '' }).toEqual({ ...JSON.parse(text), base_commit: '' });
  });

  it('comes to the same plan with and without the identity of a sealed set', () => {
    const key = makeKey();
    const sealed = sealedCopy(pristine, key.recipient);
    const ran = search(sealed, { [VARIABLE]: key.identity });
    expect(ran.status).toBe(0);
    expect(search(sealed).stdout).toBe(ran.stdout);
    expect(search(blindClone(sealed)).stdout).toBe(ran.stdout);
    const followed = autotune(sealed, ['run', '--json', '--plan', written(ran.stdout)], { [VARIABLE]: key.identity });
    expect(JSON.parse(followed.stdout)).toMatchObject({ operation: 'created', errors: [] });
  });

  it('refuses a checkout that is not as committed', () => {
    const root = copyRepository(pristine);
    edit(root, '.github/autotune.yaml', (yaml) => `${yaml}# more\n`);
    expect(search(root)).toMatchObject({ status: 1 });
    expect(search(root).stderr).toContain('WORKTREE_DIRTY');
  });

  it('plans a target that is refused as refused, says why, and lets the run say it again', () => {
    const root = copyRepository(pristine);
    edit(root, '.github/autotune.yaml', (yaml) => yaml.replace(' safety: { min: 1.0 },', ''));
    commitAll(root, 'no safety');
    const ran = search(root);
    expect(ran.status).toBe(0);
    expect(ran.stderr).toContain('CONTRACT_INCOMPLETE');
    expect(Plan.parse(JSON.parse(ran.stdout)).targets).toMatchObject([{ result: 'refused' }]);
    expect(follow(root, written(ran.stdout))).toMatchObject({
      status: 1,
      report: { errors: [{ code: 'CONTRACT_INCOMPLETE' }] },
    });
  });

  it('says where a plan cannot be written', () => {
    const ran = autotune(pristine, ['search', '--out', join(pristine, HELDOUT, 'plan.json')]);
    expect(ran).toMatchObject({ status: 2 });
    expect(ran.stderr).toMatch(/^autotune: USAGE: .*cannot be written \((?:ENOTDIR|EEXIST)\)/);
  });

  it('is written over no other file, be it a held-out set, and over an earlier plan', () => {
    const before = readFileSync(join(pristine, HELDOUT), 'utf8');
    const ran = autotune(pristine, ['search', '--out', join(pristine, HELDOUT)]);
    expect(ran).toMatchObject({ status: 2, stderr: expect.stringContaining('is there and is something else') });
    expect(readFileSync(join(pristine, HELDOUT), 'utf8')).toBe(before);
    const plan = written(text);
    expect(autotune(pristine, ['search', '--out', plan])).toMatchObject({ status: 0 });
    expect(readFileSync(plan, 'utf8')).toBe(text);
  });
});

describe('a run that follows a plan', () => {
  it('comes to the proposal of a run without one, and names the plan in it', () => {
    const [alone, followed] = [copyRepository(pristine), copyRepository(pristine)];
    const without = runOn(alone);
    const { status, report } = follow(followed, written(text));
    expect(status).toBe(0);
    const plan = {
      digest: digestOf(JSON.parse(text).targets[0]),
      base_commit: git(pristine, 'rev-parse', 'main').trim(),
    };
    expect(report.proposals).toMatchObject([{ plan }]);
    const bare = ({ proposals, ...rest }: RunReport) => [
      rest,
      proposals.map(({ plan: _, commit: __, ...proposal }) => proposal),
    ];
    expect(bare(report)).toEqual(bare(without));
    const id = report.proposals[0]?.tuning_proposal_id;
    const body = git(followed, 'show', `${LEDGER}:pull-requests/${id}.md`);
    expect(body).toContain('had been fixed by a separate search, plan');
    expect(git(alone, 'show', `${LEDGER}:pull-requests/${id}.md`)).not.toContain('separate search');
    const kinds = (root: string) => git(root, 'log', '--reverse', '--format=%s', LEDGER);
    expect(kinds(followed)).toBe(kinds(alone));
  });

  it('does not open again what a person closed after the search, and the next search knows of that', () => {
    const root = copyRepository(pristine);
    const [proposal] = runOn(root).proposals;
    git(root, 'branch', '-q', '-D', String(proposal?.branch));
    const { report } = follow(root, written(search(root).stdout));
    expect(report).toMatchObject({ operation: 'none', errors: [] });
    expect(report.targets[0]?.reason).toContain('rejected meanwhile');
    expect(refs(root)).not.toContain('bench.answer/');
    const next = follow(root, written(search(root).stdout)).report;
    expect(next.operation).toBe('created');
    expect(next.proposals[0]?.fingerprint).not.toBe(proposal?.fingerprint);
  });

  it('leaves a proposal as it is that a run without a plan opened, and the other way round', () => {
    const root = copyRepository(pristine);
    runOn(root);
    const before = refs(root);
    // What is written to the ledger beside rejections changes no plan.
    expect(search(root).stdout).toBe(text);
    expect(follow(root, written(text)).report.operation).toBe('unchanged');
    expect(refs(root)).toBe(before);
    const other = copyRepository(pristine);
    follow(other, written(text));
    expect(runOn(other)).toMatchObject({ operation: 'unchanged', proposals: [{ plan: {} }] });
  });

  it('asks each of several targets what was planned, and keeps the limits of a run over all of them', () => {
    const root = join(mkdtempSync(join(tmpdir(), 'autotune-sample-')), 'repo');
    for (const path of ['.github/autotune.yaml', 'packs', 'goldens'])
      cpSync(join(import.meta.dirname, '..', '..', path), join(root, path), { recursive: true });
    edit(root, '.github/autotune.yaml', (yaml) => yaml.replace('max_new_per_run: 2', 'max_new_per_run: 1'));
    git(root, 'init', '-q', '-b', 'main');
    commitAll(root, 'import');
    const plan = search(blindClone(root)).stdout;
    expect(Plan.parse(JSON.parse(plan)).targets.map(({ result }) => result)).toEqual(['asks', 'asks']);
    const alone = runOn(copyRepository(root));
    const { report } = follow(root, written(plan));
    expect(report.targets).toEqual(alone.targets);
    expect(report.targets[1]?.reason).toContain('this run has opened 1 already');
  }, 60_000);

  it('may be a dry one, which ends before the look', () => {
    const root = copyRepository(pristine);
    const before = refs(root);
    const { status, report } = follow(root, written(text), '--dry-run');
    expect({ status, operation: report.operation }).toEqual({ status: 0, operation: 'none' });
    expect(refs(root)).toBe(before);
  });

  it('takes a plan whose layout was changed for the same plan', () => {
    const path = written(JSON.stringify(JSON.parse(text)));
    expect(follow(copyRepository(pristine), path, '--dry-run').status).toBe(0);
  });
});

describe('a plan that is not what the run comes to', () => {
  const plan = () => Plan.parse(JSON.parse(text));
  const target = () => {
    const [first] = plan().targets;
    if (first?.result !== 'asks') throw new Error('the plan asks nothing');
    return first;
  };
  const withTarget = (change: object) => ({ ...plan(), targets: [{ ...target(), ...change }] });
  const zeros = `sha256:${'0'.repeat(64)}`;

  it.each([
    ['another commit', () => ({ ...plan(), base_commit: '0'.repeat(40) }), 'base_commit'],
    ['another configuration', () => ({ ...plan(), configuration: zeros }), 'configuration'],
    ['another version', () => ({ ...plan(), producer: 'contextos-autotune@9.9.9' }), 'producer'],
    ['a step less', () => withTarget({ steps: target().steps.slice(1) }), 'target bench.answer: steps'],
    [
      'steps in another order',
      () => withTarget({ steps: [...target().steps].reverse() }),
      'target bench.answer: steps',
    ],
    [
      'another search set',
      () =>
        withTarget({
          looks: target().looks.map((look) => ({ ...look, search_set: { ...look.search_set, sha256: zeros } })),
        }),
      'target bench.answer: looks',
    ],
    [
      'another digest',
      () => withTarget({ looks: target().looks.map((look) => ({ ...look, digest: zeros })) }),
      'looks',
    ],
    ['longer lines', () => withTarget({ lines: [...target().lines, [0]] }), 'target bench.answer: lines'],
    ['another share', () => withTarget({ share: target().share / 2 }), 'target bench.answer: share'],
    [
      'nothing to ask',
      () => ({
        ...plan(),
        targets: [{ intent: 'bench.answer', metric: target().metric, result: 'not_due', reason: '' }],
      }),
      'target bench.answer: result',
    ],
    ['another target only', () => withTarget({ intent: 'bench.other' }), 'target bench.answer'],
    [
      'one more target',
      () => ({ ...plan(), targets: [target(), { ...target(), intent: 'bench.other' }] }),
      'one more target',
    ],
  ])('is refused with %s: nothing is written, nothing is looked at', (_, change, what) => {
    const root = copyRepository(pristine);
    const before = refs(root);
    const { status, report } = follow(root, written(JSON.stringify(change())));
    expect(status).toBe(1);
    expect(report).toMatchObject({ operation: 'none', targets: [], errors: [{ code: 'PLAN_DIFFERS' }] });
    expect(JSON.stringify(report.errors[0]?.problems)).toContain(what);
    expect(refs(root)).toBe(before);
  });

  it('is refused once a reviewer has rejected what it would ask', () => {
    const root = copyRepository(pristine);
    runOn(root);
    const [proposal] = runOn(root).proposals;
    rejectProposal(root, proposal);
    const before = refs(root);
    const { report } = follow(root, written(text));
    expect(report.errors).toMatchObject([{ code: 'PLAN_DIFFERS' }]);
    expect(JSON.stringify(report.errors[0]?.problems)).toContain('target bench.answer: dead_ends');
    expect(refs(root)).toBe(before);
    expect(follow(root, written(search(root).stdout)).report.errors).toEqual([]);
  });

  it.each([
    ['is not there', () => '/nowhere/plan.json'],
    ['is a folder', () => mkdtempSync(join(tmpdir(), 'autotune-plan-'))],
    ['is empty', () => written('')],
    ['is no JSON', () => written('steps: none\n')],
    ['is no object', () => written('[]')],
    ['is cut off', () => written(text.slice(0, -20))],
    ['is not UTF-8', () => written(Uint8Array.of(0x7b, 0xff, 0x7d))],
    ['is of another version', () => written(text.replace('"schema_version": 1', '"schema_version": 2'))],
    ['has a key too many', () => written(text.replace('{', '{"surprise": 1,'))],
    ['has a key twice', () => written(text.replace('{', '{"schema_version": 1,'))],
    ['has a prototype', () => written(text.replace('{', '{"__proto__": {},'))],
    ['is far too deep', () => written(`${'['.repeat(100_000)}${']'.repeat(100_000)}`)],
    ['is far too large', () => written(`${text}${' '.repeat(5 * 1024 * 1024)}`)],
    ['is a link', () => linkTo(written(text))],
    ['is a pipe that nobody writes to', pipe],
  ])('is refused where the file %s', (_, make) => {
    const root = copyRepository(pristine);
    const before = refs(root);
    const { status, report } = follow(root, make());
    expect(status).toBe(1);
    expect(report.errors).toMatchObject([{ code: 'PLAN_INVALID' }]);
    expect(refs(root)).toBe(before);
  });

  it('says nothing of a file at the start of a line that a workflow would obey', () => {
    const hostile = JSON.stringify({ ...plan(), producer: '\n::add-mask::x\n::error::y' });
    const { stdout, stderr } = autotune(copyRepository(pristine), ['run', '--plan', written(hostile)]);
    expect(`${stdout}${stderr}`.split('\n').filter((line) => line.startsWith('::'))).toEqual([]);
    expect(stderr).toContain('add-mask');
  });
});

function linkTo(path: string): string {
  const link = `${path}.link`;
  symlinkSync(path, link);
  return link;
}

function pipe(): string {
  const folder = mkdtempSync(join(tmpdir(), 'autotune-plan-'));
  mkdirSync(folder, { recursive: true });
  const path = join(folder, 'pipe');
  expect(spawnSync('mkfifo', [path]).status).toBe(0);
  return path;
}
