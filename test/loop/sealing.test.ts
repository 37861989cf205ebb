/** Sealing as a user meets it: the built program as a process, real keys, real git. */
import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { sha256 } from '../../src/kit/canonical.ts';
import { RunReport } from '../../src/schema/run-report.ts';
import { repinned } from '../making/repinned.ts';
import {
  autotune,
  CLI,
  commitAll,
  copyRepository,
  edit,
  environment,
  git,
  makeRepository,
} from '../making/repository.ts';
import { type Key, makeKey, sealedCopy, VARIABLE } from '../making/sealed.ts';

const FOLDER = 'goldens/bench.answer';
const PLAIN = `${FOLDER}/test.jsonl`;
const SEALED = `${PLAIN}.age`;
const MANIFEST = `${FOLDER}/manifest.yaml`;

let alice: Key;
let bob: Key;
let plain = '';
let sealed = '';
beforeAll(() => {
  alice = makeKey();
  bob = makeKey();
  plain = makeRepository();
  sealed = sealedCopy(plain, alice.recipient);
});

const read = (root: string, path: string) => readFileSync(join(root, path));
const withKey = (...keys: readonly Key[]) => ({ [VARIABLE]: keys.map(({ identity }) => identity).join('\n') });
const json = (root: string, args: readonly string[], more: Record<string, string> = {}) => {
  const ran = autotune(root, [...args, '--json'], more);
  return { ...ran, said: JSON.parse(ran.stdout) };
};
const run = (root: string, more: Record<string, string> = {}) => {
  const { status, stderr, said } = json(root, ['run'], more);
  return { status, stderr, report: RunReport.parse(said) };
};
const kinds = (root: string) =>
  git(root, 'ls-tree', '-r', '--name-only', 'autotune/ledger', 'events/')
    .trim()
    .split('\n')
    .map((name) => /-([a-z_]+)-[0-9a-f]{12}\.json$/.exec(name)?.[1]);

describe('keygen', () => {
  const keygen = (...args: readonly string[]) =>
    spawnSync(process.execPath, [CLI, 'goldens', 'keygen', ...args], {
      encoding: 'utf8',
      env: environment(),
      cwd: mkdtempSync(join(tmpdir(), 'autotune-keygen-')),
    });

  it('prints a file that age reads, and repeats only the recipient on standard error', () => {
    const { status, stdout, stderr } = keygen();
    expect(status).toBe(0);
    const [, recipient = '', identity = ''] =
      /^# recipient: (age1\w{58})\n(AGE-SECRET-KEY-1\w{58})\n$/.exec(stdout) ?? [];
    expect(identity).not.toBe('');
    expect(stderr).toContain(recipient);
    expect(stderr).not.toContain('AGE-SECRET-KEY');
  });

  it('gives another key each time, as one document where JSON is asked for, and writes nothing', () => {
    const [one, other] = [keygen('--json'), keygen('--json')].map(({ stdout }) => JSON.parse(stdout));
    expect(Object.keys(one)).toEqual(['identity', 'recipient']);
    expect(one.identity).not.toBe(other.identity);
    expect(git(plain, 'status', '--porcelain')).toBe('');
  });
});

