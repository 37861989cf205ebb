/** The gate on where a change goes, and on changes of what it rests on: only the default branch wins a check, and guards are named. */
import { beforeAll, expect, it, vi } from 'vitest';
import { gateWorkflow } from '../../src/core/setup/gate-workflow.ts';
import { expression } from '../../src/core/setup/pinned-actions.ts';
import { gatePageOf } from '../../src/loop/gate/change.ts';
import type { GateReport } from '../../src/schema/gate-report.ts';
import { CONFIGURATION, gateOf, told } from '../making/gate.ts';
import { commitAll, edit, git, makeRepository, write } from '../making/repository.ts';

const MAIN = { branch: 'main', defaultBranch: 'main' };
const OTHER = { branch: 'other', defaultBranch: 'main' };

const GATE = '.github/workflows/autotune-gate.yml';

let root = '';
beforeAll(() => {
  root = makeRepository();
  write(root, GATE, gateWorkflow({ action: './' }));
  write(root, '.github/CODEOWNERS', '* @acme/bench\n');
  commitAll(root, 'guards');
  git(root, 'checkout', '-q', '-b', 'work');
  write(root, 'packs/bench/pack.yaml', 'no pack at all\n');
  commitAll(root, 'a change that nothing can read');
  git(root, 'branch', 'other');
});

it('what a branch already has wins no check against that branch, and is told from what it would do to the default one', async () => {
  const there = await gateOf({ root, branch: 'work' }, { base: 'other', target: OTHER });
  expect(there).toMatchObject({ decision: 'inconclusive', kind: 'none', base_branch: 'other' });
  expect(told(there, 'pass')).toEqual([]);
  expect(there.reason).toContain('it would be merged into other, which is not the default branch main');

  const here = await gateOf({ root, branch: 'work' }, { base: 'main', target: MAIN });
  expect(here).toMatchObject({ decision: 'fail', kind: 'human', base_branch: 'main' });
});

it('a change of something else passes into the default branch alone, with the branch and its commit on the page', async () => {
  git(root, 'checkout', '-q', '-B', 'notes', 'main');
  write(root, 'notes.txt', 'nothing that is judged\n');
  commitAll(root, 'notes');
  const ask = (target: typeof MAIN) => gateOf({ root, branch: 'notes' }, { target });
  const report = await ask(MAIN);
  expect(report.decision).toBe('pass');
  expect(told(report, 'pass')).toContain('target_branch: it would be merged into main, the default branch');
  expect(gatePageOf(report)).toContain(`merged into `.concat('`main` at `', report.base.slice(0, 12), '`'));
  expect((await ask(OTHER)).decision).toBe('inconclusive');
});

it('at a terminal the base that was named is the one that was asked about', async () => {
  const report = await gateOf({ root, branch: 'work' }, { base: 'other' });
  expect(report).toMatchObject({ decision: 'pass', kind: 'none' });
  expect(report).not.toHaveProperty('base_branch');
});

/** A branch beside main on which nothing but these files changes; null takes one away. */
async function onlyChanged(files: Readonly<Record<string, string | null>>) {
  git(root, 'checkout', '-q', '-B', 'guards', 'main');
  for (const [path, text] of Object.entries(files)) {
    if (text === null) git(root, 'rm', '-q', path);
    else write(root, path, text);
  }
  commitAll(root, 'guards');
  const facts = vi.fn(async () => Promise.reject(new Error('the host was asked')));
  const asked = gateOf({ root, branch: 'guards' }, { world: { hosting: { facts } } });
  await expect(asked).rejects.toThrow('the host was asked');
  return gateOf({ root, branch: 'guards' });
}

