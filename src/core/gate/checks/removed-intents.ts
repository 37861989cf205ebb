/**
 * Whether an intent that a change takes away goes whole. What asks for it is in code that nobody here knows, so its owners
 * decide; what the gate can tell is that nothing of it is left half, and that it is no renamed intent in disguise.
 */
import { excerpt } from '../../../kit/problem.ts';
import type { Stage } from '../../../schema/ids.ts';
import { type Check, findings } from '../check.ts';

export type RemovedIntent = {
  readonly intent: string;
  /** Of the pack that declares it at the base. */
  readonly path: string;
  /** The stage of a rollout that is under way at the base; null where none is. */
  readonly stage: Stage | null;
  /** What of it stays after the merge, each as a sentence names it. */
  readonly left: readonly string[];
};

export type RemovedFacts = {
  readonly removed: readonly RemovedIntent[];
  /** Whether intents come, or get another name, in the same change. */
  readonly areOthersNew: boolean;
};

export const checkRemovedIntents: Check<RemovedFacts> = ({ removed, areOthersNew }) => {
  const { pass, fail, inconclusive, note } = findings('removed_intents');
  return removed.flatMap(({ intent, path, stage, left }) => {
    const place = { path };
    if (areOthersNew) return [inconclusive(`${intent} is taken away ${BESIDE}`, place)];
    const wrong = [
      ...(left.length > 0
        ? [`${left.map((name) => excerpt(name, 200)).join(', ')} would stay; take that away, too`]
        : []),
      ...(stage === null ? [] : [`its rollout is at ${stage}: finish it or take it back first`]),
    ];
    if (wrong.length > 0) return wrong.map((reason) => fail(`${intent} is taken away, and ${reason}`, place));
    return [
      pass(`${intent} is taken away whole, and nothing is being rolled out to it`, place),
      note(`what requests for ${intent} meet then is in the code that asks, which nobody here knows`, place),
    ];
  });
};

const BESIDE =
  'beside intents that come: keep all of its search cases under its new name, and it is replayed over them, or take it away by a change of its own';
