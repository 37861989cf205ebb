/** `autotune goldens stamp` as a process: what it writes, what it leaves as it was, and when it writes nothing. */
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { SYNTHETIC_DOCUMENTS, SYNTHETIC_MANIFEST, syntheticCase } from '../../bench/synthetic.ts';
import { sha256 } from '../../src/kit/canonical.ts';
import { type Problem, renderProblem } from '../../src/kit/problem.ts';
import { autotune, commitAll, copyRepository, edit, makeRepository } from '../making/repository.ts';

const FOLDER = 'goldens/bench.answer';
const OTHER = 'goldens/bench.other';
const SETS = [`${FOLDER}/search.jsonl`, `${FOLDER}/test.jsonl`] as const;

const other = (text: string) => text.replaceAll('bench.answer', 'bench.other');
const linesOf = (from: number) =>
  Array.from({ length: 5 }, (_, i) => `${other(JSON.stringify(syntheticCase(from + i, 12)))}\n`).join('');
/** A second intent with goldens of its own. */
const SECOND = {
  'packs/bench/pack.yaml': (SYNTHETIC_DOCUMENTS['packs/bench/pack.yaml'] ?? '').replace(
    'intents:\n',
    'intents:\n  - { id: bench.other, risk_class: read_only, reads: [context_budget] }\n',
  ),
  'packs/bench/releases/bench.other.yaml': other(SYNTHETIC_DOCUMENTS['packs/bench/releases/bench.answer.yaml'] ?? ''),
  [`${OTHER}/manifest.yaml`]: other(SYNTHETIC_MANIFEST),
  [`${OTHER}/search.jsonl`]: linesOf(0),
  [`${OTHER}/test.jsonl`]: linesOf(1000),
};

let stamped = '';
beforeAll(() => {
  stamped = makeRepository({ search: 8, test: 6, documents: SECOND });
});

/** The digest of every file in the two folders that stamping may write to, temporary files included. */
function snapshot(root: string): Record<string, string> {
  const files = ['goldens', 'packs'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()),
  );
  return Object.fromEntries(
    files.map(({ parentPath, name }) => [join(parentPath, name), sha256(readFileSync(join(parentPath, name)))]),
  );
}

