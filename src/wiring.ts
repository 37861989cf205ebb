/** The composition root: the only place that knows which edge answers which port. */

import { repositoryClock } from './edge/clock/repository.ts';
import { dryRunConversation, dryRunForge, dryRunLedger } from './edge/dry-run.ts';
import { openShardFiles, readPlanFile, writeHandedFile } from './edge/files/handed-over.ts';
import { spillingScratch } from './edge/files/scratch.ts';
import { inScratch } from './edge/files/scratch-workspace.ts';
import { ageKeyring, openSeal } from './edge/files/seal.ts';
import { nodeWorkspace } from './edge/files/workspace.ts';
import { openRepository, type Repository } from './edge/git/git.ts';
import { gitHistory } from './edge/git/history.ts';
import { gitLedger } from './edge/git/ledger.ts';
import { ledgerBranch } from './edge/git/ledger-branch.ts';
import { type Person, readPerson } from './edge/git/person.ts';
import { treeWorkspace } from './edge/git/tree-workspace.ts';
import type { GitHubWorld } from './edge/github/world.ts';
import { localForge } from './edge/local/forge.ts';
import { type Outline, outlineProgress } from './edge/progress/outline.ts';
import { type Screen, terminalProgress } from './edge/progress/terminal.ts';
import { queryCommands } from './edge/query/command.ts';
import { IDENTITY_VARIABLE } from './kit/secret.ts';
import type { CommandPorts } from './loop/commands/command.ts';
import type { GateWorld } from './loop/gate/request.ts';
import type { World } from './loop/world.ts';
import type { CommentEvent } from './ports/conversation.ts';
import type { Hosting } from './ports/hosting.ts';
import type { Judging } from './ports/judging.ts';
import type { Keyring } from './ports/keyring.ts';
import type { Progress } from './ports/progress.ts';
import type { Reviews } from './ports/reviews.ts';

export type Settings = {
  /** A directory inside the checkout. */
  readonly repo: string;
  readonly isDryRun: boolean;
  /** Where proposals and the ledger live: the git repository itself, or the one that GitHub serves. */
  readonly forge: 'local' | 'github';
  /** Where progress is shown, if anybody watches: a line that is rewritten, or an outline of lines that stay. */
  readonly screen: Screen | Outline;
  readonly environment: Readonly<Record<string, string | undefined>>;
};

/** The checkout alone, for verbs that only read and stamp files; outside a checkout the directory itself. */
export async function wireWorkspace(
  settings: Omit<Settings, 'isDryRun' | 'forge'>,
): Promise<Pick<World, 'workspace' | 'progress'>> {
  const root = await openRepository(settings.repo, settings.environment).then(
    (repository) => repository.root,
    () => settings.repo,
  );
  const seal = openSeal(settings.environment[IDENTITY_VARIABLE]);
  return { workspace: nodeWorkspace(root, seal), progress: progressOn(settings.screen) };
}

function progressOn(screen: Settings['screen']): Progress {
  return 'open' in screen ? outlineProgress(screen) : terminalProgress(screen);
}

/** The checkout for `init`, and a place to prepare it in. Throws `REPO_NOT_FOUND` where there is none. */
export async function wireSetup(settings: Omit<Settings, 'isDryRun' | 'forge'>) {
  const { root } = await openRepository(settings.repo, settings.environment);
  return { workspace: nodeWorkspace(root), progress: progressOn(settings.screen), inScratch };
}

/** Who stands at the terminal. Throws `REPO_NOT_FOUND` and `PERSON_UNKNOWN`. */
export async function wirePerson({ repo, environment }: Pick<Settings, 'repo' | 'environment'>): Promise<Person> {
  return readPerson(await openRepository(repo, environment));
}

/** What makes identities; it needs no checkout. */
export function wireKeyring(): Keyring {
  return ageKeyring;
}

/** What answers for the host's settings; null where nobody is asked. Throws `FORGE_SETTINGS` where it is not said whom. */
export async function wireHosting({
  forge,
  environment,
}: Pick<Settings, 'forge' | 'environment'>): Promise<Hosting | null> {
  if (forge === 'local') return null;
  const { openHosting } = await import('./edge/github/hosting.ts');
  return openHosting(environment);
}

/** What tells who reviewed a change; null where nobody is asked. */
async function wireReviews({ forge, environment }: Pick<Settings, 'forge' | 'environment'>): Promise<Reviews | null> {
  if (forge === 'local') return null;
  const { openReviews } = await import('./edge/github/reviews.ts');
  return openReviews(environment);
}

