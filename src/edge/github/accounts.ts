/** Which accounts are ours, and what they vouch for: a name that anybody can type counts for nothing. */
import type { Commit } from './answers.ts';
import type { Account } from './settings.ts';

/** What GitHub signs with when it commits for somebody. */
const GITHUB_ITSELF = 'web-flow';

/** Whether an account of an answer is one of these. */
export function isOneOf(accounts: readonly Account[], user: Partial<Account> | null | undefined): boolean {
  if (user === null || user === undefined) return false;
  return accounts.some(({ id, login }) => {
    if (id !== null && id === user.id) return true;
    return (
      login !== null && (id === null || login.endsWith('[bot]')) && login.toLowerCase() === user.login?.toLowerCase()
    );
  });
}

/**
 * GitHub vouches for the committer alone; anybody may name the author. So the committer has to be GitHub, writing for
 * whoever asked, or autotune itself.
 */
export function isSignedForUs({ commit, author, committer }: Commit, ours: readonly Account[]): boolean {
  if (commit.verification?.verified !== true || !isOneOf(ours, account(author))) return false;
  return isOneOf(ours, account(committer)) || committer?.login === GITHUB_ITSELF;
}

function account(user: Commit['author']): Partial<Account> | null {
  return user === null || user === undefined ? null : { id: user.id ?? null, login: user.login ?? null };
}
