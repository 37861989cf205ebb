/** The ports of a run on GitHub, built over one client; read only by runs that are on GitHub. */
import type { Clock } from '../../ports/clock.ts';
import type { Conversation } from '../../ports/conversation.ts';
import type { Forge } from '../../ports/forge.ts';
import type { Ledger } from '../../ports/ledger.ts';
import { systemClock } from '../clock/system.ts';
import type { Environment, Repository } from '../git/git.ts';
import { githubClient } from './client.ts';
import { githubConversation } from './conversation.ts';
import type { Warn } from './decoration.ts';
import { githubForge } from './forge.ts';
import { githubLedger } from './ledger.ts';
import { githubRepository } from './repository.ts';
import { githubSettings } from './settings.ts';

export type GitHubWorld = {
  readonly forge: Forge;
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly conversation: Conversation;
};

/**
 * @param isDryRun asks nothing of GitHub but by GET
 * @param warn is told what could not be done and matters too little to end a run
 */
export function githubWorld(
  checkout: Repository,
  environment: Environment,
  { isDryRun, warn }: { readonly isDryRun: boolean; readonly warn: Warn },
): GitHubWorld {
  const repository = githubRepository(githubClient(githubSettings(environment)), !isDryRun, warn);
  return {
    forge: githubForge(checkout, repository, warn),
    ledger: githubLedger(checkout, repository),
    clock: systemClock(environment),
    conversation: githubConversation(repository, warn),
  };
}
