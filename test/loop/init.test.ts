/** A setup in real repositories: what it writes works at once, what was there stays, and no failure leaves half of it. */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { readCase } from '../../src/core/goldens/read-case.ts';
import { expectFile } from '../making/expected.ts';
import { autotune, commitAll, edit, git, makeRepository, write } from '../making/repository.ts';

const FAILING = join(import.meta.dirname, '..', 'making', 'failing-files.mjs');
const GIVEN = ['--owner', '@acme/desk', '--action', `acme/autotune@${'a'.repeat(40)}`];

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'autotune-init-test-'));
  git(root, 'init', '-q', '-b', 'main');
});

/** Every file outside git's own folder with its text, and every folder. */
function tree(): Record<string, string | null> {
  const entries = readdirSync(root, { recursive: true, withFileTypes: true });
  const paths = entries.map((entry) => [join(entry.parentPath, entry.name), entry.isFile()] as const);
  const own = paths.filter(([path]) => !path.startsWith(join(root, '.git/')) && path !== join(root, '.git'));
  const told = own.map(([path, isFile]) => [path.slice(root.length + 1), isFile ? readFileSync(path, 'utf8') : null]);
  return Object.fromEntries(told.sort());
}

const init = (...args: readonly string[]) => {
  const { status, stdout, stderr } = autotune(root, ['init', '--json', ...args]);
  return { status, stderr, done: JSON.parse(stdout) };
};

