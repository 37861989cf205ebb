/** In what a plan that was handed over differs from the plan that this run came to: in nothing, or it is not followed. */
import { canonicalJson } from '../../kit/canonical.ts';
import { excerpt } from '../../kit/problem.ts';
import type { Plan, PlannedTarget } from '../../schema/plan.ts';

export type PlanDifference = {
  /** Which part of which target. */
  readonly what: string;
  /** The text in the plan that was handed over; shortened, since anybody may have written it. */
  readonly found: string;
  readonly expected: string;
};

/** Empty only where both are the very same document. */
export function planDifferences(given: Plan, own: Plan): PlanDifference[] {
  const { targets: theirs, ...head } = given;
  const { targets: ours, ...ownHead } = own;
  const named = differing(head, ownHead, '');
  const missing = ours.flatMap((target) => {
    const planned = theirs.find(({ intent }) => intent === target.intent);
    return planned === undefined
      ? [difference(`target ${target.intent}`, undefined, target.result)]
      : differing(planned, target, `target ${target.intent}: `);
  });
  const more = theirs.filter(({ intent }, i) => isMore(intent, i, theirs, ours));
  const found = [
    ...named,
    ...missing,
    ...more.map((target) => difference('one more target', target.intent, undefined)),
  ];
  if (found.length > 0 || canonicalJson(given) === canonicalJson(own)) return found;
  const order = (plan: Plan) => plan.targets.map(({ intent }) => intent);
  return [difference('the order of the targets', order(given), order(own))];
}

/** No target of this run, or planned twice. */
function isMore(intent: string, i: number, theirs: readonly PlannedTarget[], ours: readonly PlannedTarget[]): boolean {
  return !ours.some((own) => own.intent === intent) || theirs.findIndex((other) => other.intent === intent) < i;
}

function differing(given: object, own: object, of: string): PlanDifference[] {
  const [theirs, ours] = [new Map(Object.entries(given)), new Map(Object.entries(own))];
  return [...new Set([...ours.keys(), ...theirs.keys()])].flatMap((key) => {
    const [found, expected] = [theirs.get(key), ours.get(key)];
    const isSame = found !== undefined && expected !== undefined && canonicalJson(found) === canonicalJson(expected);
    return isSame ? [] : [difference(`${of}${key}`, found, expected)];
  });
}

function difference(what: string, found: unknown, expected: unknown): PlanDifference {
  return { what, found: shown(found), expected: shown(expected) };
}

function shown(value: unknown): string {
  return value === undefined ? 'nothing' : excerpt(typeof value === 'string' ? value : canonicalJson(value), 200);
}
