/** `autotune run`: every due target, one after the other, into one report. */
import { checkBeforeRun } from '../core/repository/check-repository.ts';
import { CONFIGURATION_PATH, READ_PATHS } from '../core/repository/layout.ts';
import type { Repository } from '../core/repository/repository.ts';
import { digestOf, shortDigest } from '../kit/canonical.ts';
import { AutotuneError } from '../kit/errors.ts';
import type { Configuration, Target } from '../schema/configuration.ts';
import type { Operation, ProposalOutcome, RunReport } from '../schema/run-report.ts';
import { openAuditedSets } from './audited-sets.ts';
import { isDue } from './due.ts';
import { openJournal } from './journal.ts';
import { loadRepository } from './load-repository.ts';
import { prepareAhead } from './prepare-target.ts';
import type { OpenProposal } from './propose.ts';
import { runTarget } from './run-target.ts';
import { NOTHING_CONSIDERED, type RunContext, type TargetOutcome } from './target-run.ts';
import type { World } from './world.ts';

export type RunOptions = {
  readonly intent?: string;
  readonly isDryRun: boolean;
  /** Name and version of this program, for the documents it writes. */
  readonly producer: string;
};

export async function run(world: World, options: RunOptions): Promise<RunReport> {
  // Git answers while the documents are read; what is wrong is told in this order, whatever is known first.
  const asked = [
    world.forge.base(),
    uncommitted(world, options),
    openJournal(world.ledger),
    world.clock.now(),
  ] as const;
  const [{ repository, configuration }] = await Promise.all([readChecked(world), Promise.allSettled(asked)]);
  const base = await asked[0];
  assertCommitted(await asked[1]);
  const journal = await asked[2];
  const now = await asked[3];
  const audited = openAuditedSets(world);
  const context = { world, journal, repository, configuration, base, now, audited, ...options };
  const targets = targetsNamed(configuration, options.intent);
  const isNamed = options.intent !== undefined;
  const outcomes: TargetOutcome[] = [];
  const errors: AutotuneError[] = [];
  try {
    for (const [i, target] of targets.entries()) {
      const opened = outcomes.filter(({ proposal }) => proposal?.operation === 'created').length;
      const mayOpen = configuration.proposals.max_new_per_run - opened;
      const next = targets[i + 1];
      // Where production runs decide what is due, a set read ahead may be one that nobody needs.
      const isSure = next !== undefined && (isNamed || configuration.experience === undefined);
      const readAhead = () => {
        if (isSure) prepareAhead(context, next).catch(() => undefined);
      };
      const outcome = await runOne({ ...context, mayOpen, readAhead }, target, isNamed);
      outcomes.push(outcome.outcome);
      if (outcome.error !== null) errors.push(outcome.error);
      audited.keepFor(targets.slice(i + 1));
    }
  } finally {
    audited.close();
  }
  world.progress.done();
  return reportOf(repository, outcomes, errors);
}

async function readChecked({ workspace }: World): Promise<{ repository: Repository; configuration: Configuration }> {
  const { repository, problems } = await loadRepository(workspace, checkBeforeRun);
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

async function uncommitted({ forge }: World, { isDryRun }: RunOptions): Promise<readonly string[]> {
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

/** A target that fails must not take the others with it: its error is told, and the next one is tried. */
async function runOne(
  context: RunContext,
  target: Target,
  isNamed: boolean,
): Promise<{ outcome: TargetOutcome; error: AutotuneError | null }> {
  const nothing = (result: 'refused' | 'no_proposal', reason: string): TargetOutcome => ({
    runId: null,
    result: { intent: target.intent, metric: target.metric, result, reason, ...NOTHING_CONSIDERED },
    proposal: null,
    strategy: null,
    candidates: 0,
    replays: 0,
  });
  try {
    const due = isNamed ? null : await isDue(context, target);
    if (due !== null && !due.due) return { outcome: nothing('no_proposal', due.reason), error: null };
    const outcome = await runTarget(context, target);
    const error =
      outcome.result.result === 'refused'
        ? new AutotuneError('CONTRACT_INCOMPLETE', `${target.intent}: ${outcome.result.reason}`)
        : null;
    return { outcome, error };
  } catch (error) {
    if (!(error instanceof AutotuneError) || STOPS_ALL.has(error.code)) throw error;
    return { outcome: nothing('refused', error.message), error };
  }
}

/** Errors after which nothing may be decided for any target. */
const STOPS_ALL = new Set<string>(['LEDGER_BROKEN', 'LEDGER_BUSY', 'GIT_FAILED', 'SELF_TEST_FAILED', 'INTERNAL']);

const BY_WEIGHT: readonly Operation[] = ['created', 'updated', 'held', 'unchanged'];

function reportOf(
  { packs }: Repository,
  outcomes: readonly TargetOutcome[],
  errors: readonly AutotuneError[],
): RunReport {
  const opened = outcomes.flatMap(({ proposal }) => (proposal === null ? [] : [proposal]));
  const ids = outcomes.flatMap(({ runId }) => (runId === null ? [] : [runId]));
  const sum = (of: (outcome: TargetOutcome) => number) => outcomes.reduce((total, outcome) => total + of(outcome), 0);
  return {
    operation: BY_WEIGHT.find((operation) => opened.some((proposal) => proposal.operation === operation)) ?? 'none',
    run_id: ids.length === 1 ? (ids[0] ?? '') : `run_${shortDigest(digestOf(ids))}`,
    targets: outcomes.map(({ result }) => result),
    proposals: opened.map(({ proposal, branch, commit }) => ({ ...proposal, branch, commit })),
    outcomes: opened.map((proposal) => outcomeOf(proposal, packs)),
    search: {
      strategy: [...new Set(outcomes.flatMap(({ strategy }) => strategy ?? []))].join(', ') || 'none',
      candidates: sum(({ candidates }) => candidates),
      replays: sum(({ replays }) => replays),
      seconds: 0,
    },
    errors: errors.map(({ code, message, hint, problems }) => ({
      code,
      message,
      hint,
      problems: [...problems],
    })),
  };
}

function outcomeOf({ proposal, operation, pullRequest }: OpenProposal, packs: Repository['packs']): ProposalOutcome {
  const pack = packs.find(({ value }) => value.intents.some(({ id }) => id === proposal.target.intent));
  const paths = Object.keys(proposal.candidate_change.patch);
  return {
    proposal_id: proposal.tuning_proposal_id,
    operation,
    ...(pullRequest === undefined ? {} : { pull_request: pullRequest }),
    places:
      pack === undefined
        ? []
        : paths.map((path) => ({ path, file: pack.path, line: pack.locate(path.split('.')).line })),
  };
}
