/** Which paths that changes are judged by lose everybody who had to approve them, by the code owners after the merge. */
import { excerpt } from '../../../kit/problem.ts';
import { type Check, findings } from '../check.ts';

export type OwnedBefore = {
  readonly path: string;
  readonly before: readonly string[];
  readonly after: readonly string[];
};

const LISTED = 10;

/** @param file where the code owners stood at the base */
export const checkLoosenedOwners: Check<{ readonly file: string; readonly owned: readonly OwnedBefore[] }> = ({
  file,
  owned,
}) => {
  const { note } = findings('loosened');
  const lost = owned.filter(({ before, after }) => before.length > 0 && !after.some((owner) => has(before, owner)));
  const told = lost.slice(0, LISTED).map(({ path, before, after }) => {
    const now = after.length === 0 ? 'nobody' : listed(after);
    return note(`who has to approve ${excerpt(path, 200)} is loosened: ${listed(before)} → ${now}`, { path: file });
  });
  return lost.length > LISTED ? [...told, note(`and ${lost.length - LISTED} more paths that change hands`)] : told;
};

function has(owners: readonly string[], name: string): boolean {
  return owners.some((owner) => owner.toLowerCase() === name.toLowerCase());
}

function listed(owners: readonly string[]): string {
  return excerpt(owners.join(' '), 100);
}