it.each([
  [
    'an `if:` at its job',
    '    runs-on: ubuntu-latest\n    timeout-minutes: 45',
    '    if: false\n    runs-on: x',
    'its job has an `if:`',
  ],
  ['`continue-on-error` at its job', '    timeout-minutes: 45', '    continue-on-error: true', 'continue-on-error'],
  [
    'an expression there',
    '    timeout-minutes: 45',
    `    continue-on-error: ${expression('vars.LAX == 1')}`,
    'continue-on-error',
  ],
  ['a job that it waits for', '    timeout-minutes: 45', '    needs: comment', 'its job waits for others'],
  [
    'an `if:` at its step',
    '        id: gate',
    `        id: gate\n        if: ${expression('vars.JUDGE')}`,
    'its step has an `if:`',
  ],
  [
    '`continue-on-error` at its step',
    '        id: gate',
    '        id: gate\n        continue-on-error: true',
    'its step has',
  ],
  ['a filter of paths', '    types: [', '    paths: [nothing]\n    types: [', 'it hears of some paths alone'],
  ['pushes that it does not hear of', 'synchronize, ', '', 'it does not hear of pull requests that are synchronize'],
  [
    'a command that is an expression',
    'command: gate',
    `command: ${expression('vars.WORD')}`,
    'no workflow judges pull requests',
  ],
])('a change that switches the gate off by %s fails', async (_, from, to, said) => {
  const off = await onlyChanged({ [GATE]: gateWorkflow({ action: './' }).replace(from, to) });
  expect(off).toMatchObject({ decision: 'fail', kind: 'none' });
  expect(told(off, 'fail').join('\n')).toContain(said);
});

/** Beside what is said of the rules of the host, which is not asked here. */
const notesOf = (report: GateReport) => told(report, 'note').filter((said) => !said.startsWith('gate_integrity: '));

it('what never skips the gate is no fault, and a second workflow that may is a note', async () => {
  const text = gateWorkflow({ action: './' });
  const always = text
    .replace('    timeout-minutes: 45', `    if: ${expression('always()')}\n    needs: comment`)
    .replace('        with:\n          command: gate\n', '');
  const kept = await onlyChanged({ [GATE]: always });
  expect([kept.decision, ...notesOf(kept)]).toEqual(['pass', expect.stringContaining('the next change is judged')]);
  const both = await onlyChanged({
    [GATE]: text.replace('    timeout-minutes: 45', '    if: false'),
    '.github/workflows/gate.yml': text,
  });
  expect(both.decision).toBe('pass');
  expect(told(both, 'note').join('\n')).toContain(
    `${GATE} runs the gate, and not on each pull request after the merge`,
  );
});

it('another program in place of the gate fails, and a newer commit of the same one is named', async () => {
  const text = gateWorkflow({ action: './' });
  const by = (source: string) => onlyChanged({ [GATE]: text.replaceAll('uses: ./', `uses: ${source}`) });
  const evil = await by('evil/autotune@main');
  expect(told(evil, 'fail')).toEqual([
    `gate_workflows: ${GATE} runs the gate, and after the merge it would be evil/autotune@main, another program than before`,
  ]);
  const foreign = await by(`evil/autotune@${'a'.repeat(40)}`);
  expect(foreign.decision).toBe('fail');
});

it('a change of the files that the gate is run from is named, where it is run from the repository itself', async () => {
  const beside = { '.github/workflows/x.yml': 'on: push\n' };
  const report = await onlyChanged({ ...beside, 'dist/action.js': 'process.exit(0)\n', 'action.yml': 'name: x\n' });
  expect(notesOf(report)).toEqual([
    'gate_workflows: 2 files of the program that runs the gate (`./`) change: the next change is judged by them',
  ]);
});

it.each([
  [`autotune ${expression('matrix.n')}`, 'fail'],
  [`${expression('matrix.n')}tune gate`, 'fail'],
  [`tests on ${expression('matrix.os')}`, 'none'],
])('a job beside the gate whose name comes to the gate by an expression: %s', async (name, said) => {
  const path = '.github/workflows/other.yml';
  const report = await onlyChanged({
    [path]: `on: pull_request\njobs:\n  a: { name: "${name}", steps: [{ run: 'true' }] }\n`,
  });
  expect(told(report, 'fail').map((line) => line.split(':')[0])).toEqual(said === 'fail' ? ['gate_workflows'] : []);
});

it('a job whose name is an expression alone is named, since nobody can tell before it runs', async () => {
  const path = '.github/workflows/other.yml';
  const report = await onlyChanged({
    [path]: `on: pull_request\njobs:\n  a: { name: "${expression('matrix.name')}", steps: [{ run: 'true' }] }\n`,
  });
  expect(report.decision).toBe('pass');
  expect(notesOf(report)).toEqual([
    `gate_workflows: ${path} has a job whose name is an expression alone: it must not come to the gate's`,
  ]);
});

