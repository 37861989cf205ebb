/** The gate on changes of the workflows that run it, and of what takes their name. */
import { beforeAll, describe, expect, it } from 'vitest';
import { expression } from '../../src/core/setup/pinned-actions.ts';
import { told } from '../making/gate.ts';
import { changedOn, type Files, GATE, makeGuarded, notesOf, onlyChanged, SHIPPED } from '../making/guarded.ts';

const SECOND = '.github/workflows/second.yml';

let root = '';
beforeAll(() => {
  root = makeGuarded();
});

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
  const off = await onlyChanged(root, { [GATE]: SHIPPED.replace(from, to) });
  expect(off).toMatchObject({ decision: 'fail', kind: 'none' });
  expect(told(off, 'fail').join('\n')).toContain(said);
});

it('what never skips the gate is no fault', async () => {
  const always = SHIPPED.replace(
    '    timeout-minutes: 45',
    `    if: ${expression('always()')}\n    needs: comment`,
  ).replace('        with:\n          command: gate\n', '');
  const kept = await onlyChanged(root, { [GATE]: always });
  expect([kept.decision, ...notesOf(kept)]).toEqual(['pass', expect.stringContaining('the next change is judged')]);
});

/** A workflow of one job, as a stranger to the gate would write it. */
const job = (uses: string, { command = 'gate', name = 'autotune gate', more = '', on = 'pull_request' } = {}) =>
  `on: { ${on}: }\njobs:\n  g: { name: "${name}", ${more} runs-on: x, steps: [{ uses: ${uses}, with: { command: ${command} } }] }\n`;
const RENAMED = SHIPPED.replace('    name: autotune gate #', '    name: real gate #');
const FAKE = '\n  fake:\n    name: autotune gate\n    if: false\n    steps: [{ uses: ./, with: { command: gate } }]\n';
const ALIASED = 'name: &n autotune gate\non: pull_request\njobs: { a: { name: *n, steps: [{ run: echo }] } }\n';
const EVIL = 'would run the gate by evil/autotune@main, another program than before';
const SKIPS = 'would report as "autotune gate", and not judge each pull request: its job has an `if:`';
const OTHER = "has another job of the gate's name";
const LONELY = 'no job that judges has the name that a merge waits for, "autotune gate"';

