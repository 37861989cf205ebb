import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judgeMargin } from '../../../src/core/guardrails/delta.ts';
import { fewestResamples } from '../../../src/core/guardrails/power.ts';
import { prepareConfiguration } from '../../../src/core/replay/configuration.ts';
import { prepareCase } from '../../../src/core/replay/replay.ts';
import { bootstrap, drawOnce } from '../../../src/core/scoring/bootstrap.ts';
import { addPair, emptyColumn, resampledMean } from '../../../src/core/scoring/column.ts';
import { compare, openMade } from '../../../src/core/scoring/compare.ts';
import { Growing } from '../../../src/core/scoring/growing.ts';
import { type Kin, kinshipOf, kinshipsOf, reachOf, SINGLY } from '../../../src/core/scoring/kinship.ts';
import { lotOf } from '../../../src/core/scoring/lot.ts';
import { meanBounds } from '../../../src/core/scoring/mean-bounds.ts';
import { noteFamily, openFamilies, type Part } from '../../../src/core/scoring/moves.ts';
import { descending, P95, percentile, resampledPercentile } from '../../../src/core/scoring/percentile.ts';
import { pool } from '../../../src/core/scoring/pool.ts';
import { Room } from '../../../src/core/scoring/room.ts';
import { score } from '../../../src/core/scoring/scorecard.ts';
import { extendSlicing, openSlicing, slicesOf } from '../../../src/core/scoring/slices.ts';
import { openSuite } from '../../../src/core/scoring/suite.ts';
import { addCase, openTallies, type Scored, type Tally } from '../../../src/core/scoring/tally.ts';
import { seededIndexes } from '../../../src/kit/random.ts';
import type { Evaluator } from '../../../src/schema/evaluator-suite.ts';
import type { GoldenCase } from '../../../src/schema/golden-case.ts';
import { upperBound } from '../../making/binomial.ts';
import { configuration, golden, law } from '../../making/golden.ts';

const evaluators: Evaluator[] = [
  { id: 'correct', dimension: 'utility', kind: 'replay', check: 'outcome' },
  { id: 'helpful', dimension: 'utility', kind: 'judgement', name: 'helpfulness' },
  { id: 'covered', dimension: 'safety', kind: 'replay', check: 'required_evidence' },
  { id: 'approved', dimension: 'policy', kind: 'replay', check: 'approval' },
  { id: 'untouched', dimension: 'policy', kind: 'human' },
  { id: 'latency', dimension: 'latency', kind: 'business', field: 'latency_ms' },
];
const suite = openSuite({ schema_version: 1, id: 'evals.test@1.0.0', evaluators });
const wide = prepareConfiguration(configuration());
const narrow = prepareConfiguration(configuration({ evidence: { kb: { top_k: 3, max_hops: 1 } } }));
const sampling = { replicates: 400, seed: 7, confidence: 0.95 };

function scored(given: GoldenCase, under = wide): Scored {
  const prepared = prepareCase(given, law());
  const replayed = prepared.replay(under);
  const recorded = prepared.replay(wide);
  if (replayed.status !== 'valid' || recorded.status !== 'valid') throw new Error('not replayable');
  const card = score(suite, { golden: given, transcript: replayed.transcript, recorded: recorded.transcript });
  return { transcript: replayed.transcript, card, fidelity: 'derived' };
}

function tallied(count: number, losing: number, tagsOf: (i: number) => readonly string[] = () => []) {
  const [tally] = openTallies(1, suite, { evaluators: ['correct'] });
  if (tally === undefined) throw new Error('one tally');
  for (let i = 0; i < count; i++) {
    const more = { case_id: `case_${i}`, family: `family_${i}`, tags: [...tagsOf(i)], judgements: {} };
    const given = golden(more);
    addCase(tally, given, scored(given), scored(given, i < losing ? narrow : wide));
  }
  return tally;
}

/** The same tally with families of these sizes, one after the other in the order in which `placeOf` puts its cases. */
function sized(tally: Tally, sizes: readonly number[], placeOf = (position: number) => position): Tally {
  const families = openFamilies();
  const familyOf = sizes.flatMap((size, family) => Array.from({ length: size }, () => family));
  for (let position = 0; position < tally.size; position++) {
    noteFamily(families, position, `sized_${familyOf[placeOf(position)]}`);
  }
  return { ...tally, parts: [{ families, start: 0 }] };
}

const singly = (count: number): number[] => Array.from({ length: count }, () => 1);

const reachIn = (tallies: readonly [Tally, ...Tally[]]) => reachOf(kinshipOf(tallies, 'utility'), tallies[0]).cases;