const read = (root: string, path: string) => readFileSync(join(root, path), 'utf8');
const unstamped = (text: string) =>
  text.replace(/,"baseline":\{"decision_record_sha256":"[^"]*","steps":\{[^}]*\}\}/g, '');
const stampOf = (root: string, ...args: readonly string[]) => {
  const ran = autotune(root, ['goldens', 'stamp', '--json', ...args]);
  return { ...ran, said: JSON.parse(ran.stdout) };
};

describe('stamping', () => {
  it('writes each case, the counts, the digests and the release records, so that validating is silent', () => {
    const root = copyRepository(stamped);
    expect(autotune(root, ['validate', '--json']).status).toBe(0);
    expect(read(root, `${FOLDER}/manifest.yaml`)).toMatch(/search: \{ cases: 8, sha256: "sha256:(?!0{64})/);
    expect(read(root, 'packs/bench/releases/bench.answer.yaml')).toMatch(
      /digests: \{ pack: sha256:[0-9a-f]{64}, policy:/,
    );
    for (const set of SETS)
      for (const line of read(root, set).trim().split('\n'))
        expect(JSON.parse(line)).toHaveProperty('baseline.steps.account');
  });

  it('keeps every other byte', () => {
    const root = copyRepository(stamped);
    const original = Array.from({ length: 8 }, (_, i) => `${JSON.stringify(syntheticCase(i, 12))}\n`).join('');
    expect(unstamped(read(root, SETS[0]))).toBe(original);
    const pins = (text: string) => text.replace(/cases: \d+, sha256: "sha256:[0-9a-f]{64}"/g, 'PIN');
    expect(pins(read(root, `${FOLDER}/manifest.yaml`))).toBe(pins(SYNTHETIC_MANIFEST));
    expect(read(root, 'packs/bench/releases/bench.answer.yaml').replace(/, digests: \{[^}]*\}/, '')).toBe(
      SYNTHETIC_DOCUMENTS['packs/bench/releases/bench.answer.yaml'],
    );
  });

  it('writes nothing the second time, and says so', () => {
    const root = copyRepository(stamped);
    const before = snapshot(root);
    expect(stampOf(root)).toMatchObject({ status: 0, said: { files: [], cases: 24 } });
    expect(autotune(root, ['goldens', 'stamp']).stdout).toBe('24 cases were stamped already\n');
    expect(snapshot(root)).toEqual(before);
  });

  it('follows a change of what a record rests on, and names the files it wrote', () => {
    const root = copyRepository(stamped);
    edit(root, 'packs/bench/runtime/runtime.bench.yaml', (text) => text.replace('350', '351'));
    expect(stampOf(root, '--intent', 'bench.answer').said).toEqual({
      files: [...SETS, `${FOLDER}/manifest.yaml`, 'packs/bench/releases/bench.answer.yaml'],
      cases: 14,
      unchecked: [],
    });
    expect(unstamped(read(root, SETS[1]))).toBe(unstamped(read(stamped, SETS[1])));
  });

  it('writes one intent only where one is named', () => {
    const root = copyRepository(stamped);
    for (const path of [...SETS, `${OTHER}/search.jsonl`]) edit(root, path, unstamped);
    const { said } = stampOf(root, '--intent', 'bench.other');
    expect(said).toMatchObject({ cases: 10, files: [`${OTHER}/search.jsonl`] });
    expect(read(root, `${OTHER}/search.jsonl`)).toBe(read(stamped, `${OTHER}/search.jsonl`));
    expect(read(root, SETS[0])).toBe(unstamped(read(stamped, SETS[0])));
  });

  it('stamps zipped sets, the same bytes again for the same cases', () => {
    const root = copyRepository(stamped);
    const plain = unstamped(read(root, SETS[0]));
    writeFileSync(join(root, `${SETS[0]}.gz`), gzipSync(plain));
    rmSync(join(root, SETS[0]));
    expect(stampOf(root).said.files).toEqual([`${SETS[0]}.gz`, `${FOLDER}/manifest.yaml`]);
    const once = readFileSync(join(root, `${SETS[0]}.gz`));
    expect(gunzipSync(once).toString()).toBe(read(stamped, SETS[0]));
    expect(stampOf(root).said.files).toEqual([]);
    expect(readFileSync(join(root, `${SETS[0]}.gz`)).equals(once)).toBe(true);
    expect(autotune(root, ['validate']).status).toBe(0);
  });
});

describe('a manifest that was never stamped', () => {
  const PINNED = /^sets:\n(?: .*\n)+/m;
  const without = (sets: string) => {
    const root = copyRepository(stamped);
    edit(root, `${FOLDER}/manifest.yaml`, (text) => text.replace(PINNED, sets));
    return root;
  };

  it.each([
    ['no sets', ''],
    ['sets without any', 'sets: {}\n'],
    ['empty sets', 'sets: { search: {}, test: {} }\n'],
  ])('gets its counts and digests by stamping, and nothing a second time: %s', (_, sets) => {
    const root = without(sets);
    expect(stampOf(root).said.files).toEqual([`${FOLDER}/manifest.yaml`]);
    const pins = (text: string) => text.match(/cases: \d+|sha256:[0-9a-f]{64}/g);
    expect(pins(read(root, `${FOLDER}/manifest.yaml`))).toEqual(pins(read(stamped, `${FOLDER}/manifest.yaml`)));
    expect(stampOf(root).said.files).toEqual([]);
    expect(autotune(root, ['validate']).status).toBe(0);
  });

  it('is refused by whatever is not stamping, with the verb that mends it', () => {
    const root = without('');
    commitAll(root, 'unstamped');
    for (const verb of [['validate'], ['run', '--dry-run'], ['goldens', 'seal'], ['goldens', 'harvest']]) {
      const { status, stdout, stderr } = autotune(root, verb);
      expect({ verb, status }).toEqual({ verb, status: 1 });
      expect(stdout + stderr).toMatch(/manifest\.yaml:2:9 {2}error MANIFEST_UNSTAMPED .*autotune goldens stamp/s);
    }
    const unsealed = autotune(root, ['goldens', 'unseal', '--intent', 'bench.answer']);
    expect(unsealed.stderr).toContain('MANIFEST_UNSTAMPED');
  });

  it('keeps nothing else from being told: its cases and its names are checked, and no other manifest is missed', () => {
    const root = without('sets: { search: { cases: 8 } }\n');
    edit(root, `${FOLDER}/manifest.yaml`, (text) => text.replace('runtime.bench@1.0.0', 'runtime.ghost@1.0.0'));
    edit(root, SETS[0], (text) => text.replace('"case_id":"case_1"', '"case_id":"case_0"'));
    const { problems } = JSON.parse(autotune(root, ['validate', '--json']).stdout);
    expect(problems.map(({ code, message }: Record<string, string>) => [code, message])).toEqual([
      ['MANIFEST_UNSTAMPED', 'sets.search.sha256, sets.test are not there yet'],
      ['REF_UNRESOLVED', 'there is no runtime.ghost@1.0.0 in this repository'],
      ['REF_DUPLICATE_ID', 'case_id case_0 stands in line 1 already'],
    ]);
  });
});

describe('stamping refuses before it touches a file', () => {
  const CANARY = 'CANARY-51c2';
  const nthLine = (n: number, change: (line: string) => string) => (text: string) =>
    text
      .split('\n')
      .map((line, i) => (i === n - 1 ? change(line) : line))
      .join('\n');
  const refusal = (change: (root: string) => void) => {
    const root = copyRepository(stamped);
    for (const set of SETS) edit(root, set, unstamped);
    change(root);
    const before = snapshot(root);
    const { status, said, stderr } = stampOf(root);
    expect(snapshot(root)).toEqual(before);
    expect(status).toBe(1);
    return { code: said.errors[0].code, problems: said.errors[0].problems.map(renderProblem).join('\n'), stderr };
  };

  it('a line that is no case, at the end of the last set', () => {
    const { code, problems } = refusal((root) =>
      edit(
        root,
        `${OTHER}/test.jsonl`,
        nthLine(5, (line) => line.replace('"base_tokens":', `"base_tokens":"${CANARY}",`)),
      ),
    );
    expect(code).toBe('DOCUMENTS_INVALID');
    expect(problems).toContain(`${OTHER}/test.jsonl:5:`);
  });

  it('a case whose tuple the manifest does not describe', () => {
    const { problems } = refusal((root) =>
      edit(
        root,
        SETS[0],
        nthLine(3, (line) => line.replace('release.bench.answer@2026-05-01', 'release.bench.answer@2025-01-01')),
      ),
    );
    expect(problems).toMatch(/search\.jsonl:3:1 {2}error CASE_TUPLE_UNKNOWN/);
  });

  it('a recording that does not answer its own configuration', () => {
    const { problems } = refusal((root) =>
      edit(
        root,
        SETS[0],
        nthLine(2, (line) => line.replace('"recorded_depth":12', '"recorded_depth":4')),
      ),
    );
    expect(problems).toMatch(/search\.jsonl:2:1 {2}error BASELINE_UNREPLAYABLE .*recording_too_shallow/);
  });

  it.each([
    ['REF_DUPLICATE_ID', 3, '"case_id":"case_2"', '"case_id":"case_1"'],
    ['CASE_INTENT_MISMATCH', 4, '"intent":"bench.answer"', '"intent":"bench.other"'],
    ['CASE_INTENT_MISMATCH', 5, '"risk_class":"read_only"', '"risk_class":"network"'],
    ['CASE_REFERENCE_DEAD', 6, '"hop":3', '"hop":4'],
    ['SETS_OVERLAP', 2, '"family":"family_0"', '"family":"family_500"'],
  ])('a set that is broken in itself, as validate tells it: %s', (code, number, from, to) => {
    const told: string[] = [];
    const { problems } = refusal((root) => {
      edit(
        root,
        SETS[0],
        nthLine(number, (line) => line.replace(from, to)),
      );
      const said: Problem[] = JSON.parse(autotune(root, ['validate', '--json']).stdout).problems;
      told.push(...said.filter((problem) => problem.code === code).map(renderProblem));
    });
    expect(told).toHaveLength(1);
    expect(problems).toBe(told[0]);
    expect(problems).toContain(`${SETS[0]}:${number}:1`);
  });

  it('a broken held-out set by the line alone', () => {
    const { problems } = refusal((root) =>
      edit(
        root,
        SETS[1],
        nthLine(2, (line) => line.replace('"case_id":"case_1001"', '"case_id":"case_1000"')),
      ),
    );
    expect(problems).toMatch(/test\.jsonl:2:1 {2}error REF_DUPLICATE_ID /);
    expect(problems).not.toContain('case_1000');
  });

  it('a document with a problem, and a set that is not there', () => {
    expect(
      refusal((root) => edit(root, '.github/autotune.yaml', (text) => text.replace('seed: 7', 'sede: 7'))).problems,
    ).toMatch(/DOC_UNKNOWN_KEY/);
    expect(refusal((root) => rmSync(join(root, `${OTHER}/test.jsonl`))).code).toBe('CONFIG_MISSING');
  });

  it('and says nothing of what a held-out case reads', () => {
    const { stderr, problems } = refusal((root) =>
      edit(root, SETS[1], (text) => text.replace('"base_tokens":', `"${CANARY}":"${CANARY}","base_tokens":`)),
    );
    expect(problems).toContain(`${SETS[1]}:1:`);
    expect(`${stderr}${problems}`).not.toContain(CANARY);
  });

  it('an intent without goldens, as wrong usage', () => {
    const { status, said } = stampOf(copyRepository(stamped), '--intent', 'bench.ghost');
    expect(status).toBe(2);
    expect(said.errors[0]).toMatchObject({ code: 'USAGE', message: 'there are no goldens of bench.ghost' });
  });
});

describe('lines that end in CRLF', () => {
  it('are written with LF in a set, once, and kept in the manifest', () => {
    const root = copyRepository(stamped);
    const [search] = SETS;
    const before = read(root, search);
    for (const path of [search, `${FOLDER}/manifest.yaml`]) edit(root, path, (text) => text.replaceAll('\n', '\r\n'));
    expect(stampOf(root).status).toBe(0);
    expect(read(root, search)).toBe(before);
    expect(read(root, `${FOLDER}/manifest.yaml`)).not.toMatch(/[^\r]\n/);
    expect(stampOf(root).said.files).toEqual([]);
    expect(autotune(root, ['validate']).status).toBe(0);
  });
});
