/** What GitHub was asked and may have refused to tell: a refusal is an answer about the token, an outage is an error. */
import { excerpt } from '../../kit/problem.ts';
import { GitHubFailure } from './failure.ts';

export type Known<T> = { known: T } | { unknown: string };

/** The answer, or `unknown` where GitHub refuses it. Throws where it does not answer, or limits how often it does. */
export async function told<T>(ask: () => Promise<Known<T>>): Promise<Known<T>> {
  try {
    return await ask();
  } catch (error) {
    const isRefusal = error instanceof GitHubFailure && error.status !== null && error.status < 500;
    if (!isRefusal || error.code === 'RATE_LIMITED') throw error;
    return { unknown: `GitHub does not tell this token: ${excerpt(error.message, 200)}` };
  }
}
