/** Reviews of pull requests on GitHub, as far as the token may read them: a refusal is an answer about the token. */
import type { Review, Reviewed, Reviews } from '../../ports/reviews.ts';
import type { Environment } from '../git/git.ts';
import { isOneOf } from './accounts.ts';
import { GivenReview, ReviewedPull } from './answers.ts';
import { githubClient } from './client.ts';
import { type GitHubRepository, githubRepository } from './repository.ts';
import { githubSettings } from './settings.ts';
import { isMember, roleOf } from './standing.ts';
import type { Timing } from './timing.ts';
import { type Known, told } from './told.ts';

/** Throws `FORGE_SETTINGS` where the environment does not say which repository, or not with which token. */
export function openReviews(environment: Environment, timing?: Timing): Reviews {
  const repository = githubRepository(githubClient(githubSettings(environment, timing)), true);
  const { github } = repository;
  return {
    of: (change) => told(() => reviewsOf(repository, change)),
    roleOf: (person) => roleOf(github, person),
    isMember: (team, login) => isMember(github, team, login),
  };
}

type Asked = Parameters<Reviews['of']>[0];

async function reviewsOf(repository: GitHubRepository, { head, number }: Asked): Promise<Known<Reviewed>> {
  const { github } = repository;
  const pull = number === null ? await pullAt(repository, head) : { known: number };
  if ('unknown' in pull) return pull;
  const at = { number: pull.known };
  const about = await github.read('pulls/{number}', at, ReviewedPull);
  if (about === null) return { unknown: `GitHub does not tell this token about #${pull.known}` };
  const ours = await repository.identities();
  const reviews: Review[] = [];
  for await (const { user, state, commit_id } of github.list('pulls/{number}/reviews', at, GivenReview)) {
    if (state === 'PENDING') continue;
    const person = user ?? null;
    reviews.push({
      author: person && {
        id: String(person.id),
        login: person.login,
        isPerson: person.type === 'User' && !isOneOf(ours, person),
      },
      state: STATES[state],
      commit: commit_id ?? null,
    });
  }
  return { known: { authorId: about.user ? String(about.user.id) : null, reviews } };
}

const STATES = {
  APPROVED: 'approved',
  CHANGES_REQUESTED: 'changes_requested',
  COMMENTED: 'commented',
  DISMISSED: 'dismissed',
} as const;

/** The open pull request with a head commit; its reviews are nobody else's, so two of them are none. */
async function pullAt({ github }: GitHubRepository, head: string): Promise<Known<number>> {
  const found: number[] = [];
  for await (const pull of github.list('commits/{head}/pulls', { head }, ReviewedPull)) {
    if (pull.state === 'open' && pull.head.sha === head) found.push(pull.number);
  }
  const [only, ...more] = found;
  if (only === undefined) return { unknown: 'GitHub has no open pull request with this head' };
  return more.length === 0 ? { known: only } : { unknown: `#${found.join(' and #')} have the same head` };
}
