/** Whether a change touches values that no intent reads: no replay shows what they do, so nobody can say it is harmless. */
import { excerpt } from '../../../kit/problem.ts';
import { type Check, findings } from '../check.ts';
import { writtenField } from '../differences.ts';
import { leftUnread, unreadChanges } from '../unread.ts';
import type { PackPair } from './loosened-packs.ts';

const LISTED = 20;

export const checkUnreadValues: Check<{ readonly packs: readonly PackPair[] }> = ({ packs }) => {
  const { inconclusive, note } = findings('unread_values');
  return packs.flatMap(({ path, before, after }) => {
    const changed = unreadChanges(before, after);
    const told = changed.slice(0, LISTED).map(({ field, found, expected }) => {
      const reason = `${writtenField(field)} changes (${expected} → ${found}) and no intent reads it, so no replay shows what it does: let the intents that run under it read it first, by a change of their \`reads\` alone`;
      return inconclusive(reason, { path });
    });
    const more =
      changed.length > LISTED ? [inconclusive(`and ${changed.length - LISTED} more such values`, { path })] : [];
    const left = leftUnread(before, after).map((unit) =>
      note(`${excerpt(unit, 200)} stays in the pack and no intent reads it any more: no replay will judge it`, {
        path,
      }),
    );
    return [...told, ...more, ...left];
  });
};
