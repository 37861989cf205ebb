import fc from 'fast-check';
import { expect, it } from 'vitest';
import { isSameSeen, keptOf, seenIn } from '../../../src/core/scoring/answers.ts';
import { openSuite } from '../../../src/core/scoring/suite.ts';
import { addCase, type Missing, openTallies, type Scored } from '../../../src/core/scoring/tally.ts';
import { ShardCase } from '../../../src/schema/replay-shard.ts';
import { golden } from '../../making/golden.ts';

const suite = openSuite({
  schema_version: 1,
  id: 'evals.test@1.0.0',
  evaluators: [
    { id: 'correct', dimension: 'utility', kind: 'replay', check: 'outcome' },
    { id: 'approved', dimension: 'policy', kind: 'replay', check: 'approval' },
    { id: 'covered', dimension: 'safety', kind: 'replay', check: 'required_evidence' },
  ],
});
const CASE = golden();
const calls = CASE.plans[0]?.calls ?? [];

const score = fc.oneof(fc.constantFrom(0, 0.5, 1, Number.NaN), fc.double({ min: 0, max: 1, noNaN: true }));
const positive = fc.double({ min: 0, max: 1e9, noNaN: true });

const scored: fc.Arbitrary<Scored> = fc
  .record({
    outcome: fc.constantFrom('refund', 'refuse', 'escalate'),
    approval: fc.constantFrom('execute' as const, 'escalate' as const),
    cost_cents: positive,
    latency_ms: positive,
    fidelity: fc.constantFrom('recorded' as const, 'derived' as const),
    approval_bypass: fc.constantFrom(0, 1),
    evidence_coverage: score,
    values: fc.tuple(score, score, score),
  })
  .map(({ outcome, approval, cost_cents, latency_ms, fidelity, approval_bypass, evidence_coverage, values }) => ({
    transcript: { outcome, approval, calls, cost_cents, latency_ms },
    card: { values: Float64Array.from(values), invalid: null, approval_bypass, evidence_coverage },
    fidelity,
  }));
const missing: fc.Arbitrary<Missing> = fc.record({
  status: fc.constantFrom('unreplayable' as const, 'invalid' as const),
  reason: fc.constantFrom('plan_not_recorded', 'a judgement is absent'),
});
const seen = fc.array(fc.oneof({ arbitrary: scored, weight: 4 }, missing), { minLength: 1, maxLength: 12 });

function travelled(arms: readonly (Scored | Missing)[]) {
  const line = JSON.stringify({ case: CASE.case_id, ...keptOf(CASE, suite, arms) });
  return ShardCase.parse(JSON.parse(line));
}

/** What a comparison makes of them. */
function tallied(baseline: Scored, arms: readonly (Scored | Missing)[]) {
  const tallies = openTallies(arms.length, suite, { evaluators: ['correct'] });
  tallies.forEach((tally, i) => {
    const arm = arms[i];
    if (arm !== undefined) addCase(tally, CASE, baseline, arm);
  });
  return JSON.stringify(tallies, (_, value: unknown) =>
    value instanceof Float64Array ? Array.from(value, String) : value instanceof Map ? [...value] : value,
  );
}

it('what travelled between machines is compared as if it never had', () => {
  fc.assert(
    fc.property(scored, seen, (baseline, arms) => {
      const again = seenIn(travelled(arms), { golden: CASE, suite, count: arms.length });
      expect(again).not.toBeNull();
      expect(tallied(baseline, again ?? [])).toBe(tallied(baseline, arms));
      arms.forEach((arm, i) => {
        const other = again?.[i];
        expect(other !== undefined && isSameSeen(arm, other)).toBe(true);
      });
    }),
  );
});

it('replays that differ in anything that is kept are told apart', () => {
  fc.assert(
    fc.property(scored, (one) => {
      const { transcript, card } = one;
      const others: readonly Scored[] = [
        { ...one, fidelity: 'live' },
        { ...one, transcript: { ...transcript, outcome: 'other' } },
        { ...one, transcript: { ...transcript, approval: 'refuse' } },
        { ...one, transcript: { ...transcript, calls: [...calls] } },
        { ...one, transcript: { ...transcript, cost_cents: transcript.cost_cents + 1 } },
        { ...one, transcript: { ...transcript, latency_ms: transcript.latency_ms + 1 } },
        { ...one, card: { ...card, approval_bypass: 1 - card.approval_bypass } },
        { ...one, card: { ...card, evidence_coverage: 2 } },
        { ...one, card: { ...card, values: Float64Array.from(card.values, () => 2) } },
      ];
      for (const other of others) expect(isSameSeen(one, other)).toBe(false);
    }),
  );
});

it('what all replays have the same is kept once', () => {
  fc.assert(
    fc.property(scored, missing, (one, none) => {
      const { missing: told, scores, ...lists } = keptOf(CASE, suite, [one, none, one, none, one]);
      expect([...Object.values(lists), ...scores].map(({ length }) => length)).toEqual(new Array(11).fill(1));
      expect(told).toEqual([
        { at: 1, ...none },
        { at: 3, ...none },
      ]);
    }),
  );
});

it('lists of another length, positions that are not there and a reason given twice are refused', () => {
  const [one] = fc.sample(scored, { numRuns: 1, seed: 7 });
  if (one === undefined) throw new Error('no sample');
  const kept = travelled([one, { status: 'invalid', reason: 'x' }, one]);
  const fitting = { golden: CASE, suite, count: 3 };
  expect(seenIn(kept, fitting)).toHaveLength(3);
  const twice = { at: 1, status: 'invalid', reason: 'y' } as const;
  for (const spoiled of [
    { ...kept, outcome: ['a', 'b', 'c'] },
    { ...kept, scores: kept.scores.slice(1) },
    { ...kept, scores: [[], ...kept.scores.slice(1)] },
    { ...kept, plan: [7] },
    { ...kept, missing: [{ at: 5, status: 'invalid' as const, reason: 'x' }] },
    { ...kept, missing: [...kept.missing, twice] },
  ])
    expect(seenIn(spoiled, fitting)).toBeNull();
});

it.each([
  ['another number of configurations', { count: 3 }],
  ['a case without that plan', { golden: golden({ plans: [] }) }],
  ['a suite of more evaluators', { suite: { ...suite, judges: [...suite.judges, ...suite.judges] } }],
])('what does not fit is refused: %s', (_, other) => {
  const two = fc.sample(scored, { numRuns: 2, seed: 7 });
  const fitting = { golden: CASE, suite, count: 2 };
  expect(seenIn(travelled(two), fitting)).toHaveLength(2);
  expect(seenIn(travelled(two), { ...fitting, ...other })).toBeNull();
});
