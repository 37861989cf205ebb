import { describe, expect, it } from 'vitest';
import { guardrailsOf } from '../../../src/core/guardrails/check-guardrails.ts';
import { fewestCases, tooFewCases, underpowered, weakSlices } from '../../../src/core/guardrails/power.ts';
import { hiddenLossGuardrail, sliceGuardrail } from '../../../src/core/guardrails/slices.ts';
import { meanBounds } from '../../../src/core/scoring/mean-bounds.ts';
import { delta, metric } from '../../making/delta.ts';

describe('the hidden loss guardrail', () => {
  const guard = hiddenLossGuardrail(-0.02);

  it('blocks an established loss while the whole holds, and names the slice', () => {
    const verdict = guard(delta({}, { suspected_slices: { multi: metric(-0.2, -0.4, -0.05, { n: 40 }) } }));
    expect(verdict).toMatchObject({ status: 'fail', observed: -0.2, interval: { lower: -0.4, upper: -0.05 } });
    expect(verdict.reason).toContain('established in multi');
  });

  it('says a suspected loss with its bounds and the cases that would settle it, and lets it pass', () => {
    const verdict = guard(delta({}, { suspected_slices: { multi: metric(-0.09, -0.2, 0.01, { n: 40, falls: 4 }) } }));
    expect(verdict.status).toBe('pass');
    expect(verdict.reason).toMatch(
      /suspected, not established, in multi: -0.09 points, bounds -0.2 to 0.01, n = 40;.*about \d+ more cases/,
    );
  });

  it('names the worst first, and what is only suspected after all that is established, as that', () => {
    const slices = { a: metric(-0.4, -0.9, 0.02), b: metric(-0.2, -0.3, -0.1), c: metric(-0.3, -0.5, -0.1) };
    expect(guard(delta({}, { suspected_slices: slices })).reason).toMatch(
      /^established in c: [^;]*; not at least [^;]*; b: [^;]*; not at least [^;]*; suspected, not established, in a: /,
    );
  });

  it('has nothing to say where no slice lies beyond the margin', () => {
    expect(guard(delta())).toMatchObject({ status: 'pass', observed: null });
  });
});

describe('a slice with a margin of its own', () => {
  it('is guarded like the whole, and never passes unseen', () => {
    const guard = sliceGuardrail('multi', -0.05);
    expect(guard(delta({}, { slices: { multi: metric(0, -0.04, 0.02) } })).status).toBe('pass');
    expect(guard(delta({}, { slices: { multi: metric(0, -0.06, 0.02) } })).status).toBe('inconclusive');
    expect(guard(delta({}, { slices: { multi: metric(-0.2, -0.3, -0.1) } })).status).toBe('fail');
    expect(guard(delta())).toMatchObject({ status: 'inconclusive', missing: true });
  });

  it('is asked for in the configuration', () => {
    const asked = guardrailsOf(
      { utility_delta: { min: -0.02 }, slices: { multi: { utility_delta: { min: -0.05 } } } },
      30,
    );
    expect(asked.map((guardrail) => guardrail(delta()).guardrail)).toContain('utility_delta multi');
  });
});

describe('an inconclusive margin', () => {
  it('says how many more cases would settle it, and of which kind', () => {
    const [guard] = guardrailsOf({ utility_delta: { min: -0.02 } }, 30).slice(2);
    const verdict = guard?.(
      delta(
        { utility: metric(-0.01, -0.04, 0.01, { rises: 1, falls: 3 }) },
        { suspected_slices: { single: metric(-0.03, -0.1, 0.1), multi: metric(-0.09, -0.2, 0.01) } },
      ),
    );
    expect(verdict).toMatchObject({ status: 'inconclusive', cases_needed: 1600, cases_like: ['multi', 'single'] });
  });
});

/** Sets in which each case is a family of its own. */
const single = (cases: number) => ({ search: { cases: cases / 2, families: cases / 2 }, heldout: cases / 2 });