describe('each job that reports under the name of the gate has to run it, whichever file it stands in', () => {
  it.each<[string, Files, string]>([
    ['by another program', { [SECOND]: job('evil/autotune@main') }, `${SECOND} ${EVIL}`],
    ['skipped', { [SECOND]: job('./', { more: 'if: false,' }) }, `${SECOND} ${SKIPS}`],
    ['by another command', { [SECOND]: job('./', { command: 'validate' }) }, `${SECOND} ${OTHER}`],
    [
      'by a command in other letters',
      { [SECOND]: job('./', { command: 'validate' }).replace('command:', 'COMMAND:') },
      `${SECOND} ${OTHER}`,
    ],
    ['on pushes, where nothing is judged', { [SECOND]: job('./', { on: 'push' }) }, `${SECOND} ${OTHER}`],
    [
      'for some paths',
      { [SECOND]: job('./').replace('pull_request: }', 'pull_request: { paths: [x] } }') },
      'some paths alone',
    ],
    ['in other letters', { [SECOND]: job('evil/autotune@main', { name: 'Autotune Gate' }) }, `${SECOND} ${EVIL}`],
    [
      'as a number of a matrix',
      { [SECOND]: job('evil/autotune@main', { name: `autotune ${expression('matrix.n')}` }) },
      EVIL,
    ],
    ['beside the real one, which has another name now', { [GATE]: RENAMED + FAKE }, `${GATE} ${SKIPS}`],
    [
      'in the other file, skipped',
      { [GATE]: SHIPPED.replace('    timeout-minutes: 45', '    if: false'), [SECOND]: SHIPPED },
      `${GATE} ${SKIPS}`,
    ],
    [
      'in a file that was moved',
      { [GATE]: null, [SECOND]: SHIPPED.replaceAll('uses: ./', 'uses: evil/autotune@main') },
      `${SECOND} ${EVIL}`,
    ],
    [
      'in a folder that GitHub does not look into',
      { [GATE]: null, '.github/workflows/old/gate.yml': SHIPPED },
      'no workflow judges pull requests',
    ],
    ['no more', { [GATE]: RENAMED }, LONELY],
    ['through an alias', { [SECOND]: ALIASED }, `${SECOND} ${OTHER}`],
    [
      'with its command through an alias',
      {
        [GATE]: SHIPPED.replace('name: autotune gate', 'name: autotune gate\nenv: { X: &v validate }').replace(
          'command: gate',
          'command: *v',
        ),
      },
      'no workflow judges pull requests',
    ],
    [
      'in what GitHub or this reader may take for another',
      { [SECOND]: `${ALIASED}jobs: {}\n` },
      `${SECOND} cannot be read exactly (line 4: The same key stands at 3:1 already)`,
    ],
    [
      'behind a control character',
      { [SECOND]: `# \u0007\n${ALIASED}` },
      `${SECOND} cannot be read exactly (line 1: A control character)`,
    ],
    [
      'behind a merge key',
      { [SECOND]: 'on: pull_request\nx: &x { name: autotune gate }\njobs: { a: { <<: *x } }\n' },
      'A merge key hides',
    ],
    [
      'under a name of its own by another program, which the next change would take for known',
      { [SECOND]: job('evil/autotune@main', { name: 'x' }) },
      `${SECOND} ${EVIL}`,
    ],
  ])('%s', async (_, files, said) => {
    const report = await onlyChanged(root, files);
    expect(report).toMatchObject({ decision: 'fail', kind: 'none' });
    expect(told(report, 'fail').join('\n')).toContain(said);
  });

  it.each<[string, Files, readonly string[]]>([
    [
      'the same gate in a second file',
      { [SECOND]: job('./') },
      [`${SECOND} would run the gate after the merge: the next change is judged by what it says then`],
    ],
    [
      'one for the merge queue alone',
      { [SECOND]: job('./', { on: 'merge_group', command: 'auto' }) },
      [`${SECOND} would run the gate after the merge: the next change is judged by what it says then`],
    ],
    [
      'one under a name of its own that may be skipped',
      { [SECOND]: job('./', { name: 'x', more: 'if: false,' }) },
      [
        `${SECOND} would run the gate after the merge under a name of its own, "x": the next change is judged by what it says then`,
      ],
    ],
    [
      'anchors and aliases that say nothing of the gate',
      { [SECOND]: 'on: push\nenv: &e { A: b }\njobs: { a: { env: *e, steps: [{ run: echo }] } }\n' },
      [],
    ],
    [
      'the gate itself with an alias',
      { [GATE]: SHIPPED.replace('permissions: {}', 'permissions: &p {}\nenv: *p') },
      [`${GATE}, which runs the gate, changes: the next change is judged by what it says then`],
    ],
    [
      'a file that was moved',
      { [GATE]: null, [SECOND]: SHIPPED },
      [
        `${GATE} runs the gate, and would not after the merge: ${SECOND} would`,
        `${SECOND} would run the gate after the merge: the next change is judged by what it says then`,
      ],
    ],
  ])('and %s passes', async (_, files, notes) => {
    const report = await onlyChanged(root, files);
    expect(report.decision).toBe('pass');
    expect(notesOf(report)).toEqual(notes.map((said) => `gate_workflows: ${said}`));
  });

  it('what was wrong at the base already is a note, and its cure passes', async () => {
    const lax = SHIPPED.replace('    timeout-minutes: 45', '    if: false');
    const still = await changedOn(root, { [GATE]: lax }, { [GATE]: `${lax}# a word\n` });
    expect(still.decision).toBe('pass');
    expect(notesOf(still).join('\n')).toContain(`${GATE} runs the gate, and not on each pull request after the merge`);
    expect((await changedOn(root, { [GATE]: lax }, { [GATE]: SHIPPED })).decision).toBe('pass');
    const last = await changedOn(root, { [GATE]: lax, [SECOND]: SHIPPED }, { [SECOND]: null });
    expect(told(last, 'fail').join('\n')).toContain(`${SECOND} runs the gate, and after the merge none judges each`);
  });

  it('a name is changed in two steps, of which neither leaves a merge without a judgement', async () => {
    const both = { [GATE]: SHIPPED, [SECOND]: RENAMED };
    expect((await onlyChanged(root, both)).decision).toBe('pass');
    expect((await changedOn(root, both, { [GATE]: null })).decision).toBe('pass');
  });
});

