/** A checkout and the GitHub it came from: the world that the GitHub edge is tested against. */
import { expect, onTestFinished } from 'vitest';
import { githubClient } from '../../src/edge/github/client.ts';
import { githubForge } from '../../src/edge/github/forge.ts';
import { githubLedger } from '../../src/edge/github/ledger.ts';
import { githubRepository } from '../../src/edge/github/repository.ts';
import { type GitHubSettings, githubSettings } from '../../src/edge/github/settings.ts';
import type { Timing } from '../../src/edge/github/timing.ts';
import type { Forge } from '../../src/ports/forge.ts';
import type { Ledger } from '../../src/ports/ledger.ts';
import type { WorldOptions } from '../world/options.ts';
import { createWorld, told, type World } from '../world/world.ts';
import { type TemporaryRepository, temporaryRepository } from './temporary-repository.ts';

/** Waits that are there, and take no time. */
export const QUICK: Timing = {
  writes: { burst: 1000, every: 1 },
  notifications: { burst: 1000, every: 1 },
  second: 5,
  longestWait: 60,
  answer: 10_000,
};

export type Shop = {
  readonly world: World;
  readonly checkout: TemporaryRepository;
  readonly warnings: readonly string[];
  settings(more?: Readonly<Record<string, string>>): GitHubSettings;
  forge(more?: Readonly<Record<string, string>>): Forge;
  ledger(more?: Readonly<Record<string, string>>): Ledger;
  /** Commits to the default branch on GitHub and brings the checkout there. */
  advance(files: Readonly<Record<string, string>>): Promise<void>;
};

export async function githubShop(options: WorldOptions = {}): Promise<Shop> {
  const checkout = await temporaryRepository();
  const world = await createWorld({ from: checkout.root, ...options });
  onTestFinished(async () => {
    // What the bed itself answers amiss is for its own tests to tell.
    const asked = world.takeViolations().filter(({ side }) => side === 'request');
    await world.close();
    expect(asked.map(told)).toEqual([]);
  });
  const warnings: string[] = [];
  const settings = (more: Readonly<Record<string, string>> = {}) =>
    githubSettings(
      {
        GITHUB_API_URL: world.apiUrl,
        GITHUB_GRAPHQL_URL: world.graphqlUrl,
        GITHUB_SERVER_URL: world.serverUrl,
        GITHUB_REPOSITORY: world.repository,
        GITHUB_TOKEN: world.token,
        ...more,
      },
      QUICK,
    );
  const repository = (more?: Readonly<Record<string, string>>) => githubRepository(githubClient(settings(more)), true);
  return {
    world,
    checkout,
    warnings,
    settings,
    forge: (more) => githubForge(checkout.repository, repository(more), (sentence) => warnings.push(sentence)),
    ledger: (more) => githubLedger(checkout.repository, repository(more)),
    async advance(files) {
      await world.person('ada').push('main', files);
      checkout.git('fetch', '-q', world.gitDir, 'main');
      checkout.git('reset', '-q', '--hard', 'FETCH_HEAD');
    },
  };
}