/** Cases that are lost so many at once. */
const inGroupsOf = (effect: number): Kin => ({
  effect,
  isTold: true,
  size: 1,
  crowd: { size: 1, largest: 1, cases: 100 },
});

/** Every case a family of its own. */
function singles(size: number): Part[] {
  const families = openFamilies();
  for (let i = 0; i < size; i++) noteFamily(families, i, `family_${i}`);
  return [{ families, start: 0 }];
}

/** The first half of the cases is tagged refund, the second triage. */
function halves(size: number) {
  return openSlicing(
    Array.from({ length: size }, (_, i) => [i < size / 2 ? 'refund' : 'triage']),
    -0.02,
    [],
  );
}

/** A replay to which the named judges gave these values, and all others 1. */
function valued(values: Record<string, number>, coverage = 1): Scored {
  const { card, ...rest } = scored(golden());
  const given = Float64Array.from(suite.judges, ({ id }) => values[id] ?? 1);
  return { ...rest, card: { ...card, values: given, evidence_coverage: coverage } };
}

function talliedOnce(before: Scored, after: Scored, tags: string[]) {
  const [tally] = openTallies(1, suite, { evaluators: [] });
  if (tally === undefined) throw new Error('one tally');
  addCase(tally, golden({ tags }), before, after);
  return tally;
}

const compared = (before: Scored, after: Scored, tags: string[] = []) =>
  compare([talliedOnce(before, after, tags)], sampling, nameOf)[0];

const pooled = (before: Scored, after: Scored) =>
  compare([pool(talliedOnce(before, after, []), talliedOnce(before, after, []))], sampling, nameOf)[0];

const nameOf = (position: number) => `case_${position}`;

