/** What a change takes from the evaluators that intents are judged by: what is not seen any more cannot be guarded. */
import { canonicalJson } from '../../../kit/canonical.ts';
import { excerpt } from '../../../kit/problem.ts';
import type { Evaluator } from '../../../schema/evaluator-suite.ts';
import { type Check, findings } from '../check.ts';
import { lostShares } from '../evaluator-weights.ts';

/** The suite that intents were judged by, and the one they are judged by after the merge. */
export type SuitePair = {
  readonly intents: readonly string[];
  /** Of the suite after the merge. */
  readonly path: string;
  readonly before: readonly Evaluator[];
  readonly after: readonly Evaluator[];
};

const LISTED = 20;

export const checkLoosenedSuites: Check<{ readonly suites: readonly SuitePair[] }> = ({ suites }) => {
  const { note } = findings('loosened');
  return suites.flatMap(({ intents, path, before, after }) => {
    const stays = staysOf(before, after);
    const said = [
      ...lostShares({ before, after, stays }),
      ...before.flatMap((was) => lossOf(was, stays.get(was)).map((loss) => `${was.id}, ${loss}`)),
    ];
    const of = intents.map((intent) => excerpt(intent, 120)).join(', ');
    const told = said
      .slice(0, LISTED)
      .map((one) => note(`the evaluators of ${of} are loosened: ${excerpt(one, 300)}`, { path }));
    return said.length > LISTED
      ? [...told, note(`and ${said.length - LISTED} more evaluators of ${of}`, { path })]
      : told;
  });
};

/** Each with the one of its name, else with one that asks the same under a name that is new. */
function staysOf(before: SuitePair['before'], after: SuitePair['after']): ReadonlyMap<Evaluator, Evaluator> {
  const known = new Set(before.map(({ id }) => id));
  return new Map(
    before.flatMap((was) => {
      const own = after.find(({ id }) => id === was.id);
      const is = own ?? after.find((other) => !known.has(other.id) && askedBy(other) === askedBy(was));
      return is === undefined ? [] : [[was, is] as const];
    }),
  );
}

/** A judgement that is another one is not told to be weaker, since nobody can tell; nor is it told to be the same. */
function lossOf(was: Evaluator, is: Evaluator | undefined): readonly string[] {
  if (is === undefined) return [`which judged ${was.dimension}, is gone`];
  if (askedBy(was) !== askedBy(is)) return [`which judges ${is.dimension}, asks something else`];
  const [before, after] = [limitsOf(was), limitsOf(is)];
  return [
    ...(after.min < before.min ? [`min ${before.min} → ${shown(after.min)}`] : []),
    ...(after.max > before.max ? [`max ${before.max} → ${shown(after.max)}`] : []),
  ];
}

type Limits = { readonly min: number; readonly max: number };

/** Where nothing is asked the limit lies beyond every number. */
function limitsOf(evaluator: Evaluator): Limits {
  const min = 'min' in evaluator ? evaluator.min : undefined;
  const max = 'max' in evaluator ? evaluator.max : undefined;
  return { min: min ?? Number.NEGATIVE_INFINITY, max: max ?? Number.POSITIVE_INFINITY };
}

function shown(limit: number): string {
  return Number.isFinite(limit) ? `${limit}` : 'nothing';
}

/** An evaluator as one text, without its name and what can be told to be more or less. */
function askedBy(evaluator: Evaluator): string {
  return canonicalJson({ ...evaluator, id: null, weight: null, min: null, max: null });
}
