/** The gate on changes of who owns what it rests on. */
import { beforeAll, expect, it } from 'vitest';
import { CONFIGURATION, told } from '../making/gate.ts';
import { GATE, makeGuarded, notesOf, onlyChanged, SHIPPED } from '../making/guarded.ts';
import { commitAll, edit, git, write } from '../making/repository.ts';

let root = '';
beforeAll(() => {
  root = makeGuarded();
});

it('whoever takes over what judges changes is named', async () => {
  const disowned = await onlyChanged(root, { '.github/CODEOWNERS': '* @evil\n' });
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
  const report = await onlyChanged(root, { '.github/CODEOWNERS': `* @acme/bench\n${line}` });
  const loosened = told(report, 'note').filter((note) => note.startsWith('loosened: '));
  const change = `loosened: who has to approve ${paths} is loosened: @acme/bench → ${owners}`;
  expect(loosened).toEqual(paths === null ? [] : [change]);
});

it('the owners of production runs are named where they become others, and those of nothing where nothing is read', async () => {
  const source = 'experience: { files: ./experience/runs }\n';
  const owners = { '.github/CODEOWNERS': '* @acme/bench\n/experience/ @evil\n' };
  expect(notesOf(await onlyChanged(root, owners)).filter((note) => note.startsWith('loosened: '))).toEqual([]);
  git(root, 'checkout', '-q', 'main');
  const before = git(root, 'rev-parse', 'HEAD').trim();
  edit(root, CONFIGURATION, (text) => `${text}${source}`);
  commitAll(root, 'production');
  const report = await onlyChanged(root, owners);
  git(root, 'checkout', '-q', '-B', 'main', before);
  expect(notesOf(report).filter((note) => note.startsWith('loosened: '))).toEqual([
    'loosened: who has to approve experience/runs/runs.jsonl is loosened: @acme/bench → @evil',
  ]);
});

it('the owners of an action that the gate runs from a folder are named where they become others', async () => {
  git(root, 'checkout', '-q', 'main');
  const before = git(root, 'rev-parse', 'HEAD').trim();
  write(root, GATE, SHIPPED.replaceAll('uses: ./', 'uses: ./tools/autotune'));
  for (const path of ['action.yml', 'dist/action.js', 'README.md']) write(root, `tools/autotune/${path}`, 'x\n');
  commitAll(root, 'vendored');
  const report = await onlyChanged(root, { '.github/CODEOWNERS': '* @acme/bench\n/tools/ @evil\n' });
  git(root, 'checkout', '-q', '-B', 'main', before);
  expect(notesOf(report).filter((note) => note.startsWith('loosened: '))).toEqual([
    'loosened: who has to approve tools/autotune/action.yml, tools/autotune/dist/action.js is loosened: @acme/bench → @evil',
  ]);
});
