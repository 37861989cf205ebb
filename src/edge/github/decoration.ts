/**
 * What goes with a pull request and may fail without harm: reviews that are asked for, then the label. A run may end
 * between any two of its writes; that the label comes last tells the next one whether there is anything left to do.
 */
import { excerpt } from '../../kit/problem.ts';
import { isOneOf } from './accounts.ts';
import { Anything, Happening, type Pull } from './answers.ts';
import { GitHubFailure } from './failure.ts';
import type { GitHubRepository } from './repository.ts';
import type { RequestReviewers } from './reviewers.ts';

const LABEL = 'autotune';

/** What cannot be done and does not matter enough to end a run, in a sentence. */
export type Warn = (sentence: string) => void;

export type Decoration = { readonly warn: Warn; readonly requestReviewers: RequestReviewers };

type Decorated = {
  readonly number: number;
  readonly reviewers: readonly string[];
  /** Whether this run opened it, so that it has no history yet. */
  readonly isNew: boolean;
};

/** Whether a pull request bears the label; one that does has had all of it. */
export function isDecorated({ labels }: Pull): boolean {
  return labels.some(({ name }) => name === LABEL);
}

/** Does what was not done before. What a person took away since then stays away. */
export async function decorate(
  repository: GitHubRepository,
  { number, reviewers, isNew }: Decorated,
  { warn, requestReviewers }: Decoration,
): Promise<void> {
  const { wasAsked, wasLabelled } = isNew ? NOTHING_YET : await historyOf(repository, number);
  if (wasLabelled) return;
  if (!wasAsked) await requestReviewers(number, reviewers);
  await repository.github
    .write('POST', 'issues/{number}/labels', { number, labels: [LABEL] }, Anything)
    .catch((error: unknown) => {
      if (!(error instanceof GitHubFailure)) throw error;
      warn(`the label could not be added: ${excerpt(error.message, 200)}`);
    });
}

const NOTHING_YET = { wasAsked: false, wasLabelled: false };

async function historyOf(repository: GitHubRepository, number: number): Promise<typeof NOTHING_YET> {
  const ours = await repository.identities();
  const history = { ...NOTHING_YET };
  for await (const { event, actor, label } of repository.github.list(
    'issues/{number}/timeline',
    { number },
    Happening,
  )) {
    if (!isOneOf(ours, actor)) continue;
    if (event === 'review_requested') history.wasAsked = true;
    if (event === 'labeled' && label?.name === LABEL) history.wasLabelled = true;
  }
  return history;
}
