/** Asks who reviewed a change and for whom they answer, so that the state of each required role can be shown. */
import { ownerOf } from '../../core/codeowners/parse.ts';
import type { Ownership } from '../../core/gate/ownership.ts';
import { type LastWord, lastWords, type Reviewer, roleStates } from '../../core/gate/role-states.ts';
import type { Reviews } from '../../ports/reviews.ts';
import type { RoleState } from '../../schema/gate-report.ts';
import { isInRoster, type Rosters } from '../documents/rosters.ts';
import type { GateWorld, MergedChange } from './request.ts';

/** Empty where the configuration requires no role; asks nobody then. */
export async function roleStatesOf(
  { reviews }: Pick<GateWorld, 'reviews'>,
  { head, number, configuration }: Pick<MergedChange, 'head' | 'number' | 'configuration'>,
  { roles }: Ownership,
): Promise<readonly RoleState[]> {
  if (roles.length === 0) return [];
  if (reviews === null) return roleStates(roles, { unknown: 'reviews are on GitHub, which was not asked' });
  const given = await reviews.of({ head, number });
  if ('unknown' in given) return roleStates(roles, given);
  const owners = [...new Set(roles.map(({ owner }) => owner))];
  const known: Reviewer[] = [];
  for (const word of lastWords(head, given.known.authorId, given.known.reviews)) {
    const answersFor = new Map<string, boolean | null>();
    for (const owner of owners)
      answersFor.set(owner, await answers(reviews, configuration.teams ?? {}, { owner, word }));
    known.push({ ...word, role: await reviews.roleOf(word), answersFor });
  }
  return roleStates(roles, { known });
}

/** A roster stands in for the host only where the token may not ask it. */
async function answers(
  reviews: Pick<Reviews, 'isMember'>,
  rosters: Rosters,
  { owner, word: { login } }: { readonly owner: string; readonly word: LastWord },
): Promise<boolean | null> {
  const named = ownerOf(owner);
  if (named === null || named.kind === 'email') return null;
  if (named.kind === 'user') return named.name.toLowerCase() === login.toLowerCase();
  const told = await reviews.isMember(named.name, login);
  if ('known' in told) return told.known;
  return told.unknown === 'forbidden' ? isInRoster(rosters, named.name, login) : null;
}
