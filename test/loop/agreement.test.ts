/** `validate` and a search agree: what the one calls an error stops the other before anything is replayed, under one code. */
import { beforeAll, describe, expect, it } from 'vitest';
import { SYNTHETIC_DOCUMENTS } from '../../bench/synthetic.ts';
import type { Problem } from '../../src/kit/problem.ts';
import { repinned } from '../making/repinned.ts';
import { autotune, commitAll, copyRepository, edit, makeRepository, refs, write } from '../making/repository.ts';

const PACK = 'packs/bench/pack.yaml';
const SUITE = 'packs/bench/evals/evals.bench.yaml';
const RECORD = 'packs/bench/releases/bench.answer.yaml';
const FLAGS = 'packs/bench/releases/flags.json';
const SEARCH = 'goldens/bench.answer/search.jsonl';
const OTHERS = 'goldens/bench.other/search.jsonl';
const FAR = '{"ref":"kb:far#1","source":"wiki","hop":4,"score":1,"tokens":10}';
const TONE = '  - { id: tone, dimension: utility, kind: judgement, name: tone }\n';

const of = (path: string) => SYNTHETIC_DOCUMENTS[path] ?? '';
let pristine = '';
let judging = '';
beforeAll(() => {
  pristine = makeRepository();
  const judged = { ...SYNTHETIC_DOCUMENTS, [SUITE]: `${of(SUITE)}${TONE}` };
  judging = makeRepository({ documents: judged });
});

const validated = (root: string): readonly Problem[] =>
  JSON.parse(autotune(root, ['validate', '--json']).stdout).problems;

/** The code of the first error, and those of what it lists. */
function refused(root: string, ...verb: readonly string[]) {
  const { status, stdout } = autotune(root, [...verb, '--json']);
  const [first] = JSON.parse(stdout).errors;
  const problems: readonly Problem[] = first?.problems ?? [];
  return { status, code: first?.code, codes: problems.map(({ code }) => code) };
}

describe.each<[string, string, (root: string) => void]>([
  [
    'SURFACE_VALUE_FORM',
    'DOCUMENTS_INVALID',
    (root) => {
      edit(root, PACK, (text) => text.replace('max_hops: 3', 'max_hops: 0x3'));
    },
  ],
  [
    'RELEASE_STAGE_SKIPPED',
    'DOCUMENTS_INVALID',
    (root) => {
      edit(root, RECORD, (text) => {
        const candidate = /release_tuple: (\{.*\})/.exec(text)?.[1]?.replace('@2026-05-01', '@2026-06-01') ?? '';
        return text.replace('stage: "100%"', `stage: "25%_monitored", candidate_tuple: ${candidate}`);
      });
    },
  ],
  [
    'REF_FLAGS_STALE',
    'DOCUMENTS_INVALID',
    (root) => {
      autotune(root, ['flags', '--write']);
      edit(root, FLAGS, (text) => text.replace('"ENABLED"', '"DISABLED"'));
    },
  ],
  [
    'CASE_REFERENCE_DEAD',
    'DOCUMENTS_INVALID',
    (root) => repinned(root, SEARCH, (text) => text.replace(']}},"memory"', `,${FAR}]}},"memory"`)),
  ],
  ['JUDGEMENT_UNREAD', 'JUDGEMENT_UNREAD', (root) => edit(root, SUITE, (text) => text + TONE)],
  [
    'JUDGEMENT_SCALE',
    'JUDGEMENT_SCALE',
    (root) => {
      edit(root, SUITE, (text) => text + TONE);
      repinned(root, SEARCH, (text) => text.replace('"judgements":{}', '"judgements":{"tone":4}'));
    },
  ],
])('%s', (code, under, plant) => {
  it('is an error to validate, and stops a search before anything is replayed or written', () => {
    const root = copyRepository(pristine);
    plant(root);
    // What changed under a released name is told as that; here it is meant.
    edit(root, RECORD, (text) => text.replace(/, digests: \{[^}]*\}/g, ''));
    commitAll(root, 'planted');
    const errors = validated(root).filter(({ severity }) => severity === 'error');
    expect(errors.map((problem) => problem.code)).toEqual([code]);
    const before = refs(root);
    expect(refused(root, 'run')).toMatchObject({ status: 1, code: under, codes: [code] });
    const searched = autotune(root, ['search', '--out', '../plan.json']);
    expect(searched.stdout + searched.stderr).toContain(code);
    expect(refs(root)).toBe(before);
  });
});

describe('a judgement that only the cases of another intent have', () => {
  const withOther = (name: string) => {
    const root = copyRepository(judging);
    const other = (text: string) => text.replaceAll('bench.answer', 'bench.other');
    edit(root, PACK, (text) =>
      text.replace('intents:\n', 'intents:\n  - { id: bench.other, risk_class: read_only, reads: [context_budget] }\n'),
    );
    write(root, other(RECORD), other(of(RECORD)));
    for (const file of ['manifest.yaml', 'search.jsonl', 'test.jsonl']) {
      edit(root, `goldens/bench.answer/${file}`, (text) => {
        write(root, `goldens/bench.other/${file}`, other(text));
        return text;
      });
    }
    edit(root, OTHERS, (text) => text.replaceAll('"judgements":{}', `"judgements":{"${name}":1}`));
    autotune(root, ['goldens', 'stamp']);
    commitAll(root, 'two intents');
    return root;
  };

  it('is read, as validate takes it to be', () => {
    const root = withOther('tone');
    expect(validated(root).filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(refused(root, 'run', '--dry-run')).toMatchObject({ status: 0, code: undefined });
  });

  it('is not where they have another', () => {
    const root = withOther('tune');
    expect(validated(root).find(({ severity }) => severity === 'error')?.code).toBe('JUDGEMENT_UNREAD');
    expect(refused(root, 'run', '--dry-run')).toMatchObject({ status: 1, code: 'JUDGEMENT_UNREAD' });
  });
});