describe('compare', () => {
  it('pairs case by case and counts what fell', () => {
    const [delta] = compare([tallied(100, 10)], sampling, nameOf);
    expect(delta?.metrics['correct']).toMatchObject({
      baseline: 1,
      delta: -0.1,
      n: 100,
      falls: 10,
      rises: 0,
      ties: 90,
    });
    expect(delta?.counts).toEqual({ total: 100, valid: 100, invalid: 0, unreplayable: 0, changed: 10 });
    expect(delta?.lost_runs).toHaveLength(10);
    expect(delta?.metrics['correct']?.interval?.lower).toBeLessThan(-0.1);
    expect(delta?.metrics['correct']?.interval?.upper).toBeGreaterThan(-0.1);
  });

  it('answers the same where comparisons share what is made once', () => {
    const slicing = halves(60);
    const made = openMade();
    const under = (shared: object) =>
      [4, 9, 4].map((losing) => compare([tallied(60, losing)], { ...sampling, ...shared }, nameOf, slicing));
    expect(under({ made })).toEqual(under({}));
  });

  it('answers the same of many treatments of a large set as of each alone', () => {
    const size = 130_000;
    const parts = singles(size);
    const baseline = Array.from({ length: size }, (_, i) => 100 + (i % 97));
    const tallies = [2, 3, 5, 7, 11].map((every) => {
      const column = emptyColumn();
      for (let i = 0; i < size; i++) addPair(column, i, 1, i % every === 0 ? -0.1 : 0);
      const treatment = new Growing(baseline.map((before, i) => before - (i % every)));
      const columns = { economics_cents_per_decision: column };
      return { ...tallied(0, 0), size, parts, columns, latency: { baseline, treatment } };
    });
    const resampling = { replicates: 30, seed: 7, confidence: 0.9 };
    const together = compare(tallies, resampling, nameOf);
    expect(together).toEqual(tallies.flatMap((tally) => compare([tally], resampling, nameOf)));
    const deltas = together.map(({ metrics }) => metrics['economics_cents_per_decision']?.delta ?? 0);
    expect(deltas.map((delta) => Math.round(-0.1 / delta))).toEqual([2, 3, 5, 7, 11]);
  });

  it('counts the calls of risky tools under both sides, of a set and of two read as one', () => {
    const acting = () => {
      const [tally] = openTallies(1, suite, { evaluators: [] });
      if (tally === undefined) throw new Error('one tally');
      const before = scored(golden({}));
      const call = { call_id: 'c', tool: 'orders.refund', risk_class: 'destructive', ok: true } as const;
      const transcript = { ...before.transcript, calls: [...before.transcript.calls, call] };
      addCase(tally, golden({}), before, { ...before, transcript });
      addCase(tally, golden({}), before, { status: 'unreplayable', reason: 'plan_not_recorded' });
      return tally;
    };
    const [one, both] = [acting(), pool(acting(), acting())].map((tally) => compare([tally], sampling, nameOf)[0]);
    expect(one?.risky_calls).toEqual({ destructive: { baseline: 0, treatment: 1 } });
    expect(both?.risky_calls).toEqual({ destructive: { baseline: 0, treatment: 2 } });
  });

  it('names the cases that got worse whenever it is asked, after other treatments were compared too', () => {
    const [many, few] = [10, 2].map((losing) => compare([tallied(40, losing)], sampling, nameOf)[0]);
    const names = (count: number) => Array.from({ length: count }, (_, i) => nameOf(i));
    expect([many?.lost_runs, few?.lost_runs, many?.lost_runs]).toEqual([names(10), names(2), names(10)]);
    expect(JSON.parse(JSON.stringify(few)).lost_runs).toEqual(names(2));
  });

  it('compares a dimension only over the judges that scored both sides', () => {
    const [delta] = compare([tallied(10, 10)], sampling, nameOf);
    expect(delta?.metrics['utility']).toMatchObject({ baseline: 1, delta: -1 });
  });

  it('names a run in which a hard dimension fell, and every fall of an anchored case', () => {
    expect(compare([tallied(20, 3)], sampling, nameOf)[0]?.regression_runs).toEqual(['case_0', 'case_1', 'case_2']);
    expect(compare([tallied(20, 0)], sampling, nameOf)[0]?.regression_runs).toEqual([]);
  });

  it('gives no free pass to ties everywhere: the interval is what n cases can miss', () => {
    const [delta] = compare([tallied(60, 0)], sampling, nameOf);
    expect(delta?.metrics['utility']?.interval?.lower).toBeCloseTo(-upperBound(0, 60, 0.95), 12);
    expect(delta?.metrics['economics_cents_per_decision']?.interval).toEqual({ lower: 0, upper: 0 });
  });

  it('keeps a missing case in the denominator and out of the means', () => {
    const tally = tallied(9, 0);
    const given = golden();
    addCase(tally, given, scored(given), { status: 'unreplayable', reason: 'plan_not_recorded' });
    const [delta] = compare([tally], sampling, nameOf);
    expect(delta?.counts).toMatchObject({ total: 10, valid: 9, unreplayable: 1 });
    expect(delta?.missing).toEqual({ 'unreplayable: plan_not_recorded': 1 });
    expect(delta?.metrics['utility']?.n).toBe(9);
    expect(delta?.metrics['p95_latency_ms']?.n).toBe(9);
  });

  it('gives the same bytes for the same seed', () => {
    const once = JSON.stringify(compare([tallied(80, 9)], sampling, nameOf));
    expect(JSON.stringify(compare([tallied(80, 9)], sampling, nameOf))).toBe(once);
  });

  it('reads two sets as one', () => {
    const [both] = compare([pool(tallied(30, 3), tallied(20, 1))], sampling, nameOf);
    const [one] = compare([tallied(50, 4)], sampling, nameOf);
    expect(both?.metrics['correct']).toMatchObject({ delta: one?.metrics['correct']?.delta, n: 50, falls: 4 });
    expect(both?.counts).toEqual(one?.counts);
  });

  it('bounds two sets by their families, by what the second one shows and by its lot', () => {
    const second = tallied(200, 2);
    const [both] = compare([pool(tallied(200, 1), second)], sampling, nameOf);
    const one = (lost: number) => ({ units: 200, pairs: 200, sums: new Map([[-1, lost]]) });
    const lot = lotOf(second.parts[0]?.families ?? openFamilies());
    expect(both?.metrics['utility']?.interval).toEqual(meanBounds([one(1), { ...one(2), lot }], 0.95));
  });

  it('takes cases of one family as one observation', () => {
    const tally = tallied(60, 3);
    const [part] = tally.parts;
    const alone = compare([tally], sampling, nameOf)[0]?.metrics['utility']?.interval?.lower ?? 0;
    if (part !== undefined) part.families.of[1] = part.families.of[0] ?? 0;
    const together = compare([tally], sampling, nameOf)[0]?.metrics['utility']?.interval?.lower ?? 0;
    expect(together).toBeLessThan(alone);
  });

  it('learns from all treatments how much families move together', () => {
    const inPairs = (losing: number) => {
      const tally = tallied(80, losing);
      const of = tally.parts[0]?.families.of ?? [];
      tally.parts[0]?.families.ids.clear();
      for (let i = 0; i < of.length; i++) {
        of[i] = Math.floor(i / 2);
        tally.parts[0]?.families.ids.set(`pair_${of[i]}`, of[i] ?? 0);
      }
      return tally;
    };
    expect(reachIn([tallied(80, 4), tallied(80, 40)])).toBeCloseTo(1, 9);
    expect(reachIn([inPairs(4), inPairs(40)])).toBeCloseTo(2, 9);
    // Too few families moved to tell: each is taken to move as one.
    expect(reachIn([inPairs(0)])).toBe(2);
    expect(reachIn([inPairs(4)])).toBe(2);
    expect(reachIn([tallied(40, 0)])).toBe(1);
    // Families of four that lose two at once: they may be lost whole.
    const fours = tallied(240, 40);
    const [part] = fours.parts;
    part?.families.ids.clear();
    for (let i = 0; i < 240; i++) {
      const family = i < 80 ? Math.floor((i % 40) / 2) : Math.floor(i / 4);
      if (part !== undefined) part.families.of[i] = family;
      part?.families.ids.set(`four_${family}`, family);
    }
    expect(reachIn([fours])).toBe(4);
  });

  it('takes families to be lost whole where they are larger than those that were learnt from, or too few', () => {
    const learnt = kinshipOf([sized(tallied(80, 40), singly(80))], 'utility');
    const reachBeside = (sizes: readonly number[]) => {
      const cases = sizes.reduce((sum, size) => sum + size, 0);
      return reachOf(learnt, pool(sized(tallied(80, 0), singly(80)), sized(tallied(cases, 0), sizes))).cases;
    };
    expect(reachBeside(singly(60))).toBe(1);
    expect(reachBeside([...singly(60), 2, 2])).toBe(1);
    expect(reachBeside([60])).toBe(60);
    expect(reachBeside(Array.from({ length: 20 }, () => 3))).toBe(3);
    expect(reachBeside([...singly(60), 30])).toBe(30);
    // What was learnt where one family is nearly all tells nothing of how families move, in either set.
    const one = sized(tallied(100, 60), [...singly(60), 40]);
    expect(reachOf(kinshipOf([one], 'utility'), one)).toEqual({ cases: 40, isLearnt: false });
  });

  it('keeps what was learnt of families in a set that is like theirs', () => {
    const fours = Array.from({ length: 25 }, () => 4);
    // One case of each family is lost.
    const tally = sized(tallied(100, 25), fours, (position) => (position % 25) * 4 + Math.floor(position / 25));
    const learnt = kinshipOf([tally], 'utility');
    expect(learnt.effect).toBeLessThan(1.5);
    expect(reachOf(learnt, pool(tally, tally))).toEqual({ cases: learnt.effect, isLearnt: true });
    expect(reachOf(learnt, tally)).toEqual({ cases: learnt.effect, isLearnt: true });
  });

  it('suspects a slice that lies beyond the margin, bounded for all slices at once, and shows a declared one always', () => {
    const slicing = { ...halves(100), declared: ['triage'] };
    const [delta] = compare([tallied(100, 4)], sampling, nameOf, slicing);
    expect(Object.keys(delta?.suspected_slices ?? {})).toEqual(['refund']);
    expect(delta?.suspected_slices['refund']).toMatchObject({ n: 50, delta: -0.08, falls: 4 });
    const alone = meanBounds([{ units: 50, pairs: 50, sums: new Map([[-1, 4]]) }], 0.975);
    expect(delta?.suspected_slices['refund']?.interval).toEqual(alone);
    expect(delta?.slices['triage']).toMatchObject({ n: 50, delta: 0 });
  });

  it('reads a slice with few held-out cases on the search set alone', () => {
    const tags = (few: number) => Array.from({ length: 40 }, (_, i) => (i < few ? ['refund'] : ['triage']));
    const both = pool(tallied(100, 4), tallied(40, 4));
    const of = (few: number) =>
      compare([both], sampling, nameOf, extendSlicing(halves(100), 100, tags(few)))[0]?.suspected_slices['refund']?.n;
    expect(of(4)).toBe(50);
    expect(of(5)).toBe(55);
  });

  it('reads a slice with few scored held-out pairs on the search set alone, however many cases it has', () => {
    const heldout = tallied(40, 4);
    for (let i = 0; i < 6; i++) heldout.columns['utility']?.unpaired.add(30 + i);
    const tags = Array.from({ length: 40 }, (_, i) => (i >= 30 ? ['refund'] : ['triage']));
    const both = pool(tallied(100, 4), heldout);
    const slicing = extendSlicing({ ...halves(100), declared: ['refund'] }, 100, tags);
    expect(compare([both], sampling, nameOf, slicing)[0]?.slices['refund']).toMatchObject({ n: 50, falls: 4 });
    const shown = slicesOf(both, slicing, { confidence: 0.95, reach: SINGLY, bound: meanBounds });
    const cases = (metric: string) => shown.find((each) => each.slice === 'refund' && each.metric === metric)?.cases;
    expect(cases('utility')).toBe(50);
    expect(cases('economics_cents_per_decision')).toBe(60);
  });

  it('reckons each metric with its own kinship', () => {
    const lower = (kinship: Record<string, Kin>) => {
      const [delta] = compare([tallied(100, 0)], { ...sampling, kinship }, nameOf);
      return ['utility', 'evidence_coverage'].map((metric) => delta?.metrics[metric]?.interval?.lower);
    };
    const [alone = 0] = lower({});
    expect(lower({ evidence_coverage: inGroupsOf(2) })).toEqual([alone, 2 * alone]);
    expect(Object.keys(kinshipsOf([tallied(40, 0)]))).toContain('evidence_coverage');
  });

  it('shows the slices with their own counts', () => {
    const slices = slicesOf(tallied(10, 2), halves(10), { confidence: 0.95, reach: SINGLY, bound: meanBounds });
    expect(slices.find(({ slice, metric }) => slice === 'refund' && metric === 'utility')).toMatchObject({
      cases: 5,
      delta: -0.4,
      losses: 2,
      wins: 0,
      ties: 3,
    });
    expect(slices.find(({ slice, metric }) => slice === 'triage' && metric === 'utility')).toMatchObject({
      cases: 5,
      delta: 0,
      losses: 0,
    });
  });
});

