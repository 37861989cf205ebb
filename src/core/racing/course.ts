/** The race as it stands: who was replayed where, who is out and why, and who leads. Every replay goes through here. */

import { type Anchor, anchorOf, baselineAnchor } from './anchor.ts';
import type { Geometry } from './displacement.ts';
import type { Field, Outcome, RaceRules } from './field.ts';
import { type Features, featuresOf } from './forecast.ts';
import { addReplay, exceeds, openRunner, type Runner } from './runner.ts';
import { learn, openSuspicions, type Suspicions } from './suspicion.ts';
import { BURDEN_STAKES, openWager, PRICE_STAKES, settle, wealthOf } from './wager.ts';

export type Course = {
  readonly field: Field;
  readonly rules: RaceRules;
  readonly cases: number;
  readonly geometry: Geometry;
  readonly runners: readonly Runner[];
  readonly features: readonly Features[];
  readonly byLevels: ReadonlyMap<string, Runner>;
  readonly suspicions: Suspicions;
  /** Totals of the baseline. */
  readonly base: { readonly price: number; readonly burdens: readonly number[] };
  /** Laws that a single case breaks. */
  readonly isHard: readonly boolean[];
  /** The logarithm of the wealth at which a claim is refuted. */
  readonly ruin: { readonly price: number; readonly law: number };
  /** Who met nearly every case, the baseline first: what the others are compared with. */
  readonly anchors: Anchor[];
  /** Lawful contenders that met every case. */
  readonly incumbents: Runner[];
  readonly finished: { readonly contender: number; readonly replays: number }[];
  replays: number;
};

/** Of alpha, the part that is spent on wagers against prices; the laws share the rest. */
const PRICE_SHARE = 0.9;

/** Who met this share of the cases, and is out, can be compared with. */
const ANCHORED = 0.9;

export function openCourse(field: Field, rules: RaceRules): Course {
  const cases = field.baseline.length;
  const geometry = { axes: field.axes, start: field.start };
  const levels = field.contenders.map((contender) => contender.levels);
  const runners = field.contenders.map((_, index) => openRunner(field, index));
  const isHard = field.laws.map(({ limit }) => limit === 0);
  const soft = Math.max(1, isHard.filter((hard) => !hard).length);
  // One best contender per class is what the certificate protects: alpha is shared out over the classes.
  const perClass = rules.alpha / Math.max(1, new Set(runners.map((runner) => runner.class)).size);
  return {
    field,
    rules,
    cases,
    geometry,
    runners,
    features: levels.map((each) => featuresOf(geometry, each)),
    byLevels: new Map(runners.map((runner) => [runner.levels.join(), runner])),
    suspicions: openSuspicions(geometry, levels, cases),
    base: {
      price: Math.max(
        1e-12,
        field.baseline.reduce((sum, { price }) => sum + price, 0),
      ),
      burdens: field.laws.map((_, law) => field.baseline.reduce((sum, { burdens }) => sum + (burdens[law] ?? 0), 0)),
    },
    isHard,
    ruin: { price: -Math.log(perClass * PRICE_SHARE), law: -Math.log((perClass * (1 - PRICE_SHARE)) / soft) },
    anchors: [baselineAnchor(field)],
    incumbents: [],
    finished: [],
    replays: 0,
  };
}

export function hasBudget({ replays, rules }: Course): boolean {
  return replays < rules.maxReplays;
}

/** The cheapest incumbent that the runner may lose against. */
export function rivalOf({ incumbents }: Course, { class: own }: Runner): Runner | null {
  const rivals = incumbents.filter((other) => other.class <= own);
  return rivals.reduce<Runner | null>(
    (best, other) => (best === null || other.price < best.price ? other : best),
    null,
  );
}

/** The total price from which on the runner is not worth having. */
export function priceLimit(course: Course, runner: Runner): number {
  return course.field.worth(rivalOf(course, runner)?.price ?? null);
}

/** One over the chance with which a case was drawn, and the claim that the draw is a bet on: 0 is the price, 1 the first law. */
export type Bet = { readonly odds: number; readonly claim: number };

