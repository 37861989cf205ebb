/** What the account that is used means for people, in sentences: who has to click what, so that nobody waits for nothing. */
import type { GitHubRepository } from './repository.ts';

/** GraphQL leaves the brackets of a bot away in places. Nobody else can have either name. */
const WORKFLOW = /^github-actions(?:\[bot\])?$/;
const APPROVAL =
  'This pull request was opened with the token of a workflow, so GitHub lets the workflows on it wait: someone with write access clicks “Approve workflows to run” at its checks, or uses the token of a GitHub App to be spared that.';
const NO_RUNS =
  'This pull request was opened with the token of a workflow, so this server starts no workflow on it; with the token of a GitHub App it would.';

/** The same at every run with the same account, so that a text which quotes them does not change. */
export async function noticesFor(repository: GitHubRepository): Promise<readonly string[]> {
  const [account] = await repository.identities();
  if (account === undefined || !WORKFLOW.test(account.login ?? '')) return [];
  return [isOnGitHubsOwnServers(repository.github.settings.serverUrl) ? APPROVAL : NO_RUNS];
}

/** github.com, and the tenants of ghe.com. */
function isOnGitHubsOwnServers(serverUrl: string): boolean {
  return /(?:^|\.)(?:github|ghe)\.com$/.test(new URL(serverUrl).hostname);
}
