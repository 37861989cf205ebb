/** Which paths that the gate and proposals rest on somebody else may approve, or nobody has to, by the code owners after the merge. */
import { excerpt } from '../../../kit/problem.ts';
import { type Check, findings } from '../check.ts';

export type OwnedBefore = {
  readonly path: string;
  readonly before: readonly string[];
  readonly after: readonly string[];
};

const LISTED = 20;
const PATHS = 6;

/** @param file where the code owners stood at the base */
export const checkLoosenedOwners: Check<{ readonly file: string; readonly owned: readonly OwnedBefore[] }> = ({
  file,
  owned,
}) => {
  const { note } = findings('loosened');
  const handed = new Map<string, string[]>();
  for (const one of owned.filter(isLooser)) handed.set(handing(one), [...(handed.get(handing(one)) ?? []), one.path]);
  const told = [...handed].slice(0, LISTED).map(([change, paths]) => {
    const named = paths.slice(0, PATHS).map((path) => excerpt(path, 200));
    const more = paths.length > PATHS ? [`and ${paths.length - PATHS} more paths`] : [];
    return note(`who has to approve ${[...named, ...more].join(', ')} is loosened: ${change}`, { path: file });
  });
  const rest = [...handed].slice(LISTED).reduce((count, [, paths]) => count + paths.length, 0);
  return rest > 0 ? [...told, note(`and ${rest} more paths that change hands`)] : told;
};

/** The host takes the approval of any one owner, so one more is one more who may approve alone. */
function isLooser({ before, after }: OwnedBefore): boolean {
  if (before.length === 0) return false;
  return after.length === 0 || after.some((owner) => !has(before, owner));
}

function handing({ before, after }: OwnedBefore): string {
  return `${listed(before)} → ${after.length === 0 ? 'nobody' : listed(after)}`;
}

function has(owners: readonly string[], name: string): boolean {
  return owners.some((owner) => owner.toLowerCase() === name.toLowerCase());
}

function listed(owners: readonly string[]): string {
  return excerpt(owners.join(' '), 100);
}