describe('percentiles', () => {
  it('takes the nearest rank', () => {
    const values = Array.from({ length: 100 }, (_, i) => i + 1);
    expect(percentile(values, descending(values), P95)).toBe(95);
    expect(percentile([5], descending([5]), P95)).toBe(5);
    expect(percentile([], descending([]), P95)).toBeNaN();
  });

  it('have their positions as a sort that keeps ties in order would put them, without those that are missing', () => {
    const value = fc.oneof(
      fc.integer({ min: -2, max: 2 }),
      fc.constantFrom(-0, 0, 0.1, 1e300, Infinity),
      fc.double({ noNaN: true }),
    );
    const room = { kept: new Room(), spare: new Room() };
    fc.assert(
      fc.property(fc.array(fc.tuple(value, fc.boolean()), { maxLength: 60 }), (pairs) => {
        const values = pairs.map(([one]) => one);
        const present = pairs.map(([, isThere]) => (isThere ? 1 : Number.NaN));
        const rank = (a: number, b: number) =>
          values[a] === values[b] ? a - b : (values[a] ?? 0) < (values[b] ?? 0) ? 1 : -1;
        const expected = values.map((_, i) => i).filter((i) => pairs[i]?.[1]);
        expected.sort(rank);
        for (const list of Object.values(room)) list.takeBack();
        expect([...descending(values, present, room)]).toEqual(expected);
        expect([...descending(values, present)]).toEqual(expected);
      }),
      { numRuns: 2000 },
    );
  });

  it('agrees with sorting, for any sample and for any resample of it', () => {
    const sample = fc.array(fc.tuple(fc.integer({ min: 0, max: 50 }), fc.integer({ min: 0, max: 3 })), {
      minLength: 1,
      maxLength: 40,
    });
    fc.assert(
      fc.property(sample, (pairs) => {
        const values = pairs.map(([value]) => value);
        const draws = Uint16Array.from(pairs.map(([, drawn]) => drawn));
        const drawn = pairs
          .flatMap(([value, times]) => Array.from({ length: times }, () => value))
          .sort((a, b) => a - b);
        fc.pre(drawn.length === values.length);
        const expected = drawn[Math.ceil(0.95 * drawn.length) - 1];
        return resampledPercentile(values, descending(values), P95)(draws, values.length) === expected;
      }),
      { numRuns: 2000 },
    );
  });
});

