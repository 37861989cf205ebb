import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  checkGuardrails,
  guardrailsOf,
  improvementOf,
  worstOf,
} from '../../../src/core/guardrails/check-guardrails.ts';
import { confidenceAtLook, confirm } from '../../../src/core/guardrails/confirm.ts';
import { fewestCases } from '../../../src/core/guardrails/power.ts';
import type { Evaluator } from '../../../src/schema/evaluator-suite.ts';
import type { ScorecardDelta } from '../../../src/schema/scorecard-delta.ts';
import type { Verdict } from '../../../src/schema/verdict.ts';
import { delta, metric } from '../../making/delta.ts';

const declared = {
  policy: { min: 1 },
  safety: { min: 1 },
  utility_delta: { min: -0.02 },
  p95_latency_delta: { max_ms: 0 },
  economics_delta: { max_cents: 0 },
  approval_bypass_rate: { max: 0 },
};

const check = (observed: ScorecardDelta) => checkGuardrails(guardrailsOf(declared, 30), observed);
const verdictOf = (observed: ScorecardDelta, guardrail: string): Verdict | undefined =>
  check(observed).find((verdict) => verdict.guardrail === guardrail);

describe('delta guardrails', () => {
  it('passes where the adverse end of the interval respects the margin', () => {
    expect(verdictOf(delta({ utility: metric(0, -0.02, 0.02) }), 'utility_delta')).toMatchObject({ status: 'pass' });
  });

  it('fails where the favourable end does not', () => {
    expect(verdictOf(delta({ utility: metric(-0.05, -0.07, -0.021) }), 'utility_delta')).toMatchObject({
      status: 'fail',
    });
  });

  it('is inconclusive between, and says about how many more cases would settle it', () => {
    const verdict = verdictOf(
      delta({ utility: metric(0, -0.04, 0.04, { rises: 4, falls: 4, ties: 192 }) }),
      'utility_delta',
    );
    expect(verdict).toMatchObject({ status: 'inconclusive', cases_needed: 600 });
    expect(verdict?.reason).toContain('about 600 more cases');
  });

  it('asks for as many more as prove the margin where none is lost, and says cases where few of them are scored', () => {
    const scored = 80;
    const utility = metric(0, -(1 - 0.05 ** (1 / scored)), 0.02, { n: scored, ties: scored });
    const of = (total: number) => {
      const counts = { total, valid: total, invalid: 0, unreplayable: 0, changed: 0 };
      return verdictOf(delta({ utility }, { counts }), 'utility_delta');
    };
    const needed = fewestCases(0.02, 0.95) - scored;
    expect(of(scored)).toMatchObject({ status: 'inconclusive', cases_needed: needed });
    expect(of(5 * scored)).toMatchObject({
      cases_needed: 5 * needed,
      reason: expect.stringContaining(`about ${5 * needed} more cases`),
    });
    const few = verdictOf(
      delta({ utility: { ...utility, n: 20 } }, { counts: { ...delta().counts, total: 100, valid: 100 } }),
      'utility_delta',
    );
    expect(few).toMatchObject({
      cases_needed: 50,
      reason: expect.stringMatching(/10 more are needed, in about 50 more/),
    });
  });

  it('is inconclusive where nothing was paired: missing data is never a pass', () => {
    const unseen = { ...metric(0, 0, 0), delta: null, interval: undefined, n: 0 };
    const { interval: _, ...without } = unseen;
    expect(verdictOf(delta({ utility: without }), 'utility_delta')).toMatchObject({ status: 'inconclusive' });
  });

  it('is inconclusive while a case that was scored before cannot be scored any more', () => {
    const verdict = verdictOf(delta({ utility: metric(0, -0.01, 0.01, { unobserved: 2 }) }), 'utility_delta');
    expect(verdict).toMatchObject({ status: 'inconclusive', reason: expect.stringContaining('2 cases') });
  });

  it('names the evaluators whose scores are gone, also where no pair is left', () => {
    const gone = { unobserved: 200, unobserved_by: ['helpful', 'polite'], n: 0, delta: null, interval: undefined };
    const { interval: _, ...utility } = { ...metric(0, 0, 0), ...gone };
    const reason = '200 cases that were scored under the baseline cannot be scored any more by helpful, polite';
    const verdict = verdictOf(delta({ utility }), 'utility_delta');
    expect(verdict).toMatchObject({ status: 'inconclusive', observed: null, missing: true, reason });
  });

  it('passes what holds with lost scores at their worst, and is inconclusive, not a fail, where it does not', () => {
    const lost = { at_worst: 2, unobserved_by: ['helpful'] };
    const gone = '2 cases that were scored under the baseline cannot be scored any more by helpful';
    expect(verdictOf(delta({ utility: metric(-0.01, -0.02, 0, lost) }), 'utility_delta')).toMatchObject({
      status: 'pass',
      reason: expect.stringContaining(`at least -0.02; ${gone}: counted as 0`),
    });
    expect(verdictOf(delta({ utility: metric(-0.5, -0.6, -0.4, lost) }), 'utility_delta')).toMatchObject({
      status: 'inconclusive',
      missing: true,
      reason: expect.stringMatching(new RegExp(`^${gone}; as 0 it makes -0.5 points, .*; not at least -0.02$`)),
    });
  });

  it('asks for more cases where only the bounds of the worst lie beyond the margin', () => {
    const doubted = metric(-0.01, -0.03, 0.01, { at_worst: 2, unobserved_by: ['helpful'] });
    const verdict = verdictOf(delta({ utility: doubted }), 'utility_delta');
    expect(verdict).toMatchObject({ status: 'inconclusive', cases_needed: 200 });
    expect(verdict).not.toHaveProperty('missing');
    expect(verdict?.reason).toMatch(/more cases would settle it; 2 cases .* any more by helpful: counted as 0$/);
  });

  it('takes no slice for lost, nor for proven, by scores that count at their worst', () => {
    const utility = metric(-0.01, -0.015, 0, { at_worst: 9, unobserved_by: ['helpful'] });
    const found = metric(-0.4, -0.5, -0.3);
    const suspected = delta({ utility }, { suspected_slices: { rare: found } });
    expect(verdictOf(suspected, 'hidden_loss')).toMatchObject({
      status: 'inconclusive',
      missing: true,
      reason: expect.stringContaining('any more by helpful; as 0 it makes a loss in rare'),
    });
    const own = guardrailsOf({ ...declared, slices: { rare: { utility_delta: { min: -0.1 } } } }, 30);
    const verdicts = checkGuardrails(own, delta({ utility }, { slices: { rare: found } }));
    expect(verdicts.find(({ guardrail }) => guardrail === 'utility_delta rare')).toMatchObject({
      status: 'inconclusive',
    });
  });

  it('is inconclusive with too few scored pairs, however many cases there are', () => {
    expect(verdictOf(delta({ utility: metric(0, -0.01, 0.01, { n: 29 }) }), 'utility_delta')).toMatchObject({
      status: 'inconclusive',
      cases_needed: 7,
    });
  });

  it('reads an upper limit from the other side', () => {
    expect(verdictOf(delta({ p95_latency_ms: metric(-5, -9, 1) }), 'p95_latency_delta')).toMatchObject({
      status: 'inconclusive',
    });
    expect(verdictOf(delta({ p95_latency_ms: metric(5, 1, 9) }), 'p95_latency_delta')).toMatchObject({
      status: 'fail',
    });
    expect(verdictOf(delta({ p95_latency_ms: metric(-5, -9, 0) }), 'p95_latency_delta')).toMatchObject({
      status: 'pass',
    });
  });

  it('never passes a wider interval where it does not pass a narrower one', () => {
    const ends = fc.tuple(
      fc.double({ min: -1, max: 0, noNaN: true }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.double({ min: 0, max: 1, noNaN: true }),
    );
    fc.assert(
      fc.property(ends, ([lower, upper, more]) => {
        const narrow = verdictOf(delta({ utility: metric(0, lower, upper) }), 'utility_delta');
        const wide = verdictOf(delta({ utility: metric(0, lower - more, upper + more) }), 'utility_delta');
        return wide?.status !== 'pass' || narrow?.status === 'pass';
      }),
    );
  });
});

describe('the unit of an improvement', () => {
  const evaluators: readonly Evaluator[] = [
    { id: 'tokens_in', dimension: 'economics', kind: 'business', field: 'input_tokens' },
    { id: 'waited', dimension: 'latency', kind: 'judgement', name: 'waiting' },
    { id: 'short', dimension: 'utility', kind: 'business', field: 'output_tokens', max: 90 },
  ];

  it.each([
    ['tokens_in', '-20 tokens, bounds -30 to -10'],
    ['waited', '-20, bounds -30 to -10'],
    ['short', '-20 points, bounds -30 to -10'],
    ['p95_latency_ms', '-20 ms, bounds -30 to -10'],
  ])('is that of the metric: %s', (id, text) => {
    const improvement = improvementOf({ metric: id, direction: 'decrease', min_effect: 5 }, [...evaluators]);
    expect(improvement(delta({ [id]: metric(-20, -30, -10) })).reason).toMatch(new RegExp(`^${text}, n = `));
  });
});

describe('hard guardrails', () => {
  it('fails a floor because of a single case, whatever the mean', () => {
    const floors = { policy: { lowest: 0.5, below_one: 1, n: 200 }, safety: { lowest: 1, below_one: 0, n: 200 } };
    expect(verdictOf(delta({}, { floors }), 'policy.min')).toMatchObject({ status: 'fail', observed: 0.5 });
  });

  it('does not pass a floor that was scored in no case', () => {
    const floors = { policy: { lowest: null, below_one: 0, n: 0 }, safety: { lowest: 1, below_one: 0, n: 200 } };
    expect(verdictOf(delta({}, { floors }), 'policy.min')).toMatchObject({ status: 'inconclusive' });
  });

  it('does not pass a floor that was not scored in every case', () => {
    const floors = { policy: { lowest: 1, below_one: 0, n: 1 }, safety: { lowest: 1, below_one: 0, n: 200 } };
    expect(verdictOf(delta({}, { floors }), 'policy.min')).toMatchObject({
      status: 'inconclusive',
      reason: expect.stringContaining('199 of 200'),
    });
  });

  it('does not pass a floor whose judge fell silent, and names it, but fails one that is known to be broken', () => {
    const policy = metric(0, 0, 0, { unobserved: 3, unobserved_by: ['untouched'], n: 197 });
    const floors = (lowest: number) => ({
      policy: { lowest, below_one: lowest < 1 ? 1 : 0, n: 197 },
      safety: { lowest: 1, below_one: 0, n: 200 },
    });
    expect(verdictOf(delta({ policy }, { floors: floors(1) }), 'policy.min')).toMatchObject({
      status: 'inconclusive',
      missing: true,
      reason: '3 cases that were scored under the baseline cannot be scored any more by untouched',
    });
    expect(verdictOf(delta({ policy }, { floors: floors(0) }), 'policy.min')).toMatchObject({ status: 'fail' });
  });

  it('fails on any regressed run', () => {
    expect(verdictOf(delta({}, { regression_runs: ['case_7'] }), 'regression_runs')).toMatchObject({ status: 'fail' });
  });

  it('does not pass while a case could not be replayed, and says why', () => {
    const counts = { total: 200, valid: 199, invalid: 0, unreplayable: 1, changed: 0 };
    const verdict = verdictOf(delta({}, { counts, missing: { 'unreplayable: plan_not_recorded': 1 } }), 'replayable');
    expect(verdict).toMatchObject({ status: 'inconclusive', reason: expect.stringContaining('plan_not_recorded (1)') });
  });

  it('fails a bypass rate above its limit and prints the bound where none was seen', () => {
    expect(
      verdictOf(
        delta({ approval_bypass_rate: metric(0.005, 0, 0.01, { treatment: 0.005 }) }),
        'approval_bypass_rate.max',
      ),
    ).toMatchObject({ status: 'fail' });
    expect(verdictOf(delta(), 'approval_bypass_rate.max')?.reason).toContain('below 1.5 %');
  });

  it('says at what confidence the bound of a bypass rate holds', () => {
    const reasonAt = (upper_confidence: number) =>
      verdictOf(delta({}, { upper_confidence }), 'approval_bypass_rate.max')?.reason;
    expect(reasonAt(0.99)).toContain('; with 99 % confidence the true rate is below 1.5 %');
    expect(reasonAt(0.975)).toContain('; with 97.5 % confidence the true rate is below 1.5 %');
  });

  it('proves a bypass rate above zero by its bound, and at the held-out set by its estimate as well', () => {
    const limit = { ...declared, approval_bypass_rate: { max: 0.05 } };
    const at = (treatment: number, bound: number) => {
      const rate = metric(0, -0.01, 0.01, { baseline: treatment, treatment });
      return delta({ approval_bypass_rate: rate }, { upper_bounds: { approval_bypass_rate: bound } });
    };
    const ask = (given: ScorecardDelta) =>
      checkGuardrails(guardrailsOf(limit, 30), given).find(({ guardrail }) => guardrail === 'approval_bypass_rate.max');
    expect(ask(at(0.03, 0.05))).toMatchObject({ status: 'pass' });
    expect(ask(at(0.03, 0.051))).toMatchObject({
      status: 'inconclusive',
      reason: expect.stringContaining('does not prove'),
    });
    expect(ask(at(0.06, 0.09))).toMatchObject({ status: 'fail' });
    expect(ask({ ...at(0.03, 0.05), upper_bounds: {} })).toMatchObject({ status: 'inconclusive', missing: true });
    const confirmed = (heldout: ScorecardDelta, pooled: ScorecardDelta) =>
      confirm(guardrailsOf(limit, 30), heldout, pooled).find(
        ({ guardrail }) => guardrail === 'approval_bypass_rate.max',
      )?.status;
    expect(confirmed(at(0.03, 0.2), at(0.03, 0.05))).toBe('pass');
    expect(confirmed(at(0.03, 0.2), at(0.03, 0.06))).toBe('inconclusive');
    expect(confirmed(at(0.06, 0.2), at(0.03, 0.05))).toBe('fail');
  });

  it('is inconclusive with too few cases', () => {
    const counts = { total: 20, valid: 20, invalid: 0, unreplayable: 0, changed: 0 };
    expect(verdictOf(delta({}, { counts }), 'min_cases')).toMatchObject({ status: 'inconclusive', cases_needed: 10 });
  });
});

describe('improvement', () => {
  const cheaper = improvementOf({ metric: 'economics_cents_per_decision', direction: 'decrease', min_effect: 0.1 }, []);

  it('is proven only where the whole interval lies beyond the smallest effect that counts', () => {
    expect(cheaper(delta())).toMatchObject({ status: 'pass', limit: -0.1 });
    expect(cheaper(delta({ economics_cents_per_decision: metric(-0.2, -0.35, -0.05) }))).toMatchObject({
      status: 'inconclusive',
    });
    expect(cheaper(delta({ economics_cents_per_decision: metric(0, -0.05, 0.05) }))).toMatchObject({ status: 'fail' });
  });
});

it('takes no change at all for an improvement, even where any effect counts', () => {
  const any = improvementOf({ metric: 'economics_cents_per_decision', direction: 'decrease', min_effect: 0 }, []);
  expect(any(delta({ economics_cents_per_decision: metric(0, 0, 0) }))).toMatchObject({ status: 'fail' });
  expect(any(delta())).toMatchObject({ status: 'pass' });
});

describe('the gate of the held-out set', () => {
  const asked = guardrailsOf(declared, 30);

  it('passes where the estimate respects the margin and both sets together prove it', () => {
    expect(worstOf(confirm(asked, delta({ utility: metric(-0.01, -0.04, 0.02) }), delta()))).toBe('pass');
  });

  it('refuses where the held-out estimate alone leaves the margin', () => {
    expect(worstOf(confirm(asked, delta({ utility: metric(-0.021, -0.05, 0.01) }), delta()))).toBe('fail');
  });

  it('refuses where both sets together do not prove the margin', () => {
    const pooled = delta({ utility: metric(-0.01, -0.025, 0.005) });
    expect(worstOf(confirm(asked, delta(), pooled))).toBe('inconclusive');
  });

  it('refuses on a hard failure in the held-out set alone', () => {
    expect(worstOf(confirm(asked, delta({}, { regression_runs: ['x'] }), delta()))).toBe('fail');
  });

  it('shares the allowed error out over the looks', () => {
    expect(confidenceAtLook(0.95, 1)).toBeCloseTo(0.95, 12);
    expect(confidenceAtLook(0.95, 5)).toBeCloseTo(0.99, 12);
  });
});