it('a job beside the gate that has its name fails, wherever it stands', async () => {
  const path = '.github/workflows/other.yml';
  const job = (more: string) => `on: pull_request\njobs:\n  a: { ${more}, steps: [{ run: 'true' }] }\n`;
  const report = await onlyChanged({ [path]: job('name: autotune gate') });
  expect(told(report, 'fail')).toEqual([
    `gate_workflows: ${path} has another job of the gate's name: its check would be taken for the gate's`,
  ]);
  expect((await onlyChanged({ [path]: job('name: tests') })).decision).toBe('pass');
});

it('a change that only takes the gate away fails, and one of its workflow or its owners is named', async () => {
  const gone = await onlyChanged({ [GATE]: null });
  expect(gone).toMatchObject({ decision: 'fail', kind: 'none' });
  expect(told(gone, 'fail')).toEqual([
    `gate_workflows: ${GATE} runs the gate, and after the merge no workflow judges pull requests`,
  ]);
  const silenced = await onlyChanged({ [GATE]: 'on: push\n' });
  expect(silenced.decision).toBe('fail');
  const moved = await onlyChanged({ [GATE]: null, '.github/workflows/gate.yml': gateWorkflow({ action: './' }) });
  expect(notesOf(moved)).toEqual([`gate_workflows: ${GATE} runs the gate, and would not after the merge`]);
  const edited = await onlyChanged({ [GATE]: gateWorkflow({ action: './' }).replace(', edited', '') });
  expect(edited.decision).toBe('pass');
  expect(notesOf(edited)).toEqual([expect.stringMatching(/^gate_workflows: .* changes: the next change/)]);
  const disowned = await onlyChanged({ '.github/CODEOWNERS': '* @evil\n' });
  const [judges, ...handed] = notesOf(disowned);
  expect(judges).toMatch(/^judges: .*CODEOWNERS changes what judges changes/);
  expect(handed).toEqual([
    `loosened: who has to approve .github/CODEOWNERS, ${GATE}, action.yml, dist/action.js, ${CONFIGURATION}, packs/bench/pack.yaml, and 9 more paths is loosened: @acme/bench → @evil`,
  ]);
  expect(disowned.reason).not.toContain('nothing here that the gate judges');
});

it.each([
  ['/.github/\n', `.github/CODEOWNERS, ${GATE}, ${CONFIGURATION}`, 'nobody'],
  ['/.github/workflows/ @acme/bench @evil\n', GATE, '@acme/bench @evil'],
  ['/goldens/*/search.jsonl @evil\n', 'goldens/bench.answer/search.jsonl', '@evil'],
  ['/goldens/*/test.jsonl @evil\n', 'goldens/bench.answer/test.jsonl', '@evil'],
  ['/packs/*/runtime/\n', 'packs/bench/runtime/runtime.bench.yaml', 'nobody'],
  ['/packs/*/releases/\n', 'packs/bench/releases/bench.answer.yaml', 'nobody'],
  ['/packs/*/tools/\n', 'packs/bench/tools/tools.bench.yaml', 'nobody'],
  ['/dist/ @evil\n', 'dist/action.js', '@evil'],
  ['/docs/ @evil\n', null, ''],
])('what the gate rests on is named where its owners become others by %j', async (line, paths, owners) => {
  const report = await onlyChanged({ '.github/CODEOWNERS': `* @acme/bench\n${line}` });
  const loosened = told(report, 'note').filter((note) => note.startsWith('loosened: '));
  const change = `loosened: who has to approve ${paths} is loosened: @acme/bench → ${owners}`;
  expect(loosened).toEqual(paths === null ? [] : [change]);
});

it('the owners of production runs are named where they become others, and those of nothing where nothing is read', async () => {
  const source = 'experience: { files: ./experience/runs }\n';
  const owners = { '.github/CODEOWNERS': '* @acme/bench\n/experience/ @evil\n' };
  expect(notesOf(await onlyChanged(owners)).filter((note) => note.startsWith('loosened: '))).toEqual([]);
  git(root, 'checkout', '-q', 'main');
  const before = git(root, 'rev-parse', 'HEAD').trim();
  edit(root, CONFIGURATION, (text) => `${text}${source}`);
  commitAll(root, 'production');
  const report = await onlyChanged(owners);
  git(root, 'checkout', '-q', '-B', 'main', before);
  expect(notesOf(report).filter((note) => note.startsWith('loosened: '))).toEqual([
    'loosened: who has to approve experience/runs/runs.jsonl is loosened: @acme/bench → @evil',
  ]);
});