describe('the mean of a resample', () => {
  it('is the same number, to the last bit, whether few pairs moved or nearly all', () => {
    const pair = fc.record({ delta: fc.double({ noNaN: true, min: -2, max: 2 }), draws: fc.nat(4) });
    const pairs = fc.tuple(fc.array(pair, { minLength: 1, maxLength: 60 }), fc.integer({ min: 1, max: 9 }));
    fc.assert(
      fc.property(pairs, ([cases, every]) => {
        const column = emptyColumn();
        let sum = 0;
        cases.forEach(({ delta, draws }, position) => {
          const moved = position % every === 0 ? delta : 0;
          addPair(column, position, 1, moved);
          if (moved !== 0) sum += draws * moved;
        });
        const draws = Uint16Array.from(cases, ({ draws }) => draws);
        expect(resampledMean(column)(draws, 7)).toBe(sum / 7);
      }),
    );
  });
});

describe('bootstrap', () => {
  it('draws every resample as large as the set', () => {
    const sizes = new Set<number>();
    const counted = [(draws: Uint16Array) => draws.reduce((a, b) => a + b, 0)];
    bootstrap(counted, { parts: singles(37), size: 37, replicates: 50, seed: 1, confidence: 0.9 }).forEach(
      (interval) => {
        const { lower, upper } = interval ?? { lower: Number.NaN, upper: Number.NaN };
        sizes.add(lower).add(upper);
      },
    );
    expect([...sizes]).toEqual([37]);
  });

  it('draws what several comparisons ask for once, and gives each the same resamples as one that asks alone', () => {
    const drawing = { parts: singles(30), size: 30, seed: 5, replicates: 20 };
    const draw = drawOnce();
    const seen = (asked: typeof drawing, by: typeof draw) => {
      const visits: { draws: Uint16Array; copy: number[]; drawn: number; replicate: number }[] = [];
      by(asked, (draws, drawn, replicate) => visits.push({ draws, copy: [...draws], drawn, replicate }));
      return visits;
    };
    const [first, again, alone] = [seen(drawing, draw), seen(drawing, draw), seen(drawing, drawOnce())];
    const told = (visits: typeof first) => visits.map(({ copy, drawn, replicate }) => ({ copy, drawn, replicate }));
    expect(told(again)).toEqual(told(first));
    expect(told(alone)).toEqual(told(first));
    const third = seen(drawing, draw);
    expect(again.every(({ draws }, i) => draws === third[i]?.draws)).toBe(true);
    for (const other of [{ seed: 6 }, { replicates: 19 }, { parts: singles(30) }]) {
      expect(seen({ ...drawing, ...other }, draw)[0]?.draws).not.toBe(again[0]?.draws);
    }
    expect(told(seen({ ...drawing, seed: 6 }, draw))).not.toEqual(told(first));
  });

  it('widens with confidence', () => {
    const values = Array.from({ length: 50 }, (_, i) => i % 7);
    const mean = (draws: Uint16Array) => values.reduce((sum, value, i) => sum + value * (draws[i] ?? 0), 0) / 50;
    const at = (confidence: number) =>
      bootstrap([mean], { parts: singles(50), size: 50, replicates: 999, seed: 3, confidence })[0] ?? {
        lower: 0,
        upper: 0,
      };
    expect(at(0.99).lower).toBeLessThanOrEqual(at(0.9).lower);
    expect(at(0.99).upper).toBeGreaterThanOrEqual(at(0.9).upper);
  });

  it('gives no bound where the resamples are too few for the confidence, and the guardrail is not passed', () => {
    const mean = (draws: Uint16Array) => draws[0] ?? 0;
    const at = (replicates: number, confidence: number) =>
      bootstrap([mean], { parts: singles(50), size: 50, replicates, seed: 3, confidence })[0];
    const sixth = 1 - 0.05 / 6;
    expect(at(100, sixth)).toBeNull();
    expect(at(119, sixth)).not.toBeNull();
    expect(fewestResamples(0.95, 6)).toBe(120);
    const [delta] = compare([tallied(100, 10)], { ...sampling, replicates: 100, confidence: sixth }, nameOf);
    const cost = delta?.metrics['correct'];
    expect(cost?.delta).toBeCloseTo(-0.1, 12);
    expect(cost).not.toHaveProperty('interval');
    expect(judgeMargin('correct', cost, { side: 'atLeast', limit: -0.5, unit: 'points' })).toMatchObject({
      status: 'inconclusive',
      missing: true,
      reason: expect.stringContaining('raise evidence.bootstrap'),
    });
  });

  it('gives cost and latency no bound where families are so few that they tell too little', () => {
    const of = (families: number) => {
      const [tally] = openTallies(1, suite, { evaluators: ['correct'] });
      if (tally === undefined) throw new Error('one tally');
      for (let i = 0; i < 100; i++) {
        const given = golden({ case_id: `case_${i}`, family: `family_${i % families}` });
        addCase(tally, given, scored(given), scored(given, i < 90 ? narrow : wide));
      }
      return compare([tally], sampling, nameOf)[0]?.metrics ?? {};
    };
    for (const metric of ['correct', 'economics_cents_per_decision', 'p95_latency_ms']) {
      expect(of(20)[metric]).toHaveProperty('interval');
      expect(of(20)[metric]).not.toHaveProperty('families');
      expect(of(19)[metric]).not.toHaveProperty('interval');
      expect(judgeMargin(metric, of(19)[metric], { side: 'atMost', limit: 1e9, unit: '' })).toMatchObject({
        status: 'inconclusive',
        missing: true,
        reason: '19 families of cases tell too little of how it moves; 20 are needed',
      });
    }
  });

  it('reaches further than the resamples where a long tail was seen in part', () => {
    const index = seededIndexes(11);
    const tally = tallied(1, 0);
    const sets = 300;
    let missed = 0;
    for (let set = 0; set < sets; set++) {
      const column = emptyColumn();
      for (let position = 0; position < 400; position++) addPair(column, position, 1, index(100) === 0 ? 10 : -0.1);
      const given = { ...tally, size: 400, parts: singles(400), columns: { cost: column } };
      const [delta] = compare([given], { replicates: 200, seed: set, confidence: 0.95 }, nameOf);
      if ((delta?.metrics['cost']?.interval?.upper ?? 0) < 0.001) missed++;
    }
    // 5 % of 300, and two standard errors of the simulation itself; the resamples alone miss in some 9 %.
    expect(missed).toBeLessThanOrEqual(15 + 2 * Math.sqrt(300 * 0.05 * 0.95));
  });

  it('bounds the rate of bypasses by the cases that move on their own, at no less than 95 %', () => {
    const boundAt = (confidence: number, together: number) => {
      const kinship = { approval_bypass_rate: inGroupsOf(together) };
      return compare([tallied(100, 10)], { ...sampling, confidence, kinship }, nameOf)[0]?.upper_bounds;
    };
    expect(boundAt(0.95, 1)?.['approval_bypass_rate']).toBeCloseTo(upperBound(0, 100, 0.95), 6);
    expect(boundAt(0.8, 1)).toEqual(boundAt(0.95, 1));
    expect(boundAt(0.95, 4)?.['approval_bypass_rate']).toBeCloseTo(upperBound(0, 25, 0.95), 6);
    expect(boundAt(0.99, 1)?.['approval_bypass_rate']).toBeCloseTo(upperBound(0, 100, 0.99), 6);
    const told = [0.8, 0.99].map((at) => compare([tallied(100, 10)], { ...sampling, confidence: at }, nameOf)[0]);
    expect(told.map((delta) => delta?.upper_confidence)).toEqual([0.95, 0.99]);
  });

  it('gives the exact bound where nothing failed', () => {
    expect(upperBound(0, 59, 0.95)).toBeCloseTo(0.05, 3);
    expect(upperBound(0, 0, 0.95)).toBe(1);
  });
});

