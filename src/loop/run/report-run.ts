/** The report of a run, put together from what became of its targets. */
import type { Repository } from '../../core/repository/repository.ts';
import { digestOf, shortDigest } from '../../kit/canonical.ts';
import type { Operation, ProposalOutcome, RunReport } from '../../schema/run-report.ts';
import type { OpenProposal } from '../ledger/proposal-state.ts';
import type { RunContext, TargetOutcome } from '../opening/target-run.ts';
import { flaggedSurfaces } from '../proposals/rejections.ts';
import type { Ended } from './run-target.ts';

const BY_WEIGHT: readonly Operation[] = ['created', 'updated', 'held', 'unchanged'];

/** The report of a run whose targets came to their ends. */
export function reportOf(
  context: Pick<RunContext, 'journal' | 'repository' | 'now'>,
  ended: readonly Ended[],
): RunReport {
  const { packs } = context.repository;
  const outcomes = ended.map(({ outcome }) => outcome);
  const errors = ended.flatMap(({ error }) => error ?? []);
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
    flagged: [...flaggedSurfaces(context)],
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
