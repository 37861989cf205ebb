/** What a person changed in packs beyond what autotune could have proposed: told, and not forbidden. */
import { excerpt } from '../../../kit/problem.ts';
import { type Check, findings } from '../check.ts';
import type { PackChange } from '../pack-change.ts';

export type ChangedPack = {
  readonly path: string;
  readonly change: PackChange;
  /** The line of a value in the merged pack. */
  readonly lineOf: (field: readonly PropertyKey[]) => number;
};

export type PackChangeFacts = {
  readonly packs: readonly ChangedPack[];
  /** Packs and intents that are there on one side only. */
  readonly added: readonly string[];
  readonly removed: readonly string[];
};

const LISTED = 10;

export const checkPackChanges: Check<PackChangeFacts> = ({ packs, added, removed }) => {
  const { note } = findings('pack_changes');
  return [
    ...packs.flatMap(notesOn),
    ...removed.map((what) => note(`${what} is taken away; what it ran under has nothing to be compared with`)),
    ...added.map((what) => note(`${what} is new; there is nothing on the base to compare it with`)),
  ];
};

function notesOn({ path, change, lineOf }: ChangedPack) {
  const { note } = findings('pack_changes');
  const { undeclared, unlawful, hasNewVersion } = change;
  const beyond = [...unlawful].map(([field, why]) =>
    note(`autotune could not have proposed this: ${excerpt(why, 300)}`, { path, line: lineOf(field.split('.')) }),
  );
  const others = undeclared
    .slice(0, LISTED)
    .map(({ path: name, field, change: said }) =>
      note(`${name} is not declared tunable, and changes: ${said}`, { path, line: lineOf(field) }),
    );
  if (undeclared.length > LISTED)
    others.push(note(`and ${undeclared.length - LISTED} more undeclared values`, { path }));
  const version = hasNewVersion
    ? []
    : [note('values change under the same version, and release records name packs by it: raise it', { path })];
  return [...beyond, ...others, ...version];
}
