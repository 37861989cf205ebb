/**
 * The race: contenders are replayed case by case until each is proven out, refuted at the agreed odds, or has met every
 * case. What is likely decides only the order; what is proven or wagered decides who is out.
 */
import { type Course, hasBudget, openCourse } from './course.ts';
import type { Field, RaceResult, RaceRules } from './field.ts';
import { forecastsOf, type Luck, scoreOf } from './outlook.ts';
import { chanceOf, drawSome, pursue } from './pursue.ts';
import type { Runner } from './runner.ts';

/**
 * Runs a race. The same field, seed and answers give the same result. With a chance of at least 1 - alpha over the
 * draws, no excluded contender is lawful and worth more than the best that the result names for its class.
 */
export function race(field: Field, rules: RaceRules): RaceResult {
  const course = openCourse(field, rules);
  probe(course);
  settleAll(course);
  const { runners, incumbents, replays, finished } = course;
  const best = incumbents.reduce<Runner | null>((a, b) => (a === null || b.price < a.price ? b : a), null);
  return {
    outcomes: runners.map(({ outcome, positions }) => outcome ?? { kind: 'open', replays: positions.length }),
    best: best?.index ?? null,
    replays,
    met: runners.map(({ positions }) => positions.length),
    finished,
    isComplete: runners.every(({ outcome }) => outcome !== null),
  };
}

const PROBES = 3;
/** Of an axis with more values, some at equal distances. */
const MOST_LEVELS = 12;

/** A few cases of every single move, to learn which way the price falls. */
function probe(course: Course): void {
  const { field, byLevels } = course;
  field.axes.forEach(({ size }, axis) => {
    const stride = Math.max(1, Math.ceil(size / MOST_LEVELS));
    for (let level = 0; level < size; level += stride) {
      const runner = byLevels.get(field.start.with(axis, level).join());
      if (runner !== undefined)
        drawSome(course, runner, { aim: 0, uniform: chanceOf(course, runner, 1), most: PROBES });
    }
  });
}

/** The longer nobody better was found, the more runners are taken in one order before it is made anew. */
const PATIENCE = 20;

function settleAll(course: Course): void {
  const luck: Luck = { open: { tries: 0, passes: 0 }, presumed: { tries: 0, passes: 0 } };
  let pending = course.runners.filter(({ outcome }) => outcome === null);
  let since = 0;
  while (pending.length > 0 && hasBudget(course)) {
    const forecasts = forecastsOf(course);
    const ranked = pending
      .map((runner) => ({ runner, score: scoreOf(course, runner, forecasts, luck) }))
      .sort((a, b) => b.score - a.score || a.runner.index - b.runner.index);
    const known = course.incumbents.length;
    for (const [i, { runner }] of ranked.slice(0, Math.ceil((since + 1) / PATIENCE)).entries()) {
      if (runner.outcome === null) pursue(course, runner, forecasts, luck, ranked[i + 1]?.score ?? 0);
      since = course.incumbents.length > known ? 0 : since + 1;
      if (since === 0) break;
    }
    pending = pending.filter(({ outcome }) => outcome === null);
  }
}
