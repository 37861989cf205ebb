/**
 * What a repository may hold to be obeyed, followed or blown up by: the built program, from its arguments to its exit.
 * It refuses each with a code at its line, or carries it as a name and nothing else. No network is asked.
 */
import { existsSync, mkdirSync, readFileSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { autotune, commitAll, copyRepository, edit, git, makeRepository, refs, write } from '../making/repository.ts';
import { CONFIGURATION, PACK, smallRepository } from '../making/small.ts';

/** Names that would do something if a shell, an option, a path or a line took them for its own. */
const HOSTILE = [
  '--upload-pack=touch pwned',
  '../../../etc/passwd',
  '$(touch pwned)',
  'a; touch pwned',
  'a\nb',
  '.git/config',
  'C:\\pwned',
  '`touch pwned`',
  'a/../../b',
  'a..b@{1}',
];
/** YAML that grows, points, calls or means two things; each starts on line 2. */
const YAML = [
  ['DOC_YAML_FEATURE', 3, 'a: &a [x]\nb: [*a, *a]\n'],
  ['DOC_YAML_FEATURE', 3, 'a: { x: 1 }\nb: { <<: { x: 1 } }\n'],
  ['DOC_YAML_FEATURE', 2, 'a: !!js/function x\n'],
  ['DOC_DUPLICATE_KEY', 3, 'id: a\nid: b\n'],
  ['DOC_SYNTAX', 2, `a: ${'['.repeat(50_000)}\n`],
  ['DOC_SHAPE', 2, 'schema_version: 1e309\n'],
  ['DOC_SHAPE', 2, 'schema_version: .nan\n'],
  ['DOC_SHAPE', 2, '__proto__: { polluted: true }\n'],
] as const;

type Told = { readonly severity: string; readonly code: string; readonly file: string; readonly line: number };

let small = '';
beforeAll(() => {
  small = smallRepository();
});

function toldBy(root: string): readonly Told[] {
  const { status, stdout } = autotune(root, ['validate', '--json']);
  expect(status).toBe(1);
  return JSON.parse(stdout).problems.filter(({ severity }: Told) => severity === 'error');
}

/** Runs, and holds that it is refused with nothing written, called or followed. */
function expectRefused(root: string, args: readonly string[], code: string): void {
  const before = refs(root);
  const { status, stderr } = autotune(root, args);
  expect({ status, isTold: stderr.includes(code) }).toEqual({ status: 1, isTold: true });
  expect(refs(root)).toBe(before);
  expect(git(root, 'status', '--porcelain')).toBe('');
  expect(`${git(root, 'ls-files', '-z')}\0`).not.toContain('\0pwned\0');
}

const lineOf = (root: string, path: string, text: string) =>
  readFileSync(join(root, path), 'utf8')
    .split('\n')
    .findIndex((line) => line.includes(text)) + 1;

it('ids, intents and paths that a shell, an option or a path would obey are refused, each at its line', () => {
  const root = makeRepository({ search: 4, test: 4 });
  const asked = HOSTILE.map((name) => JSON.stringify(name));
  const targets = asked.map((name) => `  - { intent: ${name}, metric: x, direction: decrease, owner: "@a" }\n`);
  edit(root, CONFIGURATION, (text) => text.replace('targets:\n', `targets:\n${targets.join('')}`));
  const surface = (id: string, path: string) =>
    `  - { id: ${id}, layer: retrieval, field: top_k, path: ${path}, bounds: { min: 1, max: 2 }, owner: "@a" }\n`;
  edit(root, PACK, (text) => `${text}${asked.map((name) => surface(name, name)).join('')}`);
  for (const path of ['__proto__.polluted', 'constructor.prototype.x'])
    edit(root, PACK, (text) => `${text}${surface('proto', path)}`);
  const told = toldBy(root);
  for (const name of [...asked.map((text) => `intent: ${text}`)])
    expect(told).toContainEqual(
      expect.objectContaining({ code: 'DOC_SHAPE', file: CONFIGURATION, line: lineOf(root, CONFIGURATION, name) }),
    );
  for (const name of [...asked.map((text) => `id: ${text}`), 'path: __proto__', 'path: constructor'])
    expect(told).toContainEqual(
      expect.objectContaining({ code: 'DOC_SHAPE', file: PACK, line: lineOf(root, PACK, name) }),
    );
  commitAll(root, 'hostile');
  expectRefused(root, ['run'], 'DOCUMENTS_INVALID');
});

it('YAML that grows, calls or is read in two ways is refused at its line, and links at their place', () => {
  const root = makeRepository({ search: 4, test: 4 });
  for (const [i, [, , text]] of YAML.entries()) write(root, `packs/bench/tools/hostile-${i}.yaml`, `# 1\n${text}`);
  const outside = join(copyRepository(root), 'secret.yaml');
  writeFileSync(outside, 'CANARY-2f11: true\n');
  symlinkSync(outside, join(root, 'packs/bench/evals/outside.yaml'));
  symlinkSync('..', join(root, 'goldens/up'));
  const told = toldBy(root);
  for (const [i, [code, line]] of YAML.entries())
    expect(told).toContainEqual(expect.objectContaining({ code, line, file: `packs/bench/tools/hostile-${i}.yaml` }));
  for (const file of ['packs/bench/evals/outside.yaml', 'goldens/up'])
    expect(told).toContainEqual(expect.objectContaining({ code: 'DOC_LINK', file }));
  expect(autotune(root, ['validate', '--json']).stdout).not.toContain('CANARY-2f11');
  commitAll(root, 'hostile');
  expectRefused(root, ['run'], 'DOCUMENTS_INVALID');
});

it('surfaces that would reach versions, owners, intents, surfaces or a whole mapping are refused', () => {
  const root = makeRepository({ search: 4, test: 4 });
  const paths = [
    'pack_meta.version',
    'pack_meta.owner',
    'tunable_surfaces',
    'intents',
    'schema_version',
    'evidence.kb',
  ];
  const surface = (path: string, i: number) =>
    `  - { id: s${i}, layer: retrieval, field: top_k, path: ${path}, bounds: { min: 1, max: 2 }, owner: "@a" }\n`;
  edit(root, PACK, (text) => `${text}${paths.map(surface).join('')}`);
  const told = toldBy(root);
  for (const path of paths) {
    const line = lineOf(root, PACK, `path: ${path},`);
    expect({ path, codes: told.filter((each) => each.file === PACK && each.line === line).length }).not.toEqual({
      path,
      codes: 0,
    });
  }
  commitAll(root, 'hostile');
  expectRefused(root, ['run'], 'DOCUMENTS_INVALID');
});

it('a folder whose name no commit of ours could carry is refused before anything is searched', () => {
  for (const name of ['a\nb', 'a"b', 'a\\b', '\u001b[2J']) {
    const root = copyRepository(small);
    renameSync(join(root, 'packs/bench'), join(root, 'packs', name));
    commitAll(root, 'hostile');
    expect(toldBy(root)).toContainEqual(
      expect.objectContaining({ code: 'DOC_SHAPE', file: `packs/${name}/pack.yaml` }),
    );
    expectRefused(root, ['run'], 'DOCUMENTS_INVALID');
  }
});

it('a folder with a hostile name is a folder, and a pack keeps its comments and style to the line', () => {
  const root = copyRepository(small);
  const folder = "packs/--upload-pack=$(touch pwned);`touch pwned` 'x' é😀";
  renameSync(join(root, 'packs/bench'), join(root, folder));
  edit(root, `${folder}/pack.yaml`, (text) =>
    text
      .replace('schema_version: 1', '# héader 😀\nschema_version: 1   # one')
      .replace(
        'kb: { top_k: 10, max_hops: 3 }',
        "# above\n  kb:\n    'top_k' :   10   # ten, by wren\n    max_hops: 3\n\n",
      ),
  );
  commitAll(root, 'a style of its own');
  const { status, stdout, stderr } = autotune(root, ['run', '--json']);
  expect({ status, stderr: status === 0 ? '' : stderr }).toEqual({ status: 0, stderr: '' });
  const [{ branch, tuning_proposal_id: id }] = JSON.parse(stdout).proposals;
  const changed = git(root, 'diff', '-z', '--name-only', 'main', branch).split('\0');
  expect(changed.filter((path) => path !== '').sort()).toEqual(
    [`${folder}/pack.yaml`, `${folder}/proposals/${id}.json`].sort(),
  );
  const diff = git(root, 'diff', '-U0', 'main', branch, '--', `${folder}/pack.yaml`);
  const lines = diff.split('\n').filter((line) => /^[-+](?![-+])/.test(line));
  expect(lines).toEqual([
    expect.stringMatching(/^-pack_meta: .* version: 1\.0\.0,/),
    expect.stringMatching(/^\+pack_meta: .* version: 1\.0\.1\+[0-9a-f]{12},/),
    "-    'top_k' :   10   # ten, by wren",
    expect.stringMatching(/^\+ {4}'top_k' : {3}\d+ {3}# ten, by wren$/),
  ]);
  for (const place of ['.', folder]) expect(existsSync(join(root, place, 'pwned'))).toBe(false);
});

it('a plan whose patch was turned to what no surface declares is not followed, and no look is spent on it', () => {
  const root = copyRepository(small);
  mkdirSync(join(root, '..', 'plans'), { recursive: true });
  const plan = join(root, '..', 'plans', 'plan.json');
  expect(autotune(root, ['search', '--out', plan]).status).toBe(0);
  const text = readFileSync(plan, 'utf8');
  expect(text).toContain('evidence.kb.top_k');
  for (const place of ['pack_meta.owner', 'evidence.kb.max_hops', '__proto__.x']) {
    writeFileSync(plan, text.replaceAll('evidence.kb.top_k', place));
    expectRefused(root, ['run', '--plan', plan], 'PLAN_');
  }
});
