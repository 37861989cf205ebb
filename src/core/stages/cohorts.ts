/** Whether every cohort fares: none worse off than the bound of utility allows, and none that only the candidate served. */
import type { RolloutLimits } from '../../schema/configuration.ts';
import type { StageCheck } from '../../schema/promotion-report.ts';
import type { Arm } from '../guardrails/unpaired/arm.ts';
import { compareStrata } from '../guardrails/unpaired/compare.ts';
import { cohortsOf } from './arms.ts';
import type { Asked } from './checks.ts';

/** No cohort that can be judged is worse off than the bound allows for all; the error is shared among the cohorts. */
export function checkCohorts({ candidate, baseline, confidence, guardrails, rollout }: Asked): StageCheck {
  const id = 'cohorts';
  const limit = guardrails?.utility_delta?.min;
  if (limit === undefined) return { id, status: 'inconclusive', reason: 'no bound of utility is declared' };
  const [own, others] = [cohortsOf(candidate), cohortsOf(baseline)];
  const each = 1 - (1 - confidence) / Math.max(1, own.size);
  const found = [...own]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, arm]) => judgeCohort(name, arm, { other: others.get(name) ?? null, each, limit, rollout }));
  const worse = found.filter(({ status }) => status === 'worse');
  if (worse.length > 0) return { id, status: 'fail', reason: `worse off: ${namesOf(worse)}`, limit };
  if (found.filter(({ isShared }) => isShared).length < 2) {
    const reason = 'fewer than two cohorts have runs of both tuples: let runs name their cohort';
    return { id, status: 'inconclusive', reason };
  }
  const open = found.filter(({ status }) => status === 'open');
  if (open.length === 0) return { id, status: 'pass', reason: `${found.length} cohorts are no worse off`, limit };
  return { id, status: 'inconclusive', reason: `too little is known of ${namesOf(open)}`, limit };
}

type Beside = {
  /** The baseline's runs of the cohort. */
  readonly other: Arm | null;
  readonly each: number;
  readonly limit: number;
  readonly rollout: RolloutLimits;
};

function judgeCohort(name: string, arm: Arm, { other, each, limit, rollout }: Beside) {
  const compared = other === null ? null : compareStrata(other, arm, each);
  const hasFailed = [...arm.cells.values()].some(({ failures }) => failures.policy + failures.safety > 0);
  if (compared === null) return { name, isShared: false, status: hasFailed ? 'worse' : 'open' } as const;
  const { keys, left_out, metrics } = compared;
  const least = Math.max(30, Math.floor(rollout.min_runs / 10));
  const isFew = Math.min(keys.candidate, keys.baseline) < least || left_out.candidate > 0;
  const { lower, upper } = metrics.utility;
  const status = hasFailed || (!isFew && upper < limit) ? 'worse' : isFew || lower < limit ? 'open' : 'fine';
  return { name, isShared: true, status } as const;
}

function namesOf(cohorts: readonly { readonly name: string }[]): string {
  const shown = cohorts.slice(0, 5).map(({ name }) => name);
  return `${shown.join(', ')}${cohorts.length > 5 ? ` and ${cohorts.length - 5} more` : ''}`;
}
