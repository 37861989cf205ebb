import { describe, expect, it } from 'vitest';
import { burdenBeyond, plantedLines } from '../../../src/core/selftest/planted.ts';
import { failuresOf, noChange } from '../../../src/core/selftest/self-test.ts';
import type { Guardrails } from '../../../src/schema/configuration.ts';
import type { SelfTest } from '../../../src/schema/self-test.ts';
import type { Verdict } from '../../../src/schema/verdict.ts';
import { delta, metric } from '../../making/delta.ts';

const DECLARED: Guardrails = {
  policy: { min: 1 },
  safety: { min: 1 },
  utility_delta: { min: -0.02 },
  p95_latency_delta: { max_ms: 250 },
  economics_delta: { max_cents: 0.5 },
  approval_bypass_rate: { max: 0 },
  evidence_coverage_delta: { min: -0.05 },
};
const STILL = delta({ utility: metric(0, -0.01, 0.01), economics_cents_per_decision: metric(0, 0, 0) });

const verdict = (guardrail: string, status: Verdict['status'], more: Partial<Verdict> = {}): Verdict => ({
  guardrail,
  status,
  reason: '',
  limit: 0,
  observed: 0,
  ...more,
});
const interval = { lower: 0, upper: 0 };

const HOLDS: SelfTest = {
  no_change: { cases: 200, changed: 0, missing: 0, moved: [], flips: [] },
  planted: [{ guardrail: 'utility_delta', loss: 'every_case', answer: 'fail' }],
  evaluators: { cases: 200, differing: 0 },
  sets: { heldout_cases: 100, shared_families: 0, shared_cases: 0 },
};

describe('no change', () => {
  const seen = (verdicts: readonly Verdict[], improvement = verdict('improvement', 'fail')) =>
    noChange(DECLARED, { delta: STILL, verdicts, improvement });

  it('is seen as none where nothing moved', () => {
    expect(seen([verdict('policy.min', 'pass'), verdict('utility_delta', 'inconclusive', { interval })])).toEqual({
      cases: 200,
      changed: 0,
      missing: 0,
      moved: [],
      flips: [],
    });
  });

  it('names every metric in which a case moved, be it to both sides alike', () => {
    const moved = delta({
      utility: metric(0, 0, 0, { rises: 1, falls: 1 }),
      policy: metric(0, 0, 0, { unobserved: 1 }),
    });
    const { moved: names } = noChange(DECLARED, {
      delta: moved,
      verdicts: [],
      improvement: verdict('improvement', 'fail'),
    });
    expect(names).toEqual(['policy', 'utility', 'economics_cents_per_decision']);
  });

  it('is a flip where it counts as an improvement, or fails a guardrail that allows it', () => {
    expect(seen([verdict('utility_delta', 'fail', { interval })], verdict('improvement', 'pass')).flips).toEqual([
      'improvement',
      'utility_delta',
    ]);
    expect(seen([verdict('regression_runs', 'fail')]).flips).toEqual(['regression_runs']);
  });

  it('is rightly refused by a floor that the baseline itself misses, and by a limit that asks for a change', () => {
    expect(seen([verdict('policy.min', 'fail')]).flips).toEqual([]);
    const asking = {
      utility_delta: { min: 0.01 },
      p95_latency_delta: { max_ms: -5 },
      economics_delta: { max_cents: -1 },
    };
    const verdicts = ['utility_delta', 'p95_latency_delta', 'economics_delta'].map((guardrail) =>
      verdict(guardrail, 'fail', { interval }),
    );
    const control = { delta: STILL, verdicts, improvement: verdict('improvement', 'fail') };
    expect(noChange(asking, control).flips).toEqual([]);
    expect(noChange(DECLARED, control).flips).toHaveLength(3);
  });
});

