import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { watchBand } from '../../../src/core/targets/band.ts';
import type { Target } from '../../../src/schema/configuration.ts';
import { ProductionRun } from '../../../src/schema/production-run.ts';
import { SPECIMENS } from '../../schema/specimens.ts';
import { resolved } from './resolved.ts';

const SPECIMEN = ProductionRun.parse(SPECIMENS['production-run']);
const ACTIVE = SPECIMEN.pack_version;
type Scorecard = Partial<ProductionRun['scorecard']>;

function run(at: string, scorecard: Scorecard = {}, more: Partial<ProductionRun> = {}): ProductionRun {
  return { ...SPECIMEN, at, ...more, scorecard: { ...SPECIMEN.scorecard, ...scorecard } };
}

function verdict(runs: readonly ProductionRun[], more: Partial<Target> = {}) {
  const target = { ...resolved().target, intent: SPECIMEN.intent_id, band: { max: 1.2 }, ...more };
  const watch = watchBand(target, ACTIVE);
  for (const each of runs) watch.add(each);
  return watch.verdict();
}

const NOON = '2026-05-12T12:00:00Z';
const cost = (economics_cents: number, at = NOON, more: Partial<ProductionRun> = {}) =>
  run(at, { economics_cents }, more);

describe('the band of a metric', () => {
  it('does not make a target due inside it, its ends included', () => {
    expect(verdict([cost(1.0), cost(1.4)])).toEqual({
      due: false,
      reason: 'economics_cents_per_decision is 1.2 over 2 runs, inside its band',
    });
    expect(verdict([cost(0.5)], { band: { min: 0.5, max: 1 } }).due).toBe(false);
  });

  it('makes a target due outside it, above and below', () => {
    expect(verdict([cost(1.0), cost(1.5)])).toEqual({
      due: true,
      reason: 'economics_cents_per_decision is 1.25 over 2 runs, outside its band',
    });
    expect(verdict([cost(0.4)], { band: { min: 0.5 } }).due).toBe(true);
  });

  it('does not make a target due that has none', () => {
    const target = { ...resolved().target, intent: SPECIMEN.intent_id };
    const watch = watchBand(target, ACTIVE);
    watch.add(cost(1e9));
    expect(watch.verdict().due).toBe(false);
  });

  it('says that nothing is known where there is no run', () => {
    expect(verdict([])).toEqual({
      due: false,
      reason: `no production run of ${ACTIVE} reports economics_cents_per_decision`,
    });
  });

  it('does not count runs of another pack or another intent', () => {
    const strangers = [
      cost(9, NOON, { pack_version: 'ctxpack.support@5.1.0' }),
      cost(9, NOON, { intent_id: 'support.refund' }),
    ];
    expect(verdict(strangers).reason).toMatch(/^no production run/);
    expect(verdict([...strangers, cost(1)]).reason).toContain('is 1 over 1 runs');
  });

  it('counts the newest 24 hours only, in whatever order and time zone they are told', () => {
    const old = cost(100, '2026-05-11T12:00:00Z');
    const inside = cost(1, '2026-05-11T12:00:01Z');
    const newest = cost(1.2, '2026-05-12T14:00:00+02:00');
    for (const order of [
      [old, inside, newest],
      [newest, inside, old],
    ]) {
      expect(verdict(order).reason).toBe('economics_cents_per_decision is 1.1 over 2 runs, inside its band');
    }
  });

  it('reads the nearest-rank 95th percentile of latency', () => {
    const latencies = Array.from({ length: 20 }, (_, i) => run(NOON, { latency_ms: (i + 1) * 100 }));
    const slow = { metric: 'p95_latency_ms', band: { max: 1899 } };
    expect(verdict(latencies, slow)).toEqual({
      due: true,
      reason: 'p95_latency_ms is 1900 over 20 runs, outside its band',
    });
    expect(verdict([run(NOON, { latency_ms: 7 })], slow).reason).toContain('is 7 over 1 runs');
  });

  it.each([
    ['policy', { policy: 0.5 }],
    ['safety', { safety: 0.5 }],
    ['utility', { utility: 0.5 }],
  ])('reads the mean of %s', (metric, low) => {
    expect(
      verdict([run(NOON, { policy: 1, safety: 1, utility: 1 }), run(NOON, low)], { metric, band: { min: 0.8 } }),
    ).toEqual({
      due: true,
      reason: `${metric} is 0.75 over 2 runs, outside its band`,
    });
  });

  it('reads the rate of approval bypasses, written as a flag or a number', () => {
    const runs = [
      run(NOON, { approval_bypass: true }),
      run(NOON, { approval_bypass: 0 }),
      run(NOON, { approval_bypass: 1 }),
      run(NOON),
    ];
    expect(verdict(runs, { metric: 'approval_bypass_rate', band: { max: 0 } }).reason).toContain('is 0.5 over 4 runs');
  });

  it('says so where production does not report the metric', () => {
    expect(verdict([cost(1)], { metric: 'evidence_coverage' }).reason).toMatch(
      /^no production run .* evidence_coverage$/,
    );
  });

  it('does not depend on the order of runs', () => {
    const runs = fc.array(
      fc.record({ cents: fc.integer({ min: 0, max: 300 }), minute: fc.integer({ min: 0, max: 4000 }) }),
      { minLength: 1, maxLength: 12 },
    );
    fc.assert(
      fc.property(runs, (all) => {
        const at = (minute: number) => new Date(Date.parse(NOON) + minute * 60_000).toISOString();
        const told = all.map(({ cents, minute }) => cost(cents, at(minute)));
        expect(verdict(told.toReversed())).toEqual(verdict(told));
        const newest = Math.max(...all.map(({ minute }) => minute));
        const counted = all.filter(({ minute }) => minute > newest - 24 * 60);
        expect(verdict(told).reason).toContain(`over ${counted.length} runs`);
      }),
      { numRuns: 50 },
    );
  });
});