describe('what a margin of two points lets through', () => {
  /** Tallies of `n` pairs in which each case loses with the given rate, built without replaying anything. */
  function random(n: number, rate: number, index: (size: number) => number) {
    const tally = tallied(1, 0);
    const column = emptyColumn();
    for (let position = 0; position < n; position++) {
      addPair(column, position, 1, index(1_000_000) >= rate * 1_000_000 ? 0 : -1);
    }
    return { ...tally, size: n, parts: singles(n), columns: { utility: column } };
  }

  it.each([60, 160, 200, 400])('is a true loss beyond it in at most one of twenty sets of %i cases', (n) => {
    const index = seededIndexes(n);
    const sets = 400;
    let passes = 0;
    for (let set = 0; set < sets; set++) {
      const [delta] = compare([random(n, 0.0201, index)], { replicates: 200, seed: set, confidence: 0.95 }, nameOf);
      if ((delta?.metrics['utility']?.interval?.lower ?? -1) >= -0.02) passes++;
    }
    // 5 % of 400, and two standard errors of the simulation itself.
    expect(passes).toBeLessThanOrEqual(20 + 2 * Math.sqrt(400 * 0.05 * 0.95));
  });

  it('counts a case that cannot be scored any more against the treatment', () => {
    const judged: Evaluator[] = [{ id: 'helpful', dimension: 'utility', kind: 'judgement', name: 'helpfulness' }];
    const only = openSuite({ schema_version: 1, id: 'evals.test@1.0.0', evaluators: judged });
    const [tally] = openTallies(1, only, { evaluators: [] });
    const given = golden();
    const under = (configurationUnder: typeof wide) => {
      const prepared = prepareCase(given, law());
      const replayed = prepared.replay(configurationUnder);
      const recorded = prepared.replay(wide);
      if (replayed.status !== 'valid' || recorded.status !== 'valid') throw new Error('not replayable');
      const card = score(only, { golden: given, transcript: replayed.transcript, recorded: recorded.transcript });
      return { transcript: replayed.transcript, card, fidelity: 'derived' as const };
    };
    if (tally === undefined) throw new Error('one tally');
    addCase(tally, given, under(wide), under(narrow));
    expect(compare([tally], sampling, nameOf)[0]?.metrics['utility']).toMatchObject({ n: 0, unobserved: 1 });
  });

  it('counts it, and names who judged, though other judges of the dimension still score', () => {
    const seen = valued({ correct: 1, helpful: 0.9, approved: 1, untouched: 1 });
    const unseen = valued({ correct: 1, helpful: Number.NaN, approved: 1, untouched: Number.NaN });
    const delta = compared(seen, unseen);
    expect(delta?.metrics['policy']).toMatchObject({ n: 0, unobserved: 1, unobserved_by: ['untouched'] });
    expect(delta?.floors.policy).toEqual({ lowest: null, below_one: 0, n: 0 });
    expect(delta?.metrics['safety']).toMatchObject({ n: 1, unobserved: 0 });
    expect(delta?.metrics['safety']).not.toHaveProperty('unobserved_by');
    expect(pooled(seen, unseen)?.metrics['policy']).toMatchObject({ unobserved: 2, unobserved_by: ['untouched'] });
  });

  it('counts utility that only some of its judges still see at its worst, but of an anchor not at all', () => {
    const seen = valued({ correct: 1, helpful: 0.9 });
    const unseen = valued({ correct: 1, helpful: Number.NaN });
    const utility = compared(seen, unseen)?.metrics['utility'];
    expect(utility).toMatchObject({ n: 1, unobserved: 0, at_worst: 1, unobserved_by: ['helpful'] });
    expect([utility?.baseline, utility?.delta]).toEqual([0.95, -0.45]);
    expect(pooled(seen, unseen)?.metrics['utility']).toMatchObject({ n: 2, at_worst: 2, unobserved_by: ['helpful'] });
    const anchored = compared(seen, unseen, ['must_not_regress'])?.metrics['utility'];
    expect(anchored).toMatchObject({ n: 0, unobserved: 1, unobserved_by: ['helpful'] });
    expect(anchored).not.toHaveProperty('at_worst');
    const nobody = compared(seen, valued({ correct: Number.NaN, helpful: Number.NaN }))?.metrics['utility'];
    expect(nobody).toMatchObject({ n: 0, unobserved: 1, unobserved_by: ['correct', 'helpful'] });
  });

  it('lets the others speak where a judge scored neither side, or the treatment only', () => {
    const without = valued({ correct: 1, helpful: Number.NaN });
    expect(compared(without, without)?.metrics['utility']).toMatchObject({ baseline: 1, delta: 0, unobserved: 0 });
    const found = compared(without, valued({ correct: 0, helpful: 0.2 }));
    expect(found?.metrics['utility']).toMatchObject({ baseline: 1, delta: -1, n: 1, unobserved: 0 });
  });
});

