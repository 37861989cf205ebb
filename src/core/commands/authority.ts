/**
 * Whether somebody may give a command: by the role that the host says they have, or as an owner of the pack that the
 * proposal changes. What could not be found out is never taken for a yes, and each reason is told apart.
 */
import { ROLES, type Role, type Told } from '../../schema/role.ts';
import type { Authority } from './table.ts';

/** An owner as CODEOWNERS names it, and whether the commenter is or belongs to it; by name, in lower case. */
export type OwnerFact =
  | { readonly kind: 'user'; readonly name: string }
  | { readonly kind: 'email'; readonly name: string }
  | { readonly kind: 'team'; readonly name: string; readonly member: Told<boolean>; readonly isInRoster: boolean };

export type AuthorityFacts = {
  readonly login: string;
  readonly role: Told<Role>;
  /** The owners of each path that the command takes an owner of, at the base; asked for only where the role does not decide. */
  readonly owners: ReadonlyMap<string, readonly OwnerFact[]>;
};

/** `isQuiet`: there is nothing to explain to whom the repository is not open to write to. */
export type Decision =
  | { readonly may: true; readonly as: string }
  | { readonly may: false; readonly why: string; readonly isQuiet: boolean };

const UNKNOWN_ROLE = {
  absent: 'GitHub does not know you as somebody with access to this repository',
  forbidden: 'the token of this workflow may not ask for your role',
  unreachable: 'GitHub did not tell your role just now; try again later',
} as const;

/** Whether a role decides by itself, so that nobody need ask who owns what. */
export function decidesAlone(role: Told<Role>): boolean {
  return !('known' in role) || isAtLeast(role.known, 'maintain') || !isAtLeast(role.known, 'write');
}

export function mayCommand(authority: Authority, facts: AuthorityFacts): Decision {
  const { role } = facts;
  if ('unknown' in role) return refused(UNKNOWN_ROLE[role.unknown], role.unknown === 'absent');
  if (isAtLeast(role.known, 'maintain')) return { may: true, as: role.known };
  if (!isAtLeast(role.known, 'write'))
    return refused(`it takes write access to this repository, and your role is ${role.known}`, true);
  return authority === 'writer' ? { may: true, as: role.known } : asOwner(facts);
}

/** An owner of each path: where none is known, nobody is. */
function asOwner({ login, owners }: AuthorityFacts): Decision {
  if (owners.size === 0) return refused('nothing says which pack this proposal changes', false);
  for (const [path, named] of owners) {
    if (!named.some((owner) => isOwner(owner, login.toLowerCase()))) return refused(whyNot(path, named), false);
  }
  return { may: true, as: 'code owner' };
}

function isOwner(owner: OwnerFact, login: string): boolean {
  if (owner.kind === 'user') return owner.name.toLowerCase() === login;
  if (owner.kind === 'email') return false;
  return 'known' in owner.member ? owner.member.known : owner.member.unknown === 'forbidden' && owner.isInRoster;
}

function whyNot(path: string, owners: readonly OwnerFact[]): string {
  if (owners.length === 0) return `nobody owns \`${path}\` at the base, so it takes the role maintain or admin`;
  const named = owners.map(({ kind, name }) => `\`${kind === 'email' ? name : `@${name}`}\``).join(', ');
  const because = owners.flatMap(unsettled);
  const rest = because.length === 0 ? '' : `; ${because.join('; ')}`;
  return `it takes an owner of \`${path}\` at the base (${named}), or the role maintain or admin${rest}`;
}

/** Why an owner could not be matched with whoever commented. */
function unsettled(owner: OwnerFact): readonly string[] {
  if (owner.kind === 'user') return [];
  if (owner.kind === 'email') return [`whose address \`${owner.name}\` is, GitHub does not tell`];
  if ('known' in owner.member) return [];
  return owner.member.unknown === 'forbidden'
    ? [
        `who is in \`@${owner.name}\`, the token may not ask, and the roster of the configuration does not have you in it`,
      ]
    : [`who is in \`@${owner.name}\`, GitHub did not tell just now; try again later`];
}

function refused(why: string, isQuiet: boolean): Decision {
  return { may: false, why, isQuiet };
}

function isAtLeast(role: Role, least: Role): boolean {
  return ROLES.indexOf(role) >= ROLES.indexOf(least);
}
