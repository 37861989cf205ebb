import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { groupRuns, MOST_GROUPS } from '../../../src/core/experience/groups.ts';
import { rowReader } from '../../../src/core/experience/rows.ts';
import { momentSums, quantiles } from '../../../src/kit/sketch.ts';
import { productionRun } from '../../making/production.ts';

describe('the rows that a query prints', () => {
  const rowsOf = (text: string) => {
    const reader = rowReader();
    const rows = text.split('\n').flatMap((line) => reader.read(line) ?? []);
    return { rows: rows.map((row): unknown => JSON.parse(row)), isWhole: reader.isWhole() };
  };

  it.each([
    ['one object a line', '{"a":1}\n{"a":2}\n'],
    ['an array of one a line', '[{"a":1},\n{"a":2}]\n'],
    ['an array with brackets on lines of their own', '[\n  {"a":1},\n  {"a":2}\n]\n'],
    ['lines that end in CRLF', '{"a":1}\r\n\r\n{"a":2}\r\n'],
  ])('are read from %s', (_, text) => {
    expect(rowsOf(text)).toEqual({ rows: [{ a: 1 }, { a: 2 }], isWhole: true });
  });

  it('are not all there where an array has no end', () => {
    expect(rowsOf('[{"a":1},\n{"a":2},\n')).toMatchObject({ isWhole: false });
  });

  it('have their nested parts opened where an engine gave them as text, and no other text', () => {
    const text = JSON.stringify({ outcome: '{"x":1}', scorecard: '{"policy":1}', operator_corrections: '[]' });
    expect(rowsOf(text).rows).toEqual([{ outcome: '{"x":1}', scorecard: { policy: 1 }, operator_corrections: [] }]);
    expect(rowsOf('{"scorecard":"none"}').rows).toEqual([{ scorecard: 'none' }]);
  });
});

describe('sums of a stream', () => {
  it('have the mean and the variance of the sample', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 2 }), (values) => {
        const sums = momentSums();
        for (const value of values) sums.add(value);
        const mean = values.reduce((a, b) => a + b, 0) / values.length;
        const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
        const read = sums.read();
        expect(read.count).toBe(values.length);
        expect(read.mean).toBeCloseTo(mean, 3);
        expect(Math.abs(read.variance - variance)).toBeLessThanOrEqual(1e-6 * Math.max(1, variance));
      }),
    );
  });

  it('have quantiles to within a part in a hundred, whatever the order', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0.01, max: 1e7, noNaN: true }), { minLength: 1 }), (values) => {
        const sketch = quantiles();
        for (const value of values) sketch.add(value);
        const sorted = [...values].sort((a, b) => a - b);
        for (const share of [0.5, 0.95]) {
          const exact = sorted[Math.ceil(share * sorted.length) - 1] ?? 0;
          expect(Math.abs((sketch.at(share) ?? 0) - exact)).toBeLessThanOrEqual(0.0101 * exact);
        }
      }),
    );
    expect(quantiles().at(0.5)).toBeNull();
  });
});

describe('groups of production runs', () => {
  it('are told apart by intent, pack version, suite, risk class and outcome, and by nothing else', () => {
    const grouping = groupRuns();
    const others = [
      { intent_id: 'bench.other' },
      { pack_version: 'ctxpack.bench@1.0.1' },
      { evaluator_suite_version: 'evals.bench@2.0.0' },
      { risk_class: 'network' as const },
      { outcome: 'escalate' },
    ];
    others.forEach((more, i) => {
      grouping.add(productionRun(i, more));
    });
    grouping.add(productionRun(10, { trace_id: 'x', release_tuple_id: 'release.bench@x' }));
    const corrected = [{ kind: 'correction', by: 'op_1', at: '2026-05-11T07:00:00Z' }];
    const { scorecard } = productionRun(0);
    grouping.add(
      productionRun(11, {
        at: '2026-05-10T06:00:00Z',
        scorecard: { ...scorecard, safety: 0.5, utility: 0, approval_bypass: true },
        operator_corrections: corrected,
      }),
    );
    const { groups, beyond } = grouping.read();
    expect(beyond).toBe(0);
    expect(groups).toHaveLength(6);
    const own = groups.find(({ runs }) => runs === 2);
    expect(own).toMatchObject({
      ...{ from: '2026-05-10T06:00:00Z', to: '2026-05-11T06:00:00Z', utility: 0.5, safety: 0.75 },
      ...{ corrected: 1, approval_bypasses: 1, below_floor: 1 },
    });
  });

  it('beyond a number are counted and not kept', () => {
    const grouping = groupRuns();
    for (let n = 0; n < MOST_GROUPS + 7; n++) grouping.add(productionRun(n, { outcome: `said ${n}` }));
    grouping.add(productionRun(0, { outcome: 'said 0' }));
    const { groups, beyond } = grouping.read();
    expect([groups.length, beyond]).toEqual([MOST_GROUPS, 7]);
  });
});
