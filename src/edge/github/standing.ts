/** What somebody is in a repository, asked so that no answer is told apart from a no: a refusal is never a right. */
import * as z from 'zod';
import type { Role, Told } from '../../schema/role.ts';
import type { GitHub } from './client.ts';
import { GitHubFailure } from './failure.ts';
import { readRole } from './role.ts';

const Membership = z.object({ state: z.string() });

/** `absent` where the login is nobody's, or another's by now. */
export async function roleOf(
  github: GitHub,
  { id, login }: { readonly id: string; readonly login: string },
): Promise<Told<Role>> {
  const told = await answered(() => readRole(github, login));
  if ('unknown' in told) return told;
  return told.known?.id === id ? { known: told.known.role } : { unknown: 'absent' };
}

/** @param team `org/team` */
export function isMember(github: GitHub, team: string, login: string): Promise<Told<boolean>> {
  const [org = '', slug = ''] = team.split('/');
  const path = '/orgs/{org}/teams/{slug}/memberships/{login}';
  return answered(async () => (await github.readOutside(path, { org, slug, login }, Membership))?.state === 'active');
}

/** A limit ends the run, as everywhere; any other failure is no answer. */
async function answered<T>(ask: () => Promise<T>): Promise<Told<T>> {
  try {
    return { known: await ask() };
  } catch (error) {
    if (!(error instanceof GitHubFailure) || error.code === 'RATE_LIMITED') throw error;
    return { unknown: error.code === 'FORGE_FORBIDDEN' ? 'forbidden' : 'unreachable' };
  }
}
