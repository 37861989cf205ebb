/** Whether the golden sets that a change touches are whole after the merge: pinned, stamped, and with no family in both. */
import { canonicalJson } from '../../../kit/canonical.ts';
import { excerpt, type Problem } from '../../../kit/problem.ts';
import type { GoldensManifest } from '../../../schema/goldens-manifest.ts';
import { type Check, findings } from '../check.ts';

export type GoldenFacts = {
  readonly sets: readonly {
    readonly intent: string;
    readonly cases: { readonly search: number; readonly heldout: number };
    readonly problems: readonly Problem[];
  }[];
  /** Intents that stay while what pins their sets does not, with the path where that stood. */
  readonly lost: readonly { readonly intent: string; readonly path: string }[];
};

const LISTED = 20;

export const checkGoldens: Check<GoldenFacts> = ({ sets, lost }) => {
  const { fail } = findings('goldens');
  const gone = lost.map(({ intent, path }) =>
    fail(`${intent} stays, and ${path} is taken away: nothing would measure what changes for it`, { path }),
  );
  return [...gone, ...checkSets({ sets })];
};

const checkSets: Check<Pick<GoldenFacts, 'sets'>> = ({ sets }) => {
  const { pass, fail, note } = findings('goldens');
  return sets.flatMap(({ intent, cases, problems }) => {
    const errors = problems.filter(({ severity }) => severity === 'error');
    const told = errors.slice(0, LISTED).map(({ file, line, code, message }) => {
      return fail(`${code}: ${excerpt(message, 400)}`, { path: file, line });
    });
    if (errors.length > LISTED) told.push(fail(`and ${errors.length - LISTED} more problems of ${intent}`));
    const unread = problems.filter(({ code }) => code === 'HELDOUT_SEALED');
    const notes = unread.map(({ file, message }) => note(excerpt(message, 400), { path: file }));
    const counted = `${cases.search} search and ${cases.heldout} held-out cases`;
    const fine = `${intent}: ${counted} are as pinned and stamped, no family in both`;
    return [...(told.length > 0 || unread.length > 0 ? told : [pass(fine)]), ...notes];
  });
};

type Pair<Value> = readonly [before: Value, after: Value];

/** Whether search cases are added to those that stay, and nothing else changes in the manifest but what pins them. */
export function isAddition(
  manifests: readonly Pair<GoldensManifest | undefined>[],
  texts: readonly Pair<string | null>[],
): boolean {
  const areAdded = texts.every(([before, after]) => {
    return before !== null && after !== null && after !== before && after.startsWith(before);
  });
  const arePinned = manifests.every(([before, after]) => {
    if (before === undefined || after === undefined) return false;
    const { version, sets } = after;
    const expected = { ...before, version, sets: { ...before.sets, search: sets.search } };
    return canonicalJson(expected) === canonicalJson(after);
  });
  return texts.length > 0 && areAdded && arePinned;
}
