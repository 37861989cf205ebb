/**
 * What a pack carries and no intent reads. Replay runs an intent under what it reads and nothing else, so a value that is
 * read no more is one whose changes nobody can judge, while whoever runs under the pack may use it all the same.
 */
import { canonicalJson } from '../../kit/canonical.ts';
import type { ContextPack, IntentEntry } from '../../schema/context-pack.ts';
import { isRead } from '../packs/reach.ts';
import { type Difference, differences } from './differences.ts';

/** The sections of a pack that an agent runs under. */
export const RUN_UNDER = ['evidence', 'context_budget', 'planner', 'prompt', 'approval_gate'] as const;

/** What a pack carries, by the smallest part that an intent reads: a bucket, a gate, a setting; a prompt as a whole. */
function unitsOf(pack: ContextPack): ReadonlyMap<string, unknown> {
  return new Map(
    RUN_UNDER.flatMap((section): [string, unknown][] => {
      const value = pack[section];
      if (value === undefined) return [];
      if (section === 'prompt') return [[section, value]];
      return Object.entries(value).map(([name, member]) => [`${section}.${name}`, member]);
    }),
  );
}

const readBy = (intents: readonly IntentEntry[], unit: string) => intents.some((intent) => isRead(intent, unit));

/** What an intent reads of a pack and does not after a change, where the pack had it. */
export function lostReads(pack: ContextPack, was: IntentEntry, is: IntentEntry): string[] {
  return [...unitsOf(pack).keys()].filter((unit) => isRead(was, unit) && !isRead(is, unit));
}

/** What some intent read and none does any more, though the pack still carries it. */
export function leftUnread(before: ContextPack, after: ContextPack): string[] {
  return [...unitsOf(after).keys()].filter((unit) => readBy(before.intents, unit) && !readBy(after.intents, unit));
}

/**
 * Values that change below what no intent of the base reads, or, where the base has no such value, no intent after the
 * change. An intent that begins to read what it changes has no baseline to be compared with.
 */
export function unreadChanges(before: ContextPack, after: ContextPack): Difference[] {
  const [was, is] = [unitsOf(before), unitsOf(after)];
  return [...new Set([...was.keys(), ...is.keys()])].flatMap((unit) => {
    const [old, now] = [was.get(unit), is.get(unit)];
    const { intents } = old === undefined ? after : before;
    if (readBy(intents, unit) || canonicalJson(old ?? null) === canonicalJson(now ?? null)) return [];
    return differences(now, old, unit.split('.'));
  });
}
