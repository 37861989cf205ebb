/**
 * What is worth replaying next: for each contender the gain that a replay can be expected to bring, and the claim that
 * is doubted most. Only the order of replays rests on it.
 */
import { type Anchor, baselineAnchor, burdenBeside, nearestAnchor, priceBeside } from './anchor.ts';
import { type Course, priceLimit } from './course.ts';
import { type Expected, expectedGain, type Features, fitSteps, normalBelow, type Seen } from './forecast.ts';
import type { Runner } from './runner.ts';
import { CLEARED, OPEN } from './suspicion.ts';

/** What is hoped of a runner: nothing is bet against it, it is on its way to be evaluated. */
export const HOPE = -1;

export type Outlook = {
  /** Expected gain in price per replay, as a share. */
  readonly score: number;
  /** The claim that is bet against: `HOPE` for none, 0 the price, 1 the first law. */
  readonly aim: number;
  /** By how much a draw is expected to add to the logarithm of the wealth of that bet. */
  readonly growth: number;
};

/** How often cases that were open or presumed to break passed. */
export type Record = { tries: number; passes: number };
export type Luck = { readonly open: Record; readonly presumed: Record };

export type Forecasts = {
  /** The logarithm of the price, as a ratio to the baseline's. */
  readonly price: (of: Features) => Expected;
  /** The burden as a share of the limit, without the baseline's own; null for laws that one case breaks. */
  readonly burdens: readonly (((of: Features) => Expected) | null)[];
};

const PRICE_BELIEF = { spread: 0.8, misfit: 0.02 };
const BURDEN_BELIEF = { spread: 0.6, misfit: 0.04 };

/** More observations than this teach little. */
const MOST_SEEN = 400;
const MOST_SUSPECTS = 40;

export function forecastsOf(course: Course): Forecasts {
  const { geometry, features, field, isHard, runners } = course;
  const seen = runners
    .filter(({ positions }) => positions.length >= 2)
    .sort((a, b) => b.positions.length - a.positions.length || a.index - b.index)
    .slice(0, MOST_SEEN);
  const observed = (of: (runner: Runner) => Expected): Seen[] =>
    seen.map((runner) => {
      const { mean, variance } = of(runner);
      return { features: features[runner.index] ?? [], value: mean, variance };
    });
  return {
    price: fitSteps(
      geometry,
      observed((runner) => ownPrice(course, runner)),
      PRICE_BELIEF,
    ),
    burdens: field.laws.map((_, law) =>
      isHard[law] === true
        ? null
        : fitSteps(
            geometry,
            observed((runner) => ownBurden(course, runner, law)),
            BURDEN_BELIEF,
          ),
    ),
  };
}

/** What the runner's own cases say, beside those of the anchor that is nearest to it; relative to the baseline. */
function ownPrice(course: Course, runner: Runner): Expected {
  const { mean, variance } = priceBeside(anchorFor(course, runner), runner);
  return { mean: mean - Math.log(course.base.price), variance };
}

function ownBurden(course: Course, runner: Runner, law: number): Expected {
  const limit = course.field.laws[law]?.limit ?? 1;
  const { mean, variance } = burdenBeside(anchorFor(course, runner), runner, law, limit);
  return { mean: mean - (course.base.burdens[law] ?? 0) / limit, variance };
}

export function anchorFor({ anchors, features, field }: Course, { index }: Runner): Anchor {
  return nearestAnchor(anchors, features[index] ?? []) ?? baselineAnchor(field);
}

function expectedPrice(course: Course, runner: Runner, { price }: Forecasts): Expected {
  const forecast = price(course.features[runner.index] ?? []);
  return runner.positions.length === 0 ? forecast : joined(forecast, ownPrice(course, runner));
}

function expectedBurden(course: Course, runner: Runner, forecast: (of: Features) => Expected, law: number): Expected {
  const expected = forecast(course.features[runner.index] ?? []);
  return runner.positions.length === 0 ? expected : joined(expected, ownBurden(course, runner, law));
}

