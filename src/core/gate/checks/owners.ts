/** Whether every changed path has a code owner at the base, so that GitHub asks for somebody's approval. */
import { excerpt } from '../../../kit/problem.ts';
import { type Check, findings } from '../check.ts';
import type { OwnerFacts, RequiredRole } from '../ownership.ts';

const LISTED = 6;
const MAY_WRITE = new Set<string>(['admin', 'maintain', 'write']);

export const checkOwners: Check<OwnerFacts> = ({ ownership: { file, paths } }) => {
  const { pass, fail } = findings('owners');
  if (file === null) return [fail('the base has no CODEOWNERS, so nobody has to approve this')];
  const unowned = paths.filter(({ owners }) => owners.length === 0);
  const told = unowned
    .slice(0, LISTED)
    .map(({ path }) => fail(`nobody owns ${excerpt(path, 200)} in ${file} of the base`, { path }));
  if (unowned.length > LISTED) told.push(fail(`and ${unowned.length - LISTED} more paths without an owner`));
  return told.length > 0 ? told : [pass(`every changed path has an owner in ${file} of the base`)];
};

/** The roles that the configuration names: one of them at least has to own what changes, the others are told. */
export const checkRoles: Check<OwnerFacts> = ({ ownership: { roles } }) => {
  const { pass, fail, note } = findings('roles');
  const covered = roles.filter(({ owns }) => owns.length > 0);
  const open = roles.filter(({ owns }) => owns.length === 0);
  if (roles.length > 0 && covered.length === 0) {
    return [fail(`none of the reviewers (${listed(roles)}) owns what changes, so none of them has to approve it`)];
  }
  const unforced = `GitHub does not ask for ${listed(open)}: CODEOWNERS gives them nothing that changes here`;
  return [
    pass(`an owner of what changes answers for ${listed(covered)}`),
    ...(open.length > 0 ? [note(unforced)] : []),
  ];
};

/** Whether the owners count: GitHub ignores one who may not write. */
export const checkOwnerRoles: Check<OwnerFacts> = ({ ownership: { file, paths }, host }) => {
  const { pass, fail, inconclusive, note } = findings('owner_roles');
  if (file === null) return [];
  if (host === null) return [note('GitHub was not asked whether the owners may write')];
  const { owners, code_owner_errors: errors } = host;
  // GitHub lists owners that do not count, so an empty list settles those whose role cannot be read.
  const isSettled = 'known' in errors && errors.known.length === 0;
  const isSure = (owner: string) => {
    const role = owners[owner];
    return role !== undefined && 'known' in role ? MAY_WRITE.has(role.known) : isSettled ? true : null;
  };
  const found = paths.flatMap(({ path, owners: named }) => {
    if (named.length === 0 || named.some((owner) => isSure(owner) === true)) return [];
    const isUnknown = named.some((owner) => isSure(owner) === null);
    const who = `${named.join(', ')}, who ${named.length === 1 ? 'owns' : 'own'} ${excerpt(path, 200)}`;
    return [isUnknown ? inconclusive(`nobody can tell whether ${who}, may write`) : fail(`${who}, may not write`)];
  });
  return found.length > 0 ? found : [pass('every changed path has an owner who may write')];
};

function listed(roles: readonly RequiredRole[]): string {
  return roles.map(({ role, owner }) => `${owner} (${role})`).join(', ');
}
