import { describe, expect, it } from 'vitest';
import { openSetChecker, overlapProblems } from '../../../src/core/goldens/set-checker.ts';
import type { GoldenCase } from '../../../src/schema/golden-case.ts';
import { GoldensManifest } from '../../../src/schema/goldens-manifest.ts';
import { configuration, golden } from '../../making/golden.ts';

const DIGEST = `sha256:${'0'.repeat(64)}`;
const MANIFEST = GoldensManifest.parse({
  schema_version: 1,
  intent: 'support.triage',
  version: '2026-05-12',
  split: { by: 'family', seed: 1, ratio: 0.5 },
  sets: { search: { cases: 1, sha256: DIGEST }, test: { cases: 1, sha256: DIGEST } },
  tuples: {
    'release.support.triage@2026-05-09': configuration(),
    'release.support.triage@2026-05-01': configuration(),
  },
  runtime: 'runtime.test@1.0.0',
});

const stamped = (more: Partial<GoldenCase> = {}) => golden({ baseline: { decision_record_sha256: DIGEST }, ...more });
function check(cases: readonly GoldenCase[], options: { riskClass?: string; isStampNeeded?: boolean } = {}) {
  const checker = openSetChecker('s.jsonl', MANIFEST, options.riskClass ?? 'read_only', options.isStampNeeded ?? true);
  const problems = cases.flatMap((each, i) => checker.add(each, i * 10 + 1));
  const told = [...problems, ...checker.end()].map(
    ({ file, line, column, code, message, expected }) =>
      `${file}:${line}:${column} ${code} ${message} | ${expected ?? '-'}`,
  );
  return { checker, told };
}

describe('the check of a set', () => {
  it('says nothing where every case belongs', () => {
    const { checker, told } = check([
      stamped(),
      stamped({ case_id: 'case_2', family: 'f2', invoke: { input: { text: 'another' } } }),
      stamped({ case_id: 'case_3' }),
    ]);
    expect(told).toEqual([]);
    expect(checker.cases).toBe(3);
    expect([...checker.families]).toEqual([
      ['family_1', 1],
      ['f2', 11],
    ]);
  });

  it('tells an id that stands twice with the line of the first, each time', () => {
    expect(check([stamped(), stamped({ case_id: 'x' }), stamped(), stamped()]).told).toEqual([
      's.jsonl:21:1 REF_DUPLICATE_ID case_id case_1 stands in line 1 already | -',
      's.jsonl:31:1 REF_DUPLICATE_ID case_id case_1 stands in line 1 already | -',
    ]);
  });

  it('tells a case that asks and recorded what another family has, and not one of its own family', () => {
    const copied = stamped({ case_id: 'case_2', family: 'f2', tags: ['typo'] });
    expect(check([stamped(), stamped({ case_id: 'case_3' }), copied]).told).toEqual([
      's.jsonl:21:1 CASE_COPIED the case asks and recorded the same as line 1, of another family | the family of that line',
    ]);
  });

  it('takes two cases for two where only the question, or only the recording is the same', () => {
    const [first, ...plans] = stamped().plans;
    if (first === undefined) throw new Error('the case has no plan');
    const called = { ...first, calls: first.calls.map((call) => ({ ...call, hash: DIGEST })) };
    const cases = [
      stamped(),
      stamped({ case_id: 'a', family: 'a', invoke: { input: { text: 'another' } } }),
      stamped({ case_id: 'b', family: 'b', plans: [called, ...plans] }),
      stamped({ case_id: 'c', family: 'c', evidence: {} }),
    ];
    expect(check(cases).told).toEqual([]);
  });

  it('tells a case of another intent or risk class', () => {
    expect(check([stamped({ intent: 'support.refund', risk_class: 'destructive' })]).told).toEqual([
      's.jsonl:1:1 CASE_INTENT_MISMATCH the case is of support.refund | support.triage',
    ]);
    expect(check([stamped({ risk_class: 'destructive' })]).told).toEqual([
      's.jsonl:1:1 CASE_INTENT_MISMATCH the case has the risk class destructive | read_only',
    ]);
  });

  it('does not hold the risk class against a pack that does not declare the intent', () => {
    const checker = openSetChecker('s', MANIFEST, undefined, true);
    expect(checker.add(stamped({ risk_class: 'destructive' }), 1)).toEqual([]);
  });

  it('tells a tuple that the manifest does not describe, with those it does', () => {
    expect(check([stamped({ release_tuple_id: 'release.support.triage@2026-04-01' })]).told).toEqual([
      's.jsonl:1:1 CASE_TUPLE_UNKNOWN release.support.triage@2026-04-01 is not among the tuples | release.support.triage@2026-05-09 | release.support.triage@2026-05-01',
    ]);
    expect(check([stamped({ release_tuple_id: 'constructor@1' })]).told).toHaveLength(1);
  });

  it('tells cases without a stamp once, at the first of them', () => {
    const cases = [stamped(), golden({ case_id: 'a' }), golden({ case_id: 'b' })];
    expect(check(cases).told).toEqual([
      's.jsonl:11:1 UNSTAMPED 2 of 3 cases are not stamped, this one first | autotune goldens stamp',
    ]);
    expect(check(cases, { isStampNeeded: false }).told).toEqual([]);
  });

  it('tells everything that is wrong with one case', () => {
    const bad = golden({ intent: 'support.refund', release_tuple_id: 'other@1' });
    expect(check([stamped(), bad]).told.map((text) => text.split(' ')[1])).toEqual([
      'REF_DUPLICATE_ID',
      'CASE_INTENT_MISMATCH',
      'CASE_TUPLE_UNKNOWN',
      'UNSTAMPED',
    ]);
  });
});