/** What the host wants judged, and where that is shown. Throws like `wire`. */
export async function wireJudging({ repo, environment }: Omit<Settings, 'isDryRun'>): Promise<Judging> {
  const [checkout, { openJudging }] = await Promise.all([
    openRepository(repo, environment),
    import('./edge/github/judging.ts'),
  ]);
  return openJudging(checkout, environment);
}

/** The world of a search: it writes nothing, and there is nothing in it that opens a sealed set. Throws like `wire`. */
export function wireSearch(settings: Omit<Settings, 'isDryRun'>): Promise<World> {
  const { [IDENTITY_VARIABLE]: _, ...environment } = settings.environment;
  return wire({ ...settings, environment, isDryRun: true });
}

/** What the gate asks: the ledger is read, and nothing is written anywhere. Throws like `wire`. */
export async function wireGate(settings: Omit<Settings, 'isDryRun'>): Promise<GateWorld> {
  const { environment, repo } = settings;
  const checkout = await openRepository(repo, environment);
  const progress = progressOn(settings.screen);
  const { ledger, clock } =
    settings.forge === 'local'
      ? localWorld(checkout, environment)
      : await wireGitHub(checkout, { ...settings, isDryRun: true }, progress);
  const seal = openSeal(environment[IDENTITY_VARIABLE]);
  return {
    history: gitHistory(checkout),
    filesAt: (tree) => treeWorkspace(checkout, tree, seal),
    ledger: dryRunLedger(ledger),
    clock,
    progress,
    scratch: spillingScratch(),
    hosting: await wireHosting(settings),
    reviews: await wireReviews(settings),
  };
}

/** What jobs hand to each other stands as files wherever they are put, in no checkout. */
export { openShardFiles, readPlanFile, writeHandedFile };

/**
 * Builds the world of a run. Throws `REPO_NOT_FOUND` where there is no checkout, `FORGE_SETTINGS` where GitHub is meant
 * and the environment does not say which.
 */
export async function wire(settings: Settings): Promise<World> {
  const checkout = await openRepository(settings.repo, settings.environment);
  const progress = progressOn(settings.screen);
  const host =
    settings.forge === 'local'
      ? localWorld(checkout, settings.environment)
      : await wireGitHub(checkout, settings, progress);
  return worldOf(settings, checkout, { ...host, progress });
}

/** The world of a command that a comment gives, with the event that told of it. Throws like `wire`, and `EVENT_UNSUPPORTED`. */
export async function wireCommand(
  settings: Settings,
): Promise<{ readonly ports: Omit<CommandPorts, 'producer'>; readonly event: CommentEvent }> {
  const { readCommentEvent } = await import('./edge/github/event.ts');
  const event = await readCommentEvent(settings.environment);
  const checkout = await openRepository(settings.repo, settings.environment);
  const progress = progressOn(settings.screen);
  const host = await wireGitHub(checkout, settings, progress);
  const conversation = settings.isDryRun ? dryRunConversation(host.conversation) : host.conversation;
  return { ports: { world: worldOf(settings, checkout, { ...host, progress }), conversation }, event };
}

function worldOf(
  { environment, isDryRun }: Settings,
  checkout: Repository,
  { forge, ledger, clock, progress }: Omit<World, 'workspace' | 'query' | 'scratch'>,
): World {
  return {
    workspace: nodeWorkspace(checkout.root, openSeal(environment[IDENTITY_VARIABLE])),
    forge: isDryRun ? dryRunForge(forge) : forge,
    ledger: isDryRun ? dryRunLedger(ledger) : ledger,
    query: queryCommands(checkout.root, withoutSecrets(environment)),
    scratch: spillingScratch(),
    clock,
    progress,
  };
}

/** What a command of the user's may be given: nothing that opens a sealed set, and no token of autotune's. */
function withoutSecrets(environment: Settings['environment']): Settings['environment'] {
  const { [IDENTITY_VARIABLE]: _, GITHUB_TOKEN: __, ...others } = environment;
  return others;
}

function localWorld(
  checkout: Repository,
  environment: Settings['environment'],
): Pick<World, 'forge' | 'ledger' | 'clock'> {
  const branch = ledgerBranch(checkout);
  return {
    forge: localForge(checkout, branch),
    ledger: gitLedger(checkout, branch, environment['AUTOTUNE_RECREATE_LEDGER'] === 'true'),
    clock: repositoryClock(checkout),
  };
}

/** Read only by runs that are on GitHub. */
async function wireGitHub(
  checkout: Repository,
  { environment, isDryRun }: Settings,
  progress: Progress,
): Promise<GitHubWorld> {
  const { githubWorld } = await import('./edge/github/world.ts');
  return githubWorld(checkout, environment, { isDryRun, warn: (sentence) => progress.warn(sentence) });
}
