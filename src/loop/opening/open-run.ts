/** What every run and every search begins with: documents checked, checkout as committed, ledger verified, targets named. */
import { checkBeforeRun, type RepositoryCheck } from '../../core/repository/check-repository.ts';
import { CONFIGURATION_PATH, READ_PATHS } from '../../core/repository/layout.ts';
import type { Repository } from '../../core/repository/repository.ts';
import { digestOf } from '../../kit/canonical.ts';
import { AutotuneError } from '../../kit/errors.ts';
import type { Configuration, Target } from '../../schema/configuration.ts';
import type { ShardOrigin } from '../../schema/replay-shard.ts';
import { loadRepository } from '../documents/load-repository.ts';
import { checkAnchors } from '../ledger/check-anchors.ts';
import { openJournal } from '../ledger/journal.ts';
import { openAuditedSets } from '../replay/audited-sets.ts';
import type { SharedReplays } from '../replay/replay-set.ts';
import type { World } from '../world.ts';
import type { RunContext } from './target-run.ts';

/** Opens what other machines replayed, for a search that begins at an origin. Throws where it was made of another. */
export type OpenShards = (origin: ShardOrigin) => Promise<SharedReplays>;

export type OpenOptions = {
  readonly intent?: string;
  readonly isDryRun: boolean;
  /** Name and version of this program, for the documents it writes. */
  readonly producer: string;
  /** What is asked of the documents; by default what nobody who opens a run can do without. */
  readonly check?: RepositoryCheck;
  /** What other machines replayed for this search. */
  readonly shards?: OpenShards;
};

export type OpenedRun = {
  readonly context: Omit<RunContext, 'mayOpen' | 'readAhead'>;
  readonly targets: readonly Target[];
  /** Whether one intent was asked for, which is then searched whether it is due or not. */
  readonly isNamed: boolean;
};

/**
 * Opens a run. Whoever does closes `context.audited`. Throws for shards that are not whole, not each there once, or not
 * of this very state: `SHARD_INVALID`, `SHARDS_INCOMPLETE`, `SHARD_DIFFERS`.
 */
export async function openRun(world: World, options: OpenOptions): Promise<OpenedRun> {
  // Git answers while the documents are read; what is wrong is told in this order, whatever is known first.
  const asked = [
    world.forge.base(),
    uncommitted(world, options),
    openJournal(world.ledger),
    world.clock.now(),
  ] as const;
  const [{ repository, configuration }] = await Promise.all([
    readChecked(world, options.check),
    Promise.allSettled(asked),
  ]);
  const base = await asked[0];
  assertCommitted(await asked[1]);
  const journal = await asked[2];
  const now = await asked[3];
  const { producer, isDryRun, intent } = options;
  const targets = targetsNamed(configuration, intent);
  await checkAnchors({ world, journal, repository, now });
  const origin = originOf({ producer, base, configuration });
  const shared = options.shards === undefined ? null : await options.shards(origin);
  const audited = openAuditedSets(world);
  const fixed = { world, journal, repository, configuration, base, now, audited, producer, isDryRun, shared };
  return {
    context: { ...fixed, open: new Map(), overtaken: new Set(), followed: null },
    targets,
    isNamed: intent !== undefined,
  };
}

/** The state that everything a search comes to rests on, the ledger apart. */
export function originOf({
  producer,
  base,
  configuration,
}: Pick<RunContext, 'producer' | 'base' | 'configuration'>): ShardOrigin {
  return { producer, base_commit: base.commit, configuration: digestOf(configuration) };
}

async function readChecked(
  { workspace }: World,
  check: RepositoryCheck = checkBeforeRun,
): Promise<{ repository: Repository; configuration: Configuration }> {
  const { repository, problems } = await loadRepository(workspace, check);
  const errors = problems.filter(({ severity }) => severity === 'error');
  if (errors.length > 0) {
    throw new AutotuneError(
      'DOCUMENTS_INVALID',
      `${errors.length} ${errors.length === 1 ? 'problem' : 'problems'} in the documents`,
      { problems: errors },
    );
  }
  const configuration = repository.configurations[0]?.value;
  if (configuration === undefined) throw new AutotuneError('CONFIG_MISSING', `${CONFIGURATION_PATH} is not there`);
  return { repository, configuration };
}

async function uncommitted({ forge }: World, { isDryRun }: OpenOptions): Promise<readonly string[]> {
  return isDryRun ? [] : forge.uncommitted(READ_PATHS);
}

/** A proposal is a diff against a commit, so what was scored has to be what is committed. */
function assertCommitted(uncommitted: readonly string[]): void {
  if (uncommitted.length === 0) return;
  const problems = uncommitted.map(
    (file) =>
      ({
        severity: 'error',
        code: 'WORKTREE_DIRTY',
        file,
        line: 0,
        column: 0,
        message: 'differs from the commit',
      }) as const,
  );
  const message = `${uncommitted.length} files differ from the commit that a proposal would be built on`;
  throw new AutotuneError('WORKTREE_DIRTY', message, { problems });
}

function targetsNamed({ targets }: Configuration, intent: string | undefined): readonly Target[] {
  const named = intent === undefined ? targets : targets.filter((target) => target.intent === intent);
  if (named.length === 0) throw new AutotuneError('USAGE', `${CONFIGURATION_PATH} has no target for ${intent}`);
  return named;
}
