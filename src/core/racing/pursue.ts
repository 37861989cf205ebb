/**
 * One contender on its way out or through: first the cases that are likely to break it, then cases drawn by chance, on
 * which the claim that is doubted most is bet against.
 */
import { seededIndexes } from '../../kit/random.ts';
import { blame } from './blame.ts';
import { ask, type Course, hasBudget, rivalOf } from './course.ts';
import { aimOf, anchorFor, type Forecasts, HOPE, type Luck, scoreOf } from './outlook.ts';
import type { Runner } from './runner.ts';
import { CLEARED, markOf, OPEN, PRESUMED } from './suspicion.ts';

/** After so many draws the aim is taken again. */
const ROUND = 8;
/** A runner is left for the next one when it promises less than this share of it. */
const LOYALTY = 0.5;

/**
 * Replays the runner until it is out, has met every case, or the budget is spent; a hopeful one only as long as it
 * promises about as much as the next one, which `next` is the score of.
 */
export function pursue(course: Course, runner: Runner, forecasts: Forecasts, luck: Luck, next: number): void {
  confront(course, runner, forecasts, luck);
  const uniform = chanceOf(course, runner, 2 + runner.positions.length);
  while (runner.outcome === null && hasBudget(course)) {
    const { aim } = aimOf(course, runner, forecasts);
    drawSome(course, runner, { aim, uniform, most: ROUND });
    if (aim === HOPE && scoreOf(course, runner, forecasts, luck) < next * LOYALTY) return;
  }
}

/** The suspects among the cases: all that are presumed to break it, and the open ones while a break is worth a try. */
function confront(course: Course, runner: Runner, forecasts: Forecasts, luck: Luck): void {
  const { suspicions, cases, ruin } = course;
  const open: number[] = [];
  for (const position of [...suspicions.suspects]) {
    if (runner.isSeen[position] === 1) continue;
    const mark = markOf(suspicions, position, runner.levels);
    if (mark === OPEN) open.push(position);
    if (mark !== PRESUMED) continue;
    if (runner.outcome !== null || !hasBudget(course)) return;
    luck.presumed.tries++;
    if (!ask(course, runner, position)) luck.presumed.passes++;
  }
  const { aim, growth } = aimOf(course, runner, forecasts);
  const draws = aim === HOPE ? cases : Math.min(cases, ruin.price / growth);
  for (const position of open) {
    if (runner.outcome !== null || !hasBudget(course)) return;
    const chance = (luck.open.tries - luck.open.passes + 1) / (luck.open.tries + 3);
    if (aim !== HOPE && chance * draws < 1) return;
    luck.open.tries++;
    if (ask(course, runner, position)) blame(course, runner, position);
    else luck.open.passes++;
  }
}

/** Uniform on 0..1, from the seed and the runner alone: whom else was replayed, and when, changes nothing. */
export function chanceOf({ rules, runners }: Course, { index }: Runner, stream: number): () => number {
  const draw = seededIndexes(rules.seed * 1_000_003 + stream * runners.length + index);
  return () => draw(1 << 30) / (1 << 30);
}

export type Drawing = { readonly aim: number; readonly uniform: () => number; readonly most: number };

/** Draws cases that the runner has not met, with chances that suit the claim, and bets on each. */
export function drawSome(course: Course, runner: Runner, { aim, uniform, most }: Drawing): void {
  const weights = weightsFor(course, runner, aim);
  for (let drawn = 0; drawn < most && runner.outcome === null && hasBudget(course); drawn++) {
    let left = 0;
    weights.forEach((weight, position) => {
      if (runner.isSeen[position] === 0) left += weight;
    });
    let [rest, position] = [uniform() * left, -1];
    for (let i = 0; i < weights.length && rest >= 0; i++) {
      if (runner.isSeen[i] === 1) continue;
      position = i;
      rest -= weights[i] ?? 0;
    }
    const bet = aim === HOPE ? null : { odds: left / (weights[position] ?? 1), claim: aim };
    if (ask(course, runner, position, bet)) blame(course, runner, position);
  }
}

/** Cases that weigh nothing could never be drawn. */
const LEAST_PRICE = 0.02;
const LEAST_BURDEN = 0.3;
/** How much rather a case is drawn that nobody passed who went as far. */
const UNCLEARED = 5;

/** Draws follow the amounts that are expected, so that each pays about the same; where none is bet on, the suspicion. */
function weightsFor(course: Course, runner: Runner, aim: number): Float64Array {
  const { cases, suspicions } = course;
  if (aim === HOPE) {
    return Float64Array.from({ length: cases }, (_, position) =>
      markOf(suspicions, position, runner.levels) === CLEARED ? 1 : UNCLEARED,
    );
  }
  const reference =
    aim > 0 ? (anchorFor(course, runner).burdens[aim - 1] ?? new Float64Array()) : pricesBetween(course, runner);
  const mean = reference.reduce((sum, value) => sum + value, 0) / cases;
  const least = aim > 0 ? LEAST_BURDEN : LEAST_PRICE;
  return reference.map((value) => (mean > 0 ? value / mean : 1) + least);
}

/** The prices of the nearest anchor and of the rival, in equal parts. */
function pricesBetween(course: Course, runner: Runner): Float64Array {
  const { prices, price } = anchorFor(course, runner);
  const rival = rivalOf(course, runner);
  if (rival === null || rival.price === 0 || price === 0) return prices;
  const between = prices.map((value) => value / price);
  rival.positions.forEach((position, i) => {
    between[position] = (between[position] ?? 0) + (rival.prices[i] ?? 0) / rival.price;
  });
  return between;
}