describe('power', () => {
  it('counts the cases that prove a margin where none is lost', () => {
    expect(fewestCases(0.02, 0.95)).toBe(149);
    expect(fewestCases(0.05, 0.95)).toBe(59);
    expect(0.98 ** 149).toBeLessThanOrEqual(0.05);
    expect(0.98 ** 148).toBeGreaterThan(0.05);
  });

  it('is missing where even a set without a loss proves nothing, and says what is needed', () => {
    expect(underpowered({ utility_delta: { min: -0.02 } }, single(148), 0.95)).toMatch(
      /148 .* 149 are needed at 95 % confidence/,
    );
    expect(underpowered({ utility_delta: { min: -0.02 } }, single(149), 0.95)).toBeNull();
    expect(underpowered({ evidence_coverage_delta: { min: -0.01 } }, single(200), 0.95)).toContain(
      'evidence_coverage_delta',
    );
  });

  it('is that of the families where they are too few to learn how they move', () => {
    const [margin, sizes] = [{ utility_delta: { min: -0.05 } }, { search: { cases: 120, families: 3 }, heldout: 120 }];
    expect(underpowered(margin, sizes, 0.95)).toBe(
      'underpowered: 240 search and held-out cases of about 6 families, each of which counts as one, cannot prove a utility_delta of at least -0.05, even if none is lost; 59 are needed at 95 % confidence',
    );
    const of = (families: number) => underpowered(margin, { search: { cases: 120, families }, heldout: 360 }, 0.95);
    expect([of(14) === null, of(15) === null, of(20) === null]).toEqual([false, true, true]);
  });

  it('says so of few families exactly where no candidate could be proven, whatever the replays show', () => {
    for (const [families, size] of [
      [3, 40],
      [10, 4],
      [15, 8],
      [19, 2],
    ] as const) {
      const cases = families * size;
      const unmoved = { units: 2 * families, pairs: 2 * cases, sums: new Map() };
      const { lower } = meanBounds([unmoved], 0.95, { cases: size, isLearnt: true });
      const isWeak = (min: number) =>
        underpowered({ utility_delta: { min } }, { search: { cases, families }, heldout: cases }, 0.95) !== null;
      expect([isWeak(lower - 1e-9), isWeak(lower + 1e-3)]).toEqual([false, true]);
    }
  });

  it('is missing where one of the sets has fewer cases by itself than it has to, whatever the other has', () => {
    expect(tooFewCases({ search: 264, heldout: 163 }, 163)).toBeNull();
    expect(tooFewCases({ search: 264, heldout: 163 }, 200)).toMatch(/held-out set has 163 cases.* 37 more are needed/);
    expect(tooFewCases({ search: 20, heldout: 163 }, 30)).toMatch(/search set has 20 cases.* 10 more are needed/);
  });

  it('is missing for a slice of its own margin where all held-out cases being of it would not do', () => {
    const guardrails = { slices: { vip: { utility_delta: { min: -0.05 } } } };
    const sizes = (vip: number, heldout: number) => ({ ...single(400), heldout, slices: new Map([['vip', vip]]) });
    expect(underpowered(guardrails, sizes(10, 48), 0.95)).toMatch(
      /^underpowered: 10 search cases of vip.* 59 are needed/,
    );
    expect(underpowered(guardrails, sizes(10, 49), 0.95)).toBeNull();
    expect(underpowered(guardrails, { ...single(400), slices: null }, 0.95)).toBeNull();
  });

  it('is doubtful for such a slice where the held-out cases are like the search cases', () => {
    const guardrails = { slices: { vip: { utility_delta: { min: -0.05 } } } };
    const weak = (vip: number) =>
      weakSlices(guardrails, { ...single(400), slices: new Map([['vip', vip]]) }, 0.95).map(({ slice }) => slice);
    expect([weak(10), weak(30)]).toEqual([['vip'], []]);
  });

  it('is no question for a margin that no set can prove by counting losses', () => {
    expect(underpowered({ utility_delta: { min: 0 } }, single(10), 0.95)).toBeNull();
    expect(underpowered({}, single(10), 0.95)).toBeNull();
  });
});