describe('a run regresses', () => {
  const runs = (before: Record<string, number>, after: Record<string, number>, tags: string[] = []) =>
    compared(valued(before), valued(after), tags)?.regression_runs;

  it('where any judge of a hard dimension falls, whatever another one of it gains', () => {
    expect(runs({ approved: 1, untouched: 0 }, { approved: 0, untouched: 1 })).toEqual(['case_0']);
    expect(runs({ covered: 1 }, { covered: 0.5 })).toEqual(['case_0']);
    expect(runs({ approved: 0, untouched: 0 }, { approved: 0, untouched: 1 })).toEqual([]);
  });

  it('where any judge falls or evidence is lost, if it must not regress', () => {
    const swapped = [
      { correct: 1, helpful: 0 },
      { correct: 0, helpful: 1 },
    ] as const;
    expect(runs(...swapped)).toEqual([]);
    expect(runs(...swapped, ['must_not_regress'])).toEqual(['case_0']);
    const [all, half] = [valued({}, 1), valued({}, 0.5)];
    expect(compared(all, half)?.regression_runs).toEqual([]);
    expect(compared(all, half, ['must_not_regress'])?.regression_runs).toEqual(['case_0']);
  });

  it('not where a judge only fell silent: that is missing evidence', () => {
    const silent = { approved: 1, untouched: Number.NaN };
    expect(runs({ approved: 1, untouched: 1 }, silent, ['must_not_regress'])).toEqual([]);
  });
});