const named = (families: Record<string, number>, ids: Record<string, number> = {}) => ({
  families: new Map(Object.entries(families)),
  ids: new Map(Object.entries(ids)),
  contents: new Map(),
});

describe('the overlap of two sets', () => {
  it('is told at the first case of each family, and at each case, that stands in both', () => {
    const search = named({ a: 1, b: 4, c: 9 }, { run_1: 1, run_2: 4 });
    const problems = overlapProblems('s.jsonl', search, named({ c: 2, d: 3, a: 8 }, { run_2: 2 }));
    expect(problems.map(({ code, line, found, message }) => [code, line, found, message.replace(/.*\(/, '(')])).toEqual(
      [
        ['SETS_OVERLAP', 1, 'a', '(line 8 there)'],
        ['SETS_OVERLAP', 9, 'c', '(line 2 there)'],
        ['SETS_OVERLAP', 4, 'run_2', '(line 2 there)'],
      ],
    );
    expect(overlapProblems('s', search, named({ A: 1 }, { run_3: 1 }))).toEqual([]);
  });

  it('is told at a copy under other names, once', () => {
    const search = check([stamped({ case_id: 'a', family: 'a' })]).checker;
    const renamed = check([stamped({ case_id: 'h', family: 'h' })]).checker;
    expect(overlapProblems('s.jsonl', search, renamed)).toMatchObject([
      {
        code: 'SETS_OVERLAP',
        line: 1,
        found: 'a',
        message: 'a copy of this case is in the held-out set too, under another name (line 1 there)',
      },
    ]);
    expect(overlapProblems('s.jsonl', search, check([stamped({ case_id: 'a', family: 'a' })]).checker)).toHaveLength(2);
  });

  it('shows no control character of a family', () => {
    const name = `\u001b[2J\u202e${'x'.repeat(400)}`;
    const [problem] = overlapProblems('s', named({ [name]: 1 }), named({ [name]: 1 }));
    expect(problem?.found).toMatch(/^\\u001b\[2J\\u202ex+…$/);
    expect(problem?.found?.length).toBeLessThanOrEqual(60);
  });
});