describe('init in an empty repository', () => {
  it('writes what validates at once and is stamped', () => {
    expect(init().done.written).toHaveLength(18);
    expect(autotune(root, ['validate'])).toMatchObject({ status: 0, stdout: expect.stringMatching(/^0 errors, 0 w/) });
    expect(autotune(root, ['goldens', 'stamp']).stdout).toBe('6 cases were stamped already\n');
  });

  it('leaves a run that says how many cases are missing, and proposes nothing', () => {
    init();
    commitAll(root, 'set up');
    const report = JSON.parse(autotune(root, ['run', '--json']).stdout);
    expect(report).toMatchObject({ operation: 'none', proposals: [] });
    expect(report.targets[0].reason).toMatch(/^underpowered: 6 search and held-out cases .* 149 are needed/);
    expect(git(root, 'status', '--porcelain')).toBe('');
  });

  it('tells in a text what it did and what is left to do', () => {
    expectFile('init.txt', autotune(root, ['init']).stdout);
    expectFile('init-again.txt', autotune(root, ['init', '--owner', '@acme/desk']).stdout);
  });

  it('puts the given names everywhere and leaves no placeholder', () => {
    const { done } = init('--intent', 'desk.sort', '--pack', 'desk', ...GIVEN);
    expect(done).toMatchObject({ intent: 'desk.sort', kept: [], placeholders: [], owner_lines: [] });
    const texts = Object.entries(tree()).flat().join('\n');
    expect(texts).not.toMatch(/assistant|your-org|OWNER\//);
    expect(autotune(root, ['validate']).status).toBe(0);
  });

  it('gives the same bytes each time', () => {
    init();
    const first = tree();
    for (const name of Object.keys(first)) rmSync(join(root, name), { recursive: true, force: true });
    init();
    expect(tree()).toEqual(first);
  });

  it('writes cases that show the form, with no family in both sets', () => {
    init();
    const families = ['search', 'test'].map((role) => {
      const lines = readFileSync(join(root, `goldens/assistant.answer/${role}.jsonl`), 'utf8')
        .trimEnd()
        .split('\n');
      return lines.map((line, i) => {
        const read = readCase(role, line, i + 1);
        return 'golden' in read ? read.golden.family : read.problems;
      });
    });
    expect(new Set(families.flat()).size).toBe(6);
  });
});

describe('init where something is', () => {
  it('changes nothing the second time and says so', () => {
    init();
    const before = tree();
    expect(init('--owner', '@acme/desk').done).toMatchObject({ written: [], kept: { length: 9 } });
    expect(tree()).toEqual(before);
  });

  it('leaves other files alone, and the code owners that are there, whose missing lines it prints', () => {
    write(root, 'README.md', '# mine\n');
    write(root, 'docs/CODEOWNERS', '*  @acme/all\n/packs/  @acme/desk\n');
    commitAll(root, 'mine');
    const { done } = init(...GIVEN);
    expect(done.kept).toEqual(['docs/CODEOWNERS']);
    expect(done.owner_lines).toEqual(['/goldens/       @acme/desk', '/.github/       @acme/desk']);
    expect(existsSync(join(root, '.github/CODEOWNERS'))).toBe(false);
    expect(git(root, 'status', '--porcelain', '-uno')).toBe('');
  });

  it('leaves a workflow alone whatever its ending', () => {
    write(root, '.github/workflows/autotune-propose.yaml', 'on: push\n');
    const { done } = init();
    expect(done.kept).toEqual(['.github/workflows/autotune-propose.yaml']);
    expect(done.written).toContain('.github/workflows/autotune-validate.yml');
  });

  it('adds an intent with a pack of its own beside another, and says that the target is missing', () => {
    init(...GIVEN);
    const { done } = init('--intent', 'desk.sort', '--pack', 'desk', ...GIVEN);
    expect(done.kept).toHaveLength(7);
    expect(done.is_target_missing).toBe(true);
    expect(autotune(root, ['validate']).status).toBe(0);
  });

  it('completes a setup of which a part was removed', () => {
    init();
    const whole = tree();
    rmSync(join(root, 'goldens'), { recursive: true });
    rmSync(join(root, '.github/autotune.yaml'));
    init();
    expect(tree()).toEqual(whole);
  });

  it.each([
    ['an intent that the pack does not declare', ['--intent', 'desk.sort'], 'REF_UNRESOLVED'],
    ['an intent that another pack declares', ['--pack', 'desk'], 'REF_DUPLICATE_ID'],
  ])('refuses %s, and writes nothing', (_, args, code) => {
    init();
    const before = tree();
    const { status, stderr, done } = init(...args);
    expect({ status, code: done.errors[0].code }).toEqual({ status: 1, code: 'DOCUMENTS_INVALID' });
    expect(stderr).toContain(code);
    expect(tree()).toEqual(before);
  });

  it('refuses beside documents that have problems, and writes nothing', () => {
    root = makeRepository({ search: 4, test: 2 });
    edit(root, 'packs/bench/pack.yaml', (text) => `${text}surprise: 1\n`);
    const before = tree();
    expect(init().stderr).toContain('packs/bench/pack.yaml');
    expect(tree()).toEqual(before);
  });

  it('refuses where a file stands in the place of a folder, or a link in that of a part', () => {
    write(root, 'goldens', 'not a folder\n');
    expect(init()).toMatchObject({ status: 1, stderr: expect.stringContaining('INIT_REFUSED: goldens stands in the') });
    rmSync(join(root, 'goldens'));
    mkdirSync(join(root, 'elsewhere'));
    symlinkSync('elsewhere', join(root, 'packs'));
    expect(init()).toMatchObject({ status: 1, stderr: expect.stringContaining('DOC_LINK') });
    expect(Object.keys(tree())).toEqual(['elsewhere', 'packs']);
  });
});

describe('init that is not asked rightly', () => {
  it('refuses outside a git checkout, and writes nothing', () => {
    rmSync(join(root, '.git'), { recursive: true });
    expect(init()).toMatchObject({ status: 1, done: { errors: [{ code: 'REPO_NOT_FOUND' }] } });
    expect(tree()).toEqual({});
  });

  it('refuses a name that cannot stand everywhere it would stand, and writes nothing', () => {
    expect(init('--owner', 'acme')).toMatchObject({ status: 2, done: { errors: [{ code: 'USAGE' }] } });
    expect(tree()).toEqual({});
  });
});

describe('init that does not come to its end', () => {
  const failing = (at: number, how: 'full' | 'before' | 'after') =>
    autotune(root, ['init'], { NODE_OPTIONS: `--import=${FAILING}`, FAIL_AT: String(at), FAIL_HOW: how });
  /** `.github`, `packs` and `goldens`, each whole: aside to be stamped, then in the repository. */
  const MOVES = 6;
  const REAL = [4, 5, 6];

  it.each([1, ...REAL])('leaves nothing when the system refuses move %i', (at) => {
    expect(failing(at, 'full')).toMatchObject({ status: 1, stderr: expect.stringContaining('INIT_REFUSED: nothing') });
    expect(tree()).toEqual({});
  });

  it('takes its files back out of folders that were there, and nothing else', () => {
    write(root, '.github/workflows/ci.yml', 'on: push\n');
    write(root, 'packs/README.md', 'mine\n');
    const before = tree();
    for (let at = 1; failing(at, 'full').status !== 0; at++) expect(tree()).toEqual(before);
    expect(Object.keys(tree()).length).toBeGreaterThan(Object.keys(before).length + 15);
  });

  it.each(REAL.flatMap((at) => [[at, 'before'] as const, [at, 'after'] as const]))(
    'is completed by a second try when it was killed at move %i, %s it',
    (at, how) => {
      expect(failing(at, how).status).toBeNull();
      for (const name of readdirSync(root).filter((left) => left.startsWith('.autotune-init-'))) {
        rmSync(join(root, name), { recursive: true });
      }
      expect(init().status).toBe(0);
      expect(autotune(root, ['validate']).status).toBe(0);
      expect(Object.keys(tree()).filter((path) => /\.\w+$|CODEOWNERS/.test(path)).length).toBeGreaterThanOrEqual(15);
    },
  );

  it('does not run past its last move', () => {
    expect(failing(MOVES + 1, 'full').status).toBe(0);
  });
});
