/**
 * Brings the ledger branch of GitHub into the checkout's remote-tracking ref, whole, so that the same git reading
 * verifies it as everywhere.
 */
import type { Repository } from '../git/git.ts';
import { LEDGER_BRANCH } from '../git/ledger-branch.ts';
import { fetchedCommit, fetchRefs } from './git-fetch.ts';
import type { GitHubSettings } from './settings.ts';

const TRACKING = `refs/remotes/origin/${LEDGER_BRANCH}`;
const REFSPEC = `+refs/heads/${LEDGER_BRANCH}:${TRACKING}`;

/** The commit that the branch is at on GitHub, with all of its history in the checkout; null where there is none. */
export async function fetchLedger(checkout: Repository, settings: GitHubSettings): Promise<string | null> {
  if (!(await fetchRefs(checkout, settings, [REFSPEC]))) return null;
  return fetchedCommit(checkout, TRACKING);
}
