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
  /** The paths of packs that are there on one side only. */
  readonly added: readonly string[];
  readonly removed: readonly string[];
  /** Packs of one id that stand elsewhere after the merge. */
  readonly moved: readonly { readonly from: string; readonly to: string }[];
};

const LISTED = 10;

export const checkPackChanges: Check<PackChangeFacts> = ({ packs, added, removed, moved }) => {
  const { note } = findings('pack_changes');
  return [
    ...packs.flatMap(notesOn),
    ...moved.map(({ from, to }) => note(`${from} moves to ${to}; its intents are compared by name`, { path: to })),
    ...removed.map((path) => note(`${path} is taken away`)),
    ...added.map((path) => note(`${path} is new`, { path })),
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
