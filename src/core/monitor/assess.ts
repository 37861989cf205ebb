/** Everything that production says of one release, put together: the comparison, the verdict, the closure, the prediction. */
import type { Target } from '../../schema/configuration.ts';
import type { Proposal } from '../../schema/proposal.ts';
import type { MonitoredDelta, ReleaseVerdict } from '../../schema/release-verdict.ts';
import { closureOf } from './closure.ts';
import { compareArms, MONITORED } from './compare.ts';
import { judgeRelease } from './judge.ts';
import { errorAfter } from './looks.ts';
import type { Evidence } from './margins.ts';
import { ownLimits } from './own-limits.ts';
import type { ReleaseWatch } from './watch.ts';

export type Asked = {
  readonly watch: ReleaseWatch;
  readonly stage: ReleaseVerdict['stage'];
  /** Null where the configuration has no target whose margins the release could be held against. */
  readonly target: Target | null;
  /** The proposal that brought the candidate; null where it is not on the base. */
  readonly proposal: Proposal | null;
  readonly generator: string | null;
  /** One-sided, of every bound. */
  readonly confidence: number;
  readonly minRuns: number;
};

/** How many margins production can be held against: the error of a wrong way back is shared among them. */
const MARGINS = 6;

export function assess(asked: Asked): ReleaseVerdict {
  const { watch, stage, target, proposal, generator, confidence, minRuns } = asked;
  const { intent, candidate, baseline } = watch.watched;
  const arms = watch.arms();
  const error = errorAfter(arms.candidate.runs, minRuns, 1 - confidence);
  const holding = compareArms(arms.baseline, arms.candidate, 1 - error);
  const breaking = compareArms(arms.baseline, arms.candidate, 1 - error / MARGINS);
  const evidence: Evidence | null =
    holding === null || breaking === null ? null : { holding, breaking, candidate: arms.candidate };
  const closure =
    target === null
      ? { status: 'no_band' as const, reason: 'no target names a band' }
      : closureOf(target, ownLimits(arms.candidate, target.metric, 1 - error));
  const isOwn = proposal === null || proposal.target.intent === intent;
  const judged =
    target === null
      ? { verdict: 'inconclusive' as const, reasons: [`the configuration has no target for ${intent}`] }
      : judgeRelease({ target, isOwn, evidence, design: arms.design, closure, minRuns });
  const compared = holding ?? {
    runs: NONE,
    keys: NONE,
    left_out: { baseline: arms.baseline.runs, candidate: arms.candidate.runs },
  };
  return {
    ...judged,
    candidate_tuple: candidate.id,
    baseline_tuple: baseline.id,
    stage,
    ...(proposal === null ? {} : { proposal_id: proposal.tuning_proposal_id }),
    ...(generator === null ? {} : { generator }),
    design: arms.design,
    confidence: 1 - error,
    runs: compared.runs,
    keys: compared.keys,
    left_out: {
      baseline: compared.left_out.baseline + arms.left_out.baseline,
      candidate: compared.left_out.candidate + arms.left_out.candidate,
    },
    metrics: holding === null ? {} : deltasOf(holding.metrics, proposal, intent),
    closure,
  };
}

const NONE = { baseline: 0, candidate: 0 };

type Predictions = Pick<NonNullable<Proposal['together']>, 'observed_delta' | 'intervals'>;

function deltasOf(
  metrics: NonNullable<ReturnType<typeof compareArms>>['metrics'],
  proposal: Proposal | null,
  intent: string,
): Record<string, MonitoredDelta> {
  const predictions = proposal === null ? undefined : predictionsOf(proposal, intent);
  return Object.fromEntries(
    MONITORED.map((metric) => {
      const found = metrics[metric];
      const delta = predictions?.observed_delta[metric];
      const interval = predictions?.intervals[metric];
      if (delta === undefined) return [metric, found];
      const contains =
        interval === undefined
          ? {}
          : { interval, contains: interval.lower <= found.delta && found.delta <= interval.upper };
      return [metric, { ...found, predicted: { delta, ...contains } }];
    }),
  );
}

/** What all cases of both sets said; of another intent that the change reaches, what its own goldens said. */
function predictionsOf(proposal: Proposal, intent: string): Predictions | undefined {
  if (proposal.target.intent !== intent) return proposal.also_affected?.[intent];
  const { together, observed_delta, intervals } = proposal;
  return together ?? { observed_delta, intervals: intervals ?? {} };
}
