/**
 * The production runs of one stage, collected run by run into as much as its gate asks: counts of what failed, sums for
 * means, counters for a percentile, days for a trend, cohorts. Its size does not grow with the number of runs.
 */
import { type MomentSums, momentSums, type Quantiles, quantiles } from '../../kit/sketch.ts';
import type { ProductionRun } from '../../schema/production-run.ts';

export type Day = { runs: number; corrected: number; escalated: number };

export type Arm = {
  runs: number;
  bypasses: number;
  corrected: number;
  escalated: number;
  /** Runs whose utility is 1. */
  whole: number;
  readonly utility: MomentSums;
  readonly economics: MomentSums;
  readonly latency: Quantiles;
  /** By days since 1970. */
  readonly days: Map<number, Day>;
  /** Utility by cohort, and in none of the cohorts that are kept. */
  readonly cohorts: Map<string, MomentSums>;
};

/** More cohorts than this are no cohorts; what is beyond counts as one. */
const MOST_COHORTS = 50;
const REST = 'others';
export const DAY_MS = 24 * 60 * 60 * 1000;

export function emptyArm(): Arm {
  return {
    ...{ runs: 0, bypasses: 0, corrected: 0, escalated: 0, whole: 0 },
    ...{ utility: momentSums(), economics: momentSums(), latency: quantiles() },
    ...{ days: new Map(), cohorts: new Map() },
  };
}

export function addRun(arm: Arm, run: ProductionRun): void {
  const { scorecard, operator_corrections, outcome, cohort: given, risk_class } = run;
  const isCorrected = operator_corrections.length > 0;
  const isEscalated = /^escalate/.test(outcome);
  arm.runs++;
  arm.bypasses += Number(scorecard.approval_bypass);
  arm.corrected += Number(isCorrected);
  arm.escalated += Number(isEscalated);
  arm.whole += Number(scorecard.utility === 1);
  arm.utility.add(scorecard.utility);
  arm.economics.add(scorecard.economics_cents);
  arm.latency.add(scorecard.latency_ms);
  const at = Math.floor(Date.parse(run.at) / DAY_MS);
  const day = arm.days.get(at) ?? { runs: 0, corrected: 0, escalated: 0 };
  arm.days.set(at, day);
  day.runs++;
  day.corrected += Number(isCorrected);
  day.escalated += Number(isEscalated);
  const named = given ?? risk_class;
  const cohort = arm.cohorts.has(named) || arm.cohorts.size < MOST_COHORTS ? named : REST;
  const sums = arm.cohorts.get(cohort) ?? momentSums();
  arm.cohorts.set(cohort, sums);
  sums.add(scorecard.utility);
}
