/**
 * Whose token it is. GitHub tells that by GraphQL, which is asked by POST; a run that may only read asks by GET, which
 * the tokens of workflows and Apps are refused, and then goes by who wrote the ledger last.
 */
import { excerpt } from '../../kit/problem.ts';
import { LEDGER_BRANCH } from '../git/ledger-branch.ts';
import { isSignedForUs } from './accounts.ts';
import { Commit, Ref, User, Viewer } from './answers.ts';
import type { GitHub } from './client.ts';
import { VIEWER } from './documents.ts';
import { GitHubFailure } from './failure.ts';
import type { Account } from './settings.ts';

/** The account of a workflow's own token. Nobody can register a login with brackets. */
export const WORKFLOW_LOGIN = 'github-actions[bot]';

/** The account first, then those that were ours before. */
export async function askIdentities(github: GitHub): Promise<readonly Account[]> {
  const { viewer } = await github.graphql(VIEWER, {}, Viewer);
  return [{ id: viewer.databaseId ?? null, login: viewer.login }, ...github.settings.aliases];
}

/** The same by GET alone, which tells it of few tokens. Of the others it is unknown, and `warn` is told whose it is taken for. */
export async function seekIdentities(github: GitHub, warn: (sentence: string) => void): Promise<readonly Account[]> {
  const { aliases } = github.settings;
  const user = await github.readOutside('/user', {}, User).catch((error: unknown) => {
    if (error instanceof GitHubFailure && (error.status === 401 || error.status === 403)) return null;
    throw error;
  });
  if (user !== null) return [user, ...aliases];
  const last = await lastOfLedger(github);
  const account = (last === null ? null : botOf(last)) ?? { id: null, login: WORKFLOW_LOGIN };
  // Where there is no ledger, nothing of autotune's is there that could be taken for somebody else's.
  if (last !== null) warn(takenFor(account, last));
  return [account, ...aliases];
}

async function lastOfLedger(github: GitHub): Promise<Commit | null> {
  const ref = await github.read('git/ref/{ref}', { ref: `heads/${LEDGER_BRANCH}` }, Ref);
  return ref === null ? null : github.read('commits/{ref}', { ref: ref.object.sha }, Commit);
}

/** The App or workflow that GitHub vouches for as the one who wrote a commit. */
function botOf(commit: Commit): Account | null {
  const { id, login } = commit.author ?? {};
  const account = { id: id ?? null, login: login ?? null };
  return login?.endsWith('[bot]') === true && isSignedForUs(commit, [account]) ? account : null;
}

function takenFor({ login }: Account, last: Commit): string {
  const why = botOf(last) === null ? 'and no App wrote the ledger last' : 'which wrote the ledger last';
  return `whose token this is stays unknown, since GitHub tells it by POST alone and this run only reads: it is taken for that of ${excerpt(login ?? '', 100)}, ${why}; what other accounts opened is autotune’s own only where \`bot-aliases\` names them`;
}
