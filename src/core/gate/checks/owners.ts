/** Whether every changed path has a code owner at the base, so that GitHub asks for somebody's approval. */
import { excerpt } from '../../../kit/problem.ts';
import type { HostFacts } from '../../../schema/setup-report.ts';
import type { ChangedPath } from '../changed-path.ts';
import { type Check, findings } from '../check.ts';

export type OwnerFacts = {
  readonly changes: readonly ChangedPath[];
  readonly ownership: {
    /** The CODEOWNERS file of the base that counts, or null. */
    readonly path: string | null;
    /** By changed path, as the file writes them. */
    readonly owners: ReadonlyMap<string, readonly string[]>;
  };
  /** Role to the owner who answers for it, by the configuration of the base. */
  readonly reviewers: Readonly<Record<string, string | undefined>>;
  /** Null where no host was asked. */
  readonly host: Pick<HostFacts, 'owners' | 'code_owner_errors'> | null;
};

const LISTED = 6;
const MAY_WRITE = new Set<string>(['admin', 'maintain', 'write']);

export const checkOwners: Check<OwnerFacts> = ({ changes, ownership }) => {
  const { pass, fail } = findings('owners');
  if (ownership.path === null) return [fail('the base has no CODEOWNERS, so nobody has to approve this')];
  const unowned = changes.filter(({ path }) => (ownership.owners.get(path) ?? []).length === 0);
  const told = unowned
    .slice(0, LISTED)
    .map(({ path }) => fail(`nobody owns ${excerpt(path, 200)} in ${ownership.path} of the base`, { path }));
  if (unowned.length > LISTED) told.push(fail(`and ${unowned.length - LISTED} more paths without an owner`));
  return told.length > 0 ? told : [pass(`every changed path has an owner in ${ownership.path} of the base`)];
};

/** The roles that the configuration names: one of them at least has to own what changes, the others are told. */
export const checkRoles: Check<OwnerFacts> = ({ changes, ownership, reviewers }) => {
  const { pass, fail, note } = findings('roles');
  const owning = new Set(changes.flatMap(({ path }) => ownership.owners.get(path) ?? []).map(folded));
  const named = Object.entries(reviewers).flatMap(([role, owner]) => (owner === undefined ? [] : [{ role, owner }]));
  const open = named.filter(({ owner }) => !owning.has(folded(owner)));
  if (named.length > 0 && open.length === named.length) {
    return [fail(`none of the reviewers (${listed(named)}) owns what changes, so none of them has to approve it`)];
  }
  const covered = named.filter((one) => !open.includes(one));
  const unforced = `GitHub does not ask for ${listed(open)}: CODEOWNERS gives them nothing that changes here`;
  return [
    pass(`an owner of what changes answers for ${listed(covered)}`),
    ...(open.length > 0 ? [note(unforced)] : []),
  ];
};

/** Whether the owners count: GitHub ignores one who may not write. */
export const checkOwnerRoles: Check<OwnerFacts> = ({ changes, ownership, host }) => {
  const { pass, fail, inconclusive, note } = findings('owner_roles');
  if (ownership.path === null) return [];
  if (host === null) return [note('GitHub was not asked whether the owners may write')];
  const { owners, code_owner_errors: errors } = host;
  // GitHub lists owners that do not count, so an empty list settles those whose role cannot be read.
  const isSettled = 'known' in errors && errors.known.length === 0;
  const isSure = (owner: string) => {
    const role = owners[owner];
    return role !== undefined && 'known' in role ? MAY_WRITE.has(role.known) : isSettled ? true : null;
  };
  const found = changes.flatMap(({ path }) => {
    const named = ownership.owners.get(path) ?? [];
    if (named.length === 0 || named.some((owner) => isSure(owner) === true)) return [];
    const isUnknown = named.some((owner) => isSure(owner) === null);
    const who = `${named.join(', ')}, who ${named.length === 1 ? 'owns' : 'own'} ${excerpt(path, 200)}`;
    return [isUnknown ? inconclusive(`nobody can tell whether ${who}, may write`) : fail(`${who}, may not write`)];
  });
  return found.length > 0 ? found : [pass('every changed path has an owner who may write')];
};

function listed(named: readonly { readonly role: string; readonly owner: string }[]): string {
  return named.map(({ role, owner }) => `${owner} (${role})`).join(', ');
}

/** GitHub takes names of users and teams in any case. */
function folded(owner: string): string {
  return owner.toLowerCase();
}