describe('goldens seal', () => {
  it('encrypts the set, pins its seal, removes the plain text and changes no other pin', () => {
    const root = copyRepository(plain);
    const before = read(root, MANIFEST).toString();
    const { status, said } = json(root, ['goldens', 'seal', '--to', alice.recipient]);
    expect({ status, said }).toEqual({ status: 0, said: { sealed: [SEALED], removed: [PLAIN], unchanged: [] } });
    expect(existsSync(join(root, PLAIN))).toBe(false);
    const added = `, sealed: ${alice.recipient}, sealed_sha256: ${sha256(read(root, SEALED))}`;
    expect(read(root, MANIFEST).toString().replace(added, '')).toBe(before);
    expect(json(root, ['validate'], withKey(alice))).toMatchObject({
      status: 0,
      said: { valid: true, cases: 315, unchecked: [], problems: [] },
    });
  });

  it('has nothing to do a second time', () => {
    const root = copyRepository(sealed);
    const before = read(root, SEALED);
    expect(json(root, ['goldens', 'seal']).said).toEqual({ sealed: [], removed: [], unchanged: [SEALED] });
    expect(read(root, SEALED)).toEqual(before);
    expect(git(root, 'status', '--porcelain')).toBe('');
  });

  it('keeps a gzipped set gzipped inside, under the digest it had', () => {
    const root = copyRepository(plain);
    const zipped = gzipSync(read(root, PLAIN));
    rmSync(join(root, PLAIN));
    writeFileSync(join(root, `${PLAIN}.gz`), zipped);
    expect(autotune(root, ['goldens', 'stamp']).status).toBe(0);
    const pinned = sha256(read(root, `${PLAIN}.gz`));
    expect(autotune(root, ['goldens', 'seal', '--to', alice.recipient]).status).toBe(0);
    expect(readdirSync(join(root, FOLDER)).sort()).toEqual(['manifest.yaml', 'search.jsonl', 'test.jsonl.gz.age']);
    expect(read(root, MANIFEST).toString()).toContain(pinned);
    commitAll(root, 'sealed');
    expect(run(root, withKey(alice)).report.operation).toBe('created');
  });

  it.each<[string, (root: string) => void, readonly string[], string]>([
    ['without a recipient', () => undefined, [], 'USAGE'],
    ['to what is no recipient', () => undefined, ['--to', 'age1nobody'], 'USAGE'],
    ['for an intent without goldens', () => undefined, ['--to', 'age1x', '--intent', 'other'], 'USAGE'],
    [
      'that is not stamped',
      (root) => edit(root, PLAIN, (text) => `${text}{}\n`),
      ['--to', 'age1x'],
      'DOCUMENTS_INVALID',
    ],
    [
      'that is not the pinned one',
      (root) => edit(root, PLAIN, (text) => text.slice(text.indexOf('\n') + 1)),
      ['--to', 'age1x'],
      'SET_DIGEST_MISMATCH',
    ],
  ])('refuses a set %s, and leaves everything as it was', (_, change, args, code) => {
    const root = copyRepository(plain);
    change(root);
    const before = git(root, 'status', '--porcelain');
    const { stderr, stdout } = autotune(root, ['goldens', 'seal', ...args]);
    expect(stderr).toMatch(new RegExp(`^autotune: ${code}: `));
    expect(stdout).toBe('');
    expect(git(root, 'status', '--porcelain')).toBe(before);
  });

  it('seals again to others with the identity, under the same digest, and refuses without it', () => {
    const root = copyRepository(sealed);
    const to = `${bob.recipient},${alice.recipient}`;
    expect(autotune(root, ['goldens', 'seal', '--to', to]).stderr).toContain('HELDOUT_SEALED');
    expect(autotune(root, ['goldens', 'seal', '--to', to], withKey(bob)).stderr).toContain('IDENTITY_REFUSED');
    expect(git(root, 'status', '--porcelain')).toBe('');
    expect(autotune(root, ['goldens', 'seal', '--to', to], withKey(alice)).status).toBe(0);
    for (const key of [alice, bob]) expect(json(root, ['validate'], withKey(key)).said.problems).toEqual([]);
    expect(autotune(root, ['goldens', 'seal', '--to', bob.recipient], withKey(alice)).status).toBe(0);
    expect(json(root, ['validate'], withKey(alice)).said.problems).toMatchObject([{ code: 'IDENTITY_REFUSED' }]);
    const digest = /test: \{ cases: 155, sha256: "(\S+)"/;
    expect(digest.exec(read(root, MANIFEST).toString())?.[1]).toBe(sha256(read(plain, PLAIN)));
  });

  it('finishes a sealing that was cut short at any step', () => {
    const finished = read(sealed, MANIFEST).toString();
    const started = read(plain, MANIFEST).toString();
    for (const manifest of [started, finished]) {
      const root = copyRepository(plain);
      cpSync(join(sealed, SEALED), join(root, SEALED));
      writeFileSync(join(root, MANIFEST), manifest);
      expect(autotune(root, ['validate']).stdout).toContain('SEAL_CONFLICT');
      expect(autotune(root, ['goldens', 'seal', '--to', alice.recipient]).status).toBe(0);
      expect(existsSync(join(root, PLAIN))).toBe(false);
      expect(json(root, ['validate'], withKey(alice)).said.problems).toEqual([]);
    }
    const root = copyRepository(sealed);
    expect(autotune(root, ['goldens', 'seal', '--to', bob.recipient], withKey(alice)).status).toBe(0);
    writeFileSync(join(root, MANIFEST), finished);
    const again = autotune(root, ['goldens', 'seal', '--to', bob.recipient], withKey(bob));
    expect(again.status).toBe(0);
    expect(json(root, ['validate'], withKey(bob)).said.problems).toEqual([]);
  });

  it('takes no side between a sealed set and plain text that is not the pinned one', () => {
    const root = copyRepository(sealed);
    writeFileSync(join(root, PLAIN), '{}\n');
    const { status, stderr } = autotune(root, ['goldens', 'seal'], withKey(alice));
    expect(status).toBe(1);
    expect(stderr).toContain('SEAL_CONFLICT');
    expect(existsSync(join(root, PLAIN)) && existsSync(join(root, SEALED))).toBe(true);
  });

  it('takes a new version: plain text in the place of the sealed file, stamped, then sealed to the same', () => {
    const root = copyRepository(sealed);
    rmSync(join(root, SEALED));
    const [, ...fewer] = read(plain, PLAIN).toString().split('\n');
    writeFileSync(join(root, PLAIN), fewer.join('\n'));
    edit(root, MANIFEST, (text) => text.replace('version: 2026-05-01', 'version: 2026-06-01'));
    expect(autotune(root, ['validate']).stdout).toContain('SEAL_CONFLICT');
    expect(autotune(root, ['goldens', 'stamp']).status).toBe(0);
    expect(autotune(root, ['goldens', 'seal']).status).toBe(0);
    expect(json(root, ['validate'], withKey(alice)).said).toMatchObject({ cases: 314, problems: [] });
  });
});

describe('goldens unseal', () => {
  it('prints the bytes that were sealed, and nothing else anywhere', () => {
    const { status, stdout, stderr } = autotune(
      sealed,
      ['goldens', 'unseal', '--intent', 'bench.answer'],
      withKey(alice),
    );
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toBe(read(plain, PLAIN).toString());
    expect(git(sealed, 'status', '--porcelain')).toBe('');
  });

  it.each<[string, () => [root: string, more: Record<string, string>], string]>([
    ['without an identity', () => [sealed, {}], 'HELDOUT_SEALED'],
    ['with the identity of somebody else', () => [sealed, withKey(bob)], 'IDENTITY_REFUSED'],
    ['where CI is set', () => [sealed, { ...withKey(alice), CI: 'true' }], 'UNSEAL_REFUSED'],
    ['what is not sealed', () => [plain, withKey(alice)], 'SEAL_CONFLICT'],
    ['what is not the pinned set', () => [otherSet(), withKey(alice)], 'SET_DIGEST_MISMATCH'],
    ['a file whose last piece is missing', () => [cutOff(), withKey(alice)], 'SEAL_DAMAGED'],
  ])('prints nothing %s', (_, make, code) => {
    const [root, more] = make();
    const { status, stdout, stderr } = autotune(root, ['goldens', 'unseal', '--intent', 'bench.answer'], more);
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toMatch(new RegExp(`^autotune: ${code}: `));
  });

  it('asks which', () => {
    expect(autotune(sealed, ['goldens', 'unseal'], withKey(alice)).status).toBe(2);
  });

  function otherSet(): string {
    const root = copyRepository(sealed);
    edit(root, MANIFEST, (text) => text.replace(sha256(read(plain, PLAIN)), `sha256:${'0'.repeat(64)}`));
    return root;
  }

  function cutOff(): string {
    const root = copyRepository(sealed);
    writeFileSync(join(root, SEALED), read(root, SEALED).subarray(0, -100));
    return root;
  }
});

describe('a repository whose held-out set is sealed, without its identity', () => {
  it('validates with the plain word that the set was not checked', () => {
    const { status, said } = json(sealed, ['validate']);
    expect({ status, said }).toMatchObject({
      status: 0,
      said: {
        valid: true,
        cases: 160,
        unchecked: [SEALED],
        problems: [{ severity: 'warning', code: 'HELDOUT_SEALED' }],
      },
    });
    const { stdout } = autotune(sealed, ['validate']);
    expect(stdout).toMatch(/^\d+ documents and 160 golden cases were read; sealed, not checked: \S+\.age$/m);
  });

  it('still sees that the sealed file is not the pinned one', () => {
    const root = copyRepository(sealed);
    writeFileSync(join(root, SEALED), read(root, SEALED).subarray(0, -1));
    const { status, said } = json(root, ['validate']);
    expect(status).toBe(1);
    expect(said.problems).toMatchObject([{ code: 'SET_DIGEST_MISMATCH' }, { code: 'HELDOUT_SEALED' }]);
  });

  it('stamps the search set, says what it did not stamp, and keeps its pins', () => {
    const root = copyRepository(sealed);
    edit(root, `${FOLDER}/search.jsonl`, (text) => text.slice(text.indexOf('\n') + 1));
    const before = read(root, MANIFEST).toString();
    const { status, said } = json(root, ['goldens', 'stamp']);
    expect({ status, said }).toEqual({
      status: 0,
      said: { files: [MANIFEST], cases: 159, unchecked: [SEALED] },
    });
    const testOf = (text: string) => /^ {2}test: .*$/m.exec(text)?.[0];
    expect(testOf(read(root, MANIFEST).toString())).toBe(testOf(before));
    expect(autotune(root, ['goldens', 'stamp']).stdout).toContain(`sealed, not checked: ${SEALED}`);
  });

  it('pins a set for the first time only where it can be opened', () => {
    const root = copyRepository(sealed);
    edit(root, MANIFEST, (text) => text.replace(/cases: 155, sha256: "?sha256:[0-9a-f]{64}"?, (?=sealed)/, ''));
    const { status, said } = json(root, ['goldens', 'stamp']);
    expect({ status, code: said.errors[0].code }).toEqual({ status: 1, code: 'HELDOUT_SEALED' });
    expect(json(root, ['goldens', 'stamp'], withKey(alice)).said.files).toEqual([MANIFEST]);
    expect(json(root, ['validate'], withKey(alice)).said.problems).toEqual([]);
  });

  it('searches, and is refused at the look before one is spent; the record says so, the same each time', () => {
    const root = copyRepository(sealed);
    const { status, report, stderr } = run(root);
    expect(status).toBe(1);
    expect(report).toMatchObject({
      operation: 'none',
      targets: [{ result: 'refused', reason: expect.stringContaining('sealed, not checked') }],
      errors: [{ code: 'HELDOUT_SEALED' }],
    });
    expect(stderr).toContain(VARIABLE);
    expect(kinds(root)).toEqual(['run_finished', 'run_started']);
    const head = git(root, 'rev-parse', 'autotune/ledger');
    expect(run(root)).toEqual({ status, report, stderr: expect.stringContaining('HELDOUT_SEALED') });
    expect(git(root, 'rev-parse', 'autotune/ledger')).toBe(head);
    const twin = copyRepository(sealed);
    run(twin);
    expect(git(twin, 'rev-parse', 'autotune/ledger^{tree}')).toBe(git(root, 'rev-parse', 'autotune/ledger^{tree}'));
  });

  it('ends a dry run before the look as ever', () => {
    const { status, said } = json(copyRepository(sealed), ['run', '--dry-run']);
    expect(status).toBe(0);
    expect(said.targets[0].reason).toContain('a dry run does not look');
  });

  it('goes on where it stopped once the identity is there, with the first look', () => {
    const root = copyRepository(sealed);
    run(root);
    const { status, report } = run(root, withKey(alice));
    expect(status).toBe(0);
    expect(report).toMatchObject({ operation: 'created', proposals: [{ heldout: { look: 1 } }] });
    // What had ended begins again before it looks.
    expect(kinds(root).sort()).toEqual([
      'heldout_look',
      'proposal_opened',
      'run_finished',
      'run_finished',
      'run_started',
      'run_started',
    ]);
  });
});

describe('a repository whose held-out set is sealed, with its identity', () => {
  it('proposes what it proposes on the plain set, to the figure', () => {
    const figures = (root: string, more: Record<string, string>) => {
      const [proposal] = run(root, more).report.proposals;
      return { fingerprint: proposal?.fingerprint, search: proposal?.observed_delta, heldout: proposal?.heldout };
    };
    const open = figures(copyRepository(plain), {});
    expect(open.heldout).toBeDefined();
    expect(figures(copyRepository(sealed), withKey(alice))).toEqual(open);
  });

  it('counts no look anew when the set is sealed again', () => {
    const root = copyRepository(sealed);
    run(root, withKey(alice));
    expect(autotune(root, ['goldens', 'seal', '--to', bob.recipient], withKey(alice)).status).toBe(0);
    commitAll(root, 'sealed to bob');
    expect(run(root, withKey(bob)).report.operation).not.toBe('none');
    expect(kinds(root).filter((kind) => kind === 'heldout_look')).toHaveLength(1);
  });

  it('leaves a sealed set that is stamped as it is, and seals one that is not after stamping it', () => {
    const root = copyRepository(sealed);
    expect(json(root, ['goldens', 'stamp'], withKey(alice)).said).toEqual({ files: [], cases: 315, unchecked: [] });
    const unstamped = copyRepository(plain);
    const bare = (text: string) =>
      text.replace(/,"baseline":\{"decision_record_sha256":"[^"]*","steps":\{[^}]*\}\}/g, '');
    edit(unstamped, PLAIN, bare);
    const age = join(root, SEALED);
    // Sealed by other means: the tool itself seals only what is stamped.
    sealByLibrary(join(unstamped, PLAIN), age, alice.recipient);
    const { status, said } = json(root, ['goldens', 'stamp'], withKey(alice));
    expect({ status, said }).toEqual({ status: 0, said: { files: [SEALED, MANIFEST], cases: 315, unchecked: [] } });
    expect(json(root, ['validate'], withKey(alice)).said.problems).toEqual([]);
    expect(readdirSync(join(root, FOLDER)).sort()).toEqual(['manifest.yaml', 'search.jsonl', 'test.jsonl.age']);
  });

  it('finds a family of the search set inside the sealed one', () => {
    const shared = makeRepository({ search: 20, test: 20 });
    repinned(shared, PLAIN, (text) => text.replace('"family":"family_501"', '"family":"family_4"'));
    const root = sealedCopy(shared, alice.recipient);
    expect(json(root, ['validate']).said.problems).toMatchObject([{ code: 'HELDOUT_SEALED' }]);
    expect(json(root, ['validate'], withKey(alice)).said.problems).toMatchObject([{ code: 'SETS_OVERLAP' }]);
  });

  it.each<[string, (root: string) => void, string]>([
    ['plain text beside it', (root) => cpSync(join(plain, PLAIN), join(root, PLAIN)), 'SEAL_CONFLICT'],
    [
      'only plain text',
      (root) => {
        cpSync(join(plain, PLAIN), join(root, PLAIN));
        rmSync(join(root, SEALED));
      },
      'SEAL_CONFLICT',
    ],
    [
      'a file that is cut off',
      (root) => writeFileSync(join(root, SEALED), read(root, SEALED).subarray(0, 9000)),
      'SET_DIGEST_MISMATCH',
    ],
    [
      'a cut off file that is pinned',
      (root) => {
        const cut = read(root, SEALED).subarray(0, 9000);
        edit(root, MANIFEST, (text) => text.replace(sha256(read(root, SEALED)), sha256(cut)));
        writeFileSync(join(root, SEALED), cut);
      },
      'SEAL_DAMAGED',
    ],
    [
      'another set sealed to the same recipient',
      (root) => {
        const other = join(mkdtempSync(join(tmpdir(), 'autotune-other-')), 'other');
        writeFileSync(other, read(plain, `${FOLDER}/test.jsonl`).toString().split('\n').slice(1).join('\n'));
        const before = sha256(read(root, SEALED));
        sealByLibrary(other, join(root, SEALED), alice.recipient);
        edit(root, MANIFEST, (text) => text.replace(before, sha256(read(root, SEALED))));
      },
      'SET_DIGEST_MISMATCH',
    ],
    [
      'no word of its recipient in the manifest',
      (root) => edit(root, MANIFEST, (text) => text.replace(/, sealed: age1\w+/, '')),
      'SEAL_CONFLICT',
    ],
  ])('refuses %s at validation and in a run, before a look is spent', (_, change, code) => {
    const root = copyRepository(sealed);
    change(root);
    commitAll(root, 'changed');
    const validated = json(root, ['validate'], withKey(alice));
    expect(validated.status).toBe(1);
    expect(validated.said.problems.map((problem: { code: string }) => problem.code)).toContain(code);
    const { status, report } = run(root, withKey(alice));
    expect(status).toBe(1);
    expect(report.errors).toMatchObject([{ code }]);
    expect(git(root, 'for-each-ref', 'refs/heads/autotune/bench.answer')).toBe('');
    if (git(root, 'for-each-ref', 'refs/heads/autotune/ledger') !== '')
      expect(kinds(root)).not.toContain('heldout_look');
  });
});

describe('the identity', () => {
  it('is in no environment of a process that autotune starts', () => {
    const shim = mkdtempSync(join(tmpdir(), 'autotune-git-'));
    const log = join(shim, 'log');
    const real = spawnSync('sh', ['-c', 'command -v git'], { encoding: 'utf8' }).stdout.trim();
    writeFileSync(join(shim, 'git'), `#!/bin/sh\nenv >> ${log}\nexec ${real} "$@"\n`);
    chmodSync(join(shim, 'git'), 0o755);
    const path = `${shim}:${process.env['PATH'] ?? ''}`;
    expect(run(copyRepository(sealed), { ...withKey(alice), PATH: path }).status).toBe(0);
    const seen = readFileSync(log, 'utf8');
    expect(seen).toContain('GIT_AUTHOR_NAME');
    expect(seen).not.toContain('AUTOTUNE_');
    expect(seen).not.toContain('AGE-SECRET-KEY');
  });

  it('is hidden where somebody types it in the wrong place', () => {
    for (const args of [['run', '--intent', alice.identity], ['run', '--forge', alice.identity], [alice.identity]]) {
      const { stdout, stderr } = autotune(sealed, args, withKey(alice));
      expect(stdout + stderr).not.toContain(alice.identity.slice(16));
      expect(stderr).toContain('***');
    }
  });
});

describe('a run where nothing is sealed', () => {
  it('loads nothing that sealing needs', () => {
    const dist = join(mkdtempSync(join(tmpdir(), 'autotune-dist-')), 'dist');
    cpSync(dirname(CLI), dist, { recursive: true });
    const chunks = readdirSync(join(dist, 'chunks')).filter((name) => name.startsWith('age-'));
    expect(chunks).toHaveLength(1);
    for (const name of chunks) rmSync(join(dist, 'chunks', name));
    const again = (root: string, args: readonly string[], more: Record<string, string> = {}) =>
      spawnSync(process.execPath, [join(dist, 'cli.js'), ...args, '--repo', root], { env: environment(more) }).status;
    expect(again(copyRepository(plain), ['run'])).toBe(0);
    expect(again(plain, ['validate'])).toBe(0);
    expect(again(sealed, ['validate'])).toBe(0);
    expect(again(sealed, ['validate'], withKey(alice))).toBe(1);
  });
});

/** Seals with the library alone, as any other program of the format would. */
function sealByLibrary(from: string, to: string, recipient: string): void {
  const script = `
    import { Encrypter } from 'age-encryption';
    import { readFileSync, writeFileSync } from 'node:fs';
    const encrypter = new Encrypter();
    const [from, to, recipient] = process.argv.slice(1);
    encrypter.addRecipient(recipient);
    writeFileSync(to, await encrypter.encrypt(readFileSync(from)));`;
  const { status, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script, from, to, recipient], {
    encoding: 'utf8',
    cwd: dirname(dirname(CLI)),
  });
  if (status !== 0) throw new Error(stderr);
}