/** Replays one case of a runner that has not met it; whether it broke a hard law there. */
export function ask(course: Course, runner: Runner, position: number, bet: Bet | null = null): boolean {
  const { field, suspicions, isHard } = course;
  const seen = field.replay(runner.index, position);
  course.replays++;
  if (bet !== null) settleBet(course, runner, bet, bet.claim === 0 ? seen.price : (seen.burdens[bet.claim - 1] ?? 0));
  addReplay(runner, position, seen, field.baseline[position] ?? seen);
  const isBroken = seen.burdens.some((burden, law) => isHard[law] === true && burden > 0);
  learn(suspicions, position, runner.levels, isBroken);
  if (runner.outcome === null) {
    runner.outcome = outcomeOf(course, runner, position);
    if (runner.outcome !== null && runner.positions.length >= ANCHORED * course.cases) {
      course.anchors.push(anchorOf(field, runner, course.features[runner.index] ?? []));
    }
  }
  return isBroken;
}

function settleBet(course: Course, runner: Runner, { odds, claim }: Bet, amount: number): void {
  const wager = runner.wagers[claim] ?? openWager(claim === 0 ? PRICE_STAKES : BURDEN_STAKES);
  runner.wagers[claim] = wager;
  const limit = claim === 0 ? priceLimit(course, runner) : (course.field.laws[claim - 1]?.limit ?? 0);
  const spent = claim === 0 ? runner.price : (runner.burdens[claim - 1] ?? 0);
  settle(wager, { left: limit - spent, odds }, amount);
}

function outcomeOf(course: Course, runner: Runner, position: number): Outcome | null {
  const { field, cases } = course;
  const replays = runner.positions.length;
  const broken = field.laws.findIndex(({ limit }, law) => exceeds(runner.burdens[law] ?? 0, limit));
  const law = field.laws[broken];
  if (law !== undefined) {
    const total = runner.burdens[broken] ?? 0;
    return { kind: 'broke', law: law.name, total, limit: law.limit, position, replays };
  }
  if (replays === cases) return finish(course, runner);
  const limit = priceLimit(course, runner);
  const against = rivalOf(course, runner)?.index ?? null;
  if (exceeds(runner.price, limit)) return { kind: 'dearer', total: runner.price, limit, replays, against };
  return refuted(course, runner, against);
}

function finish(course: Course, runner: Runner): Outcome {
  course.finished.push({ contender: runner.index, replays: course.replays });
  const isLawful = course.field.admits(runner.index);
  if (isLawful) course.incumbents.push(runner);
  return { kind: 'evaluated', price: runner.price, isLawful, replays: runner.positions.length };
}

function refuted(course: Course, runner: Runner, against: number | null): Outcome | null {
  const { ruin, field, base, cases } = course;
  const replays = runner.positions.length;
  for (const [claim, wager] of runner.wagers.entries()) {
    const wealth = wager === undefined ? Number.NEGATIVE_INFINITY : wealthOf(wager);
    if (wealth < (claim === 0 ? ruin.price : ruin.law)) continue;
    const odds = Math.exp(wealth);
    if (claim > 0) {
      const { name, limit } = field.laws[claim - 1] ?? { name: '', limit: 0 };
      const [own, beside, all] = [runner.burdens, runner.baseBurdens, base.burdens].map((sums) => sums[claim - 1] ?? 0);
      const mean = scaled(own, beside, all, { replays, cases });
      return { kind: 'refuted', law: name, odds, mean, limit: limit / cases, replays, against: null };
    }
    const mean = scaled(runner.price, runner.basePrice, base.price, { replays, cases });
    return { kind: 'refuted', law: null, odds, mean, limit: priceLimit(course, runner) / cases, replays, against };
  }
  return null;
}

/** Draws follow what is expected, so a plain mean would be too high: the ratio to the baseline on the same cases is not. */
function scaled(own = 0, beside = 0, all = 0, { replays, cases }: { replays: number; cases: number }): number {
  return beside > 0 ? ((own / beside) * all) / cases : own / replays;
}
