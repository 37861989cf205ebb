/** Asks people and teams for a review. One who cannot be asked must not keep the others from it: on a refusal by halves. */
import { excerpt } from '../../kit/problem.ts';
import { Anything } from './answers.ts';
import type { GitHub } from './client.ts';
import { GitHubFailure } from './failure.ts';

/** GitHub takes so many for one pull request. */
const MOST = 15;
const USER = /^@([A-Za-z0-9][A-Za-z0-9-]*)$/;
const TEAM = /^@[A-Za-z0-9][A-Za-z0-9-]*\/([\w.-]+)$/;

export type RequestReviewers = (number: number, reviewers: readonly string[]) => Promise<void>;

/**
 * Asks once for all of them, `@user` or `@org/team`; who could not be asked is told in one sentence, and not asked for
 * the next pull request: why GitHub refuses somebody does not change while a run lasts.
 */
export function reviewRequests(github: GitHub, warn: (sentence: string) => void): RequestReviewers {
  const known = new Set<string>();
  return async (number, reviewers) => {
    const unique = [...new Set(reviewers)].filter((owner) => !known.has(owner));
    const askable = unique.filter((owner) => USER.test(owner) || TEAM.test(owner)).slice(0, MOST);
    const refused = unique.filter((owner) => !askable.includes(owner));
    refused.push(...(await ask(github, number, askable)));
    if (refused.length === 0) return;
    for (const owner of refused) known.add(owner);
    warn(
      `no review could be asked of ${excerpt(refused.join(', '), 300)}; they may lack access, or the token may not see them`,
    );
  };
}

/** Answers those who could not be asked. */
async function ask(github: GitHub, number: number, owners: readonly string[]): Promise<readonly string[]> {
  if (owners.length === 0) return [];
  const named = (form: RegExp) => owners.flatMap((owner) => form.exec(owner)?.[1] ?? []);
  const body = { number, reviewers: named(USER), team_reviewers: named(TEAM) };
  try {
    await github.write('POST', 'pulls/{number}/requested_reviewers', body, Anything);
    return [];
  } catch (error) {
    if (!(error instanceof GitHubFailure)) throw error;
    if (error.status !== 422 || owners.length === 1) return owners;
    const half = Math.ceil(owners.length / 2);
    const first = await ask(github, number, owners.slice(0, half));
    return [...first, ...(await ask(github, number, owners.slice(half)))];
  }
}