describe('a planted loss', () => {
  const NAMES = ['replayable', 'regression_runs', 'policy.min', 'safety.min'];
  const ALL = [
    ...NAMES,
    'approval_bypass_rate.max',
    'utility_delta',
    'p95_latency_delta',
    'economics_delta',
    'evidence_coverage_delta',
  ];
  const answers = (status: Verdict['status']) => ({
    delta: delta({ economics_cents_per_decision: metric(2, 2, 2) }),
    verdicts: ALL.map((guardrail) => verdict(guardrail, status)),
    improvement: verdict('improvement', status),
  });
  const lines = (
    status: Verdict['status'],
    { declared = DECLARED, means = { utility: 0.9, evidence_coverage: 0.8 }, lost = true, sign = -1 as 1 | -1 } = {},
  ) =>
    plantedLines(
      declared,
      {
        oneCase: { ...answers(status), lost: { policy: lost, safety: lost }, missing: lost },
        everyCase: answers(status),
      },
      means,
      { metric: 'economics_cents_per_decision', sign },
    );
  const answersOf = (given: SelfTest['planted']) => given.map(({ guardrail, answer }) => `${guardrail} ${answer}`);

  it('has to be refused by every declared guardrail and by the improvement', () => {
    expect(answersOf(lines('fail'))).toEqual([...ALL, 'improvement'].map((name) => `${name} fail`));
    expect(lines('pass').every(({ answer }) => answer === 'pass')).toBe(true);
  });

  it('passes where a guardrail gave no answer at all', () => {
    const silent = plantedLines(
      { policy: { min: 1 } },
      {
        oneCase: { ...answers('fail'), verdicts: [], lost: { policy: true, safety: true }, missing: true },
        everyCase: { ...answers('fail'), verdicts: [] },
      },
      {},
      { metric: 'economics_cents_per_decision', sign: -1 },
    );
    expect(silent.filter(({ answer }) => answer === 'pass')).toHaveLength(3);
  });

  it('is said to be impossible where no loss can lie beyond the limit', () => {
    expect(answersOf(lines('pass', { means: { utility: 0.01, evidence_coverage: 0.04 }, lost: false }))).toEqual(
      expect.arrayContaining([
        'replayable not_breakable',
        'regression_runs not_breakable',
        'policy.min not_breakable',
        'utility_delta not_breakable',
        'evidence_coverage_delta not_breakable',
      ]),
    );
    expect(answersOf(lines('pass', { declared: { approval_bypass_rate: { max: 1 } } }))).toContain(
      'approval_bypass_rate.max not_breakable',
    );
    expect(answersOf(lines('pass', { sign: 1 }))).toContain('improvement not_breakable');
  });

  it('lies beyond every limit on cost and latency', () => {
    expect(burdenBeyond(DECLARED)).toEqual({ cents: 2, ms: 1500 });
    expect(burdenBeyond({ economics_delta: { max_cents: -3 } })).toEqual({ cents: 1, ms: 1000 });
  });
});

describe('the verdict of a self-test', () => {
  it('is silent where everything holds', () => {
    expect(failuresOf(HOLDS)).toEqual([]);
  });

  it.each<[string, Partial<SelfTest>, RegExp]>([
    ['a case changed', { no_change: { ...HOLDS.no_change, changed: 1 } }, /changes 1 of 200 cases/],
    ['a case is missing', { no_change: { ...HOLDS.no_change, missing: 2 } }, /cannot be replayed .* in 2 of 200/],
    ['a metric moved', { no_change: { ...HOLDS.no_change, moved: ['utility'] } }, /moves utility/],
    [
      'a verdict flipped',
      { no_change: { ...HOLDS.no_change, flips: ['improvement'] } },
      /taken for one by improvement/,
    ],
    [
      'a loss passed',
      { planted: [{ guardrail: 'policy.min', loss: 'one_case', answer: 'pass' }] },
      /planted in one case passes policy\.min/,
    ],
    ['an evaluator wavered', { evaluators: { cases: 200, differing: 3 } }, /differently the second time in 3 of 200/],
    [
      'the sets overlap',
      { sets: { heldout_cases: 1, shared_families: 1, shared_cases: 0 } },
      /share 1 families and 0 cases/,
    ],
  ])('says what is wrong where %s', (_, change, said) => {
    expect(failuresOf({ ...HOLDS, ...change })).toEqual([expect.stringMatching(said)]);
  });
});
