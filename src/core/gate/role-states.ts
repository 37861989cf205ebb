/**
 * Where each required role stands with the commit that is judged: approved, asked for changes, or still awaited. It is
 * shown and decides nothing, for the host's rules do; what could not be told is unknown, never a yes and never a no.
 */
import type { RoleState } from '../../schema/gate-report.ts';
import { ROLES, type Role, type Told } from '../../schema/role.ts';
import type { RequiredRole } from './ownership.ts';

type Opinion = 'approved' | 'changes_requested';

export type GivenReview = {
  readonly author: { readonly id: string; readonly login: string; readonly isPerson: boolean } | null;
  readonly state: Opinion | 'commented' | 'dismissed';
  readonly commit: string | null;
};

/** What somebody thinks of the change by the last word they had on it. */
export type LastWord = {
  readonly id: string;
  readonly login: string;
  readonly opinion: Opinion;
  /** Whether it was said of the commit that is judged. */
  readonly isCurrent: boolean;
};

export type Reviewer = LastWord & {
  readonly role: Told<Role>;
  /** By owner as the configuration writes it: whether they are or belong to it; null where nobody can tell. */
  readonly answersFor: ReadonlyMap<string, boolean | null>;
};

/** The last word of each person but the author: a comment takes nothing back, a dismissal does. @param given oldest first */
export function lastWords(head: string, authorId: string | null, given: readonly GivenReview[]): readonly LastWord[] {
  const words = new Map<string, LastWord | null>();
  for (const { author, state, commit } of given) {
    if (author === null || !author.isPerson || author.id === authorId || state === 'commented') continue;
    const { id, login } = author;
    words.set(id, state === 'dismissed' ? null : { id, login, opinion: state, isCurrent: commit === head });
  }
  return [...words.values()].flatMap((word) => word ?? []);
}

/** @param reviewers those with a last word, or why nobody knows them */
export function roleStates(
  roles: readonly RequiredRole[],
  reviewers: { readonly known: readonly Reviewer[] } | { readonly unknown: string },
): readonly RoleState[] {
  return roles.map((required) => {
    const { role, owner, owns } = required;
    const found =
      'unknown' in reviewers
        ? ({ state: 'unknown', by: [], reason: reviewers.unknown } as const)
        : stateOf(owner, reviewers.known);
    const unasked = owns.length === 0 ? ['owns nothing that changes, so GitHub does not wait for it'] : [];
    const reason = [found.reason, ...unasked].filter((said) => said !== '').join('; ');
    return { role, owner, state: found.state, by: [...found.by], reason };
  });
}

type Found = { readonly state: RoleState['state']; readonly by: readonly string[]; readonly reason: string };

function stateOf(owner: string, reviewers: readonly Reviewer[]): Found {
  const counting = reviewers.filter((reviewer) => counts(owner, reviewer) === true);
  const open = reviewers.filter((reviewer) => reviewer.isCurrent && counts(owner, reviewer) === null);
  const of = (opinion: Opinion) => counting.filter((one) => one.isCurrent && one.opinion === opinion).map(written);
  const unclear = open.map((one) => `nobody can tell whether ${written(one)}, who ${SAID[one.opinion]}, counts`);
  const [refused, approved] = [of('changes_requested'), of('approved')];
  if (refused.length > 0) return { state: 'changes_requested', by: refused, reason: '' };
  const isRefusedByAnybody = open.some(({ opinion }) => opinion === 'changes_requested');
  if (approved.length > 0 && !isRefusedByAnybody) return { state: 'approved', by: approved, reason: '' };
  if (unclear.length > 0) return { state: 'unknown', by: approved, reason: unclear.join('; ') };
  const earlier = counting.map((one) => `${written(one)} ${SAID[one.opinion]} at an earlier commit`);
  return { state: 'awaited', by: [], reason: earlier.join('; ') };
}

const SAID: Record<Opinion, string> = { approved: 'approved', changes_requested: 'asked for changes' };

/** Whether a review counts for an owner: of somebody who is one, and who may write; null where nobody can tell. */
function counts(owner: string, { role, answersFor }: Reviewer): boolean | null {
  const answers = answersFor.get(owner) ?? null;
  if (answers === false) return false;
  if ('unknown' in role) return role.unknown === 'absent' ? false : null;
  return ROLES.indexOf(role.known) < ROLES.indexOf('write') ? false : answers;
}

function written({ login }: LastWord): string {
  return `@${login}`;
}