function joined(a: Expected, b: Expected): Expected {
  const weight = a.variance / Math.max(1e-12, a.variance + b.variance);
  return { mean: a.mean + weight * (b.mean - a.mean), variance: a.variance * (1 - weight) };
}

/** Below this a bet would not be decided before the set is through. */
const LEAST_GROWTH = 0.02;

/** Which claim to bet against, with what the runner's own cases say taken in. */
export function aimOf(course: Course, runner: Runner, forecasts: Forecasts): Pick<Outlook, 'aim' | 'growth'> {
  const price = expectedPrice(course, runner, forecasts);
  const dearness = price.mean - roomOf(course, runner);
  let [aim, growth] = [0, isDoubted(dearness, price.variance) ? dearness : 0];
  forecasts.burdens.forEach((forecast, law) => {
    if (forecast === null) return;
    const expected = expectedBurden(course, runner, forecast, law);
    const share = (course.base.burdens[law] ?? 0) / (course.field.laws[law]?.limit ?? 1) + expected.mean;
    // Burdens differ more from draw to draw than prices: the same excess earns less.
    const own = isDoubted(share - 1, expected.variance) ? 0.6 * Math.log(share) : 0;
    if (own > growth) [aim, growth] = [law + 1, own];
  });
  return growth < LEAST_GROWTH ? { aim: HOPE, growth: 0 } : { aim, growth };
}

/** Nobody is bet against who may well be the best: wagers are kept for those that lie clearly beyond. */
const CLEAR = 2;

function isDoubted(excess: number, variance: number): boolean {
  return excess > CLEAR * Math.sqrt(variance);
}

/** The logarithm of what may be paid, as a ratio to the baseline's price. */
function roomOf(course: Course, runner: Runner): number {
  return Math.log(Math.max(1e-12, priceLimit(course, runner) / course.base.price));
}

/** The gain that a replay of the runner can be expected to bring. */
export function scoreOf(course: Course, runner: Runner, forecasts: Forecasts, luck: Luck): number {
  let gain = expectedGain(expectedPrice(course, runner, forecasts), roomOf(course, runner));
  if (gain < 1e-9) return 0;
  forecasts.burdens.forEach((forecast, law) => {
    if (forecast === null) return;
    const { mean, variance } = expectedBurden(course, runner, forecast, law);
    const share = (course.base.burdens[law] ?? 0) / (course.field.laws[law]?.limit ?? 1) + mean;
    gain *= normalBelow((1 - share) / Math.sqrt(variance));
  });
  const { alive, spent } = prospects(course, runner, luck);
  return (gain * alive) / spent;
}

/** The chance that no suspect breaks the runner, and how many replays it takes until that or the whole set is known. */
function prospects({ suspicions, cases }: Course, runner: Runner, { open, presumed }: Luck) {
  let [presumedCount, openCount] = [0, 0];
  for (const position of suspicions.suspects.slice(0, MOST_SUSPECTS)) {
    const mark = suspicions.marks.get(position)?.[runner.index] ?? OPEN;
    if (mark === CLEARED || runner.isSeen[position] === 1) continue;
    if (mark === OPEN) openCount++;
    else presumedCount++;
  }
  const [p, q] = [(presumed.passes + 1) / (presumed.tries + 20), (open.passes + 2) / (open.tries + 3)];
  const past = p ** presumedCount;
  const alive = past * q ** openCount;
  const left = Math.max(1, cases - runner.positions.length - presumedCount - openCount);
  const spent = series(p, presumedCount) + past * series(q, openCount) + alive * left;
  return { alive, spent };
}

/** 1 + p + p² + …: the replays until the first of `count` tries fails. */
function series(p: number, count: number): number {
  return p === 1 ? count : (1 - p ** count) / (1 - p);
}