describe('the program that runs the gate', () => {
  const by = (source: string) => ({ [GATE]: SHIPPED.replaceAll('uses: ./', `uses: ${source}`) });
  const COMMIT = `acme/autotune@${'a'.repeat(40)}`;

  it.each([
    ['acme/autotune@v1.2.0', 'acme/autotune@v1.3.0', 'judged by acme/autotune@v1.3.0'],
    [COMMIT, `Acme/Autotune@${'b'.repeat(40)}`, `judged by Acme/Autotune@${'b'.repeat(40)}`],
    ['acme/autotune@v1', COMMIT, `judged by ${COMMIT}`],
    [
      COMMIT,
      'acme/autotune@v1',
      'judged by acme/autotune@v1, which can become anything without a change here, as the commit before could not',
    ],
    ['./', './.', "its check would be taken for the gate's"],
    ['./tools/autotune', './tools//autotune/', 'judged by ./tools//autotune/'],
    ['acme/autotune@v1', 'evil/autotune@v1', 'another program than before'],
    ['acme/autotune@v1', 'acme/autotune/other@v1', 'another program than before'],
    ['acme/autotune@v1', './', 'another program than before'],
    ['./', './tools/autotune', 'another program than before'],
  ])('from %s to %s: %s', async (from, to, said) => {
    const report = await changedOn(root, by(from), by(to));
    const isNote = said.startsWith('judged');
    expect(report.decision).toBe(isNote ? 'pass' : 'fail');
    const ends = told(report, isNote ? 'note' : 'fail').filter((line) => line.endsWith(said));
    expect(ends).toHaveLength(1);
  });

  const REF = `ref: ${expression('github.event.repository.default_branch')}`;
  const at = (ref: string) => ({ [GATE]: SHIPPED.replace(REF, ref) });
  const STRAY = 'by what it checks out, and that is not the base alone: ';

  it.each<[string, string | null]>([
    ['path: .', 'the change itself'],
    ["ref: ''", 'the change itself'],
    [`REF: ${expression('github.head_ref')}`, expression('github.head_ref')],
    [`ref: ${expression('github.base_ref')}`, expression('github.base_ref')],
    ['ref: work', 'work'],
    [`repository: evil/autotune\n          ${REF}`, `evil/autotune, ${REF.slice(5)}`],
    [`ref: ${expression('github.event.merge_group.base_sha || github.base_ref')}`, null],
  ])('from a checkout is none of the base with `%s`: %s', async (ref, said) => {
    const report = await onlyChanged(root, at(ref));
    const faults = told(report, 'fail').filter((line) => line.includes(STRAY));
    expect(faults).toEqual(said === null ? [] : [expect.stringMatching(/^gate_workflows: /)]);
    expect(faults.every((line) => line.endsWith(`${STRAY}${said}`))).toBe(true);
  });

  it('from a checkout that the base has as well, or that is no program, is no fault of a change', async () => {
    const lax = at('ref: work');
    expect((await changedOn(root, lax, { [GATE]: `${lax[GATE]}# a word\n` })).decision).toBe('pass');
    const published = (ref: string) => ({ [GATE]: at(ref)[GATE]?.replaceAll('uses: ./', `uses: ${COMMIT}`) ?? null });
    expect((await changedOn(root, published(REF), published('path: .'))).decision).toBe('pass');
  });

  it.each([
    ['tools/autotune/dist/action.js', 1],
    ['tools/autotune/lib/deep/x.js', 1],
    ['tools/autotune-other/x.js', 0],
    ['dist/action.js', 0],
    ['tools/prepare/action.yml', 1],
  ])('that stands in a folder is changed by %s: %s times', async (path, times) => {
    const step = '      - name: Judge\n';
    const local = SHIPPED.replaceAll('uses: ./', 'uses: ./tools/autotune');
    const base = { [GATE]: local.replace(step, `      - uses: ./tools/prepare\n${step}`) };
    const report = await changedOn(root, base, { [path]: 'process.exit(0)\n' });
    expect(report.decision).toBe('pass');
    const changed = notesOf(report).filter((said) => said.includes('of the program that runs the gate'));
    expect(changed).toHaveLength(times);
  });
});

it('another program in place of the gate fails, and a newer commit of the same one is named', async () => {
  const text = SHIPPED;
  const by = (source: string) => onlyChanged(root, { [GATE]: text.replaceAll('uses: ./', `uses: ${source}`) });
  const evil = await by('evil/autotune@main');
  expect(told(evil, 'fail')).toEqual([
    `gate_workflows: ${GATE} would run the gate by evil/autotune@main, another program than before`,
  ]);
  const foreign = await by(`evil/autotune@${'a'.repeat(40)}`);
  expect(foreign.decision).toBe('fail');
});

it('a change of the files that the gate is run from is named, where it is run from the repository itself', async () => {
  const beside = { '.github/workflows/x.yml': 'on: push\n' };
  const report = await onlyChanged(root, {
    ...beside,
    'dist/action.js': 'process.exit(0)\n',
    'action.yml': 'name: x\n',
  });
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
  const report = await onlyChanged(root, {
    [path]: `on: pull_request\njobs:\n  a: { name: "${name}", steps: [{ run: 'true' }] }\n`,
  });
  expect(told(report, 'fail').map((line) => line.split(':')[0])).toEqual(said === 'fail' ? ['gate_workflows'] : []);
});

it('a job whose name is an expression alone is named, since nobody can tell before it runs', async () => {
  const path = '.github/workflows/other.yml';
  const report = await onlyChanged(root, {
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
  const report = await onlyChanged(root, { [path]: job('name: autotune gate') });
  expect(told(report, 'fail')).toEqual([
    `gate_workflows: ${path} has another job of the gate's name: its check would be taken for the gate's`,
  ]);
  expect((await onlyChanged(root, { [path]: job('name: tests') })).decision).toBe('pass');
});

it('a change that only takes the gate away fails, and one of its workflow is named', async () => {
  const gone = await onlyChanged(root, { [GATE]: null });
  expect(gone).toMatchObject({ decision: 'fail', kind: 'none' });
  expect(told(gone, 'fail')).toEqual([
    `gate_workflows: ${GATE} runs the gate, and after the merge no workflow judges pull requests`,
  ]);
  const silenced = await onlyChanged(root, { [GATE]: 'on: push\n' });
  expect(silenced.decision).toBe('fail');
  const edited = await onlyChanged(root, { [GATE]: SHIPPED.replace(', edited', '') });
  expect(edited.decision).toBe('pass');
  expect(notesOf(edited)).toEqual([expect.stringMatching(/^gate_workflows: .* changes: the next change/)]);
});
