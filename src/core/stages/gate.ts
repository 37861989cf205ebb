/**
 * Whether a rollout may go on to its next stage, by production runs of this stage alone. It is asked again each day, so
 * each day's question spends a part of the allowed error: runs count up to the end of the last full day.
 */

import type { Guardrails, Rollout } from '../../schema/configuration.ts';
import { RISK_CLASSES, type RiskClass, STAGES, type Stage } from '../../schema/ids.ts';
import type { ProductionRun } from '../../schema/production-run.ts';
import type { StageCheck, StageEvidence } from '../../schema/promotion-report.ts';
import type { ReleaseRecord } from '../../schema/release-record.ts';
import { pooled, wholeOf } from '../guardrails/unpaired/arm.ts';
import { compareStrata } from '../guardrails/unpaired/compare.ts';
import { DAY_MS, type StageArm, stageArms } from './arms.ts';
import { type Candidacy, countFloors, noFloors } from './candidacy.ts';
import {
  type Asked,
  checkBounds,
  checkFloor,
  checkSample,
  checkTrend,
  checkWindow,
  limitsOf,
  lineageCheck,
} from './checks.ts';
import { checkCohorts } from './cohorts.ts';
import { lineageOf } from './lineage.ts';

/** The stage after another one; `finished` after the last: then nothing is rolled out any more. */
export function nextStage(stage: Stage): Stage | 'finished' {
  return STAGES[STAGES.indexOf(stage) + 1] ?? 'finished';
}

export type Rolling = {
  readonly record: ReleaseRecord;
  readonly candidate: string;
  readonly candidacy: Candidacy;
  readonly riskClass: RiskClass;
  readonly guardrails: Guardrails | null;
  readonly rollout: Rollout | undefined;
  /** Of all looks together that pass what should not. */
  readonly confidence: number;
  readonly now: string;
};

export type StageWatch = { add(run: ProductionRun): void; read(): StageEvidence };

/** Collects the runs of a rollout's stage. */
export function watchStage(rolling: Rolling): StageWatch {
  const { record, candidate, now } = rolling;
  const { stage, since } = record.rollout;
  const { intent, id: baseline } = record.release_tuple;
  const from = Date.parse(since);
  const until = Math.floor(Date.parse(now) / DAY_MS) * DAY_MS;
  const arms = stageArms(middleOf(from, until));
  const floors = noFloors();
  const contradicted = new Map<string, number>();
  let unexplained = 0;
  let seen = 0;
  return {
    add(run) {
      if (run.intent_id !== intent) return;
      const isServed = countFloors(floors, rolling.candidacy, run) && run.release_tuple_id === candidate;
      const at = Date.parse(run.at);
      if ((at < from && !isServed) || at >= until) return;
      const lineage = lineageOf(run, stage, { candidate, baseline });
      if (lineage.kind === 'earlier' || (at < from && lineage.kind !== 'contradicted')) return;
      seen++;
      if (lineage.kind === 'contradicted') {
        contradicted.set(lineage.why, (contradicted.get(lineage.why) ?? 0) + 1);
        return;
      }
      unexplained += Number(lineage.kind === 'unexplained');
      arms.add(lineage.arm, run);
    },
    read() {
      const full_days = Math.max(0, Math.floor((until - Math.ceil(from / DAY_MS) * DAY_MS) / DAY_MS));
      const confidence = confidenceOnDay(rolling.confidence, full_days);
      const { guardrails, riskClass: risk_class } = rolling;
      const rollout = limitsOf(rolling.rollout);
      const asked = { ...compared(arms, confidence), floors, confidence, rollout, guardrails };
      return {
        ...{ schema_version: 1, intent, risk_class, stage, candidate, baseline, from: since },
        ...{ until: instantOf(until), full_days, confidence: Number(confidence.toPrecision(6)) },
        runs: { candidate: asked.candidate.runs, baseline: asked.baseline.runs },
        checks: [
          lineageCheck({ runs: seen, unexplained, contradicted }),
          ...(full_days === 0 ? [NO_DAY, ...brokenFloors(asked)] : checksOf(stage, asked, full_days)),
        ],
      };
    },
  };
}

/** What is asked of both tuples at once: all runs of each, and how they differ within the same risk class and cohort. */
function compared(arms: { readonly candidate: StageArm; readonly baseline: StageArm }, confidence: number) {
  const { early, late, days } = arms.candidate;
  const candidate = pooled([early, late]);
  const baseline = pooled([arms.baseline.early, arms.baseline.late]);
  return {
    ...{ candidate, baseline, whole: wholeOf(candidate), days: days.size },
    difference: compareStrata(baseline, candidate, confidence),
    trend: compareStrata(early, late, confidence),
  };
}

/** The midnight nearest to it. */
function middleOf(from: number, until: number): number {
  return Math.round((from + until) / 2 / DAY_MS) * DAY_MS;
}

const NO_DAY: StageCheck = { id: 'sample', status: 'inconclusive', reason: 'no full day of this stage is over yet' };

/** A failure need not wait for the end of a day. */
function brokenFloors(asked: Asked): StageCheck[] {
  return (['policy', 'safety'] as const).map((id) => checkFloor(id, asked)).filter(({ status }) => status === 'fail');
}

/** The allowed error over days without end: the k-th of them spends 6/(pi k)^2 of it. */
export function confidenceOnDay(confidence: number, day: number): number {
  return 1 - ((1 - confidence) * 6) / (Math.PI * Math.max(1, day)) ** 2;
}

function checksOf(stage: Stage, asked: Asked, fullDays: number): StageCheck[] {
  const isOver = stage === '100%';
  const isLate = STAGES.indexOf(stage) >= STAGES.indexOf('5%_low_risk');
  return [
    checkSample(asked, !isOver),
    checkFloor('policy', asked),
    checkFloor('safety', asked),
    // Once everybody is served the candidate there is nothing left to compare it with.
    ...(isOver ? [] : checkBounds(asked)),
    ...(isLate ? [...checkTrend('corrected', asked, !isOver), ...checkTrend('escalated', asked, !isOver)] : []),
    ...(stage === '25%_monitored' ? [checkCohorts(asked)] : []),
    ...(isOver ? [checkWindow(asked, fullDays)] : []),
  ];
}

export type Gate = { readonly decision: 'promote' | 'pause' | 'stop'; readonly reason: string };

/** `stop` where harm is shown, `pause` where something is missing. */
export function decideStage(
  { checks, risk_class }: StageEvidence,
  rollout: Rollout | undefined,
  approver: string | null,
): Gate {
  const failed = checks.filter(({ status }) => status === 'fail');
  if (failed.length > 0) return { decision: 'stop', reason: told(failed) };
  const open = checks.filter(({ status }) => status === 'inconclusive');
  const limit = limitsOf(rollout).unnamed_up_to;
  const needsName = RISK_CLASSES.indexOf(risk_class) > RISK_CLASSES.indexOf(limit);
  const unnamed =
    needsName && approver === null
      ? [`${risk_class} intents need a named approver, such as whoever says /autotune promote on the merged proposal`]
      : [];
  if (open.length > 0) return { decision: 'pause', reason: [told(open), ...unnamed].join('; ') };
  if (unnamed.length > 0) return { decision: 'pause', reason: unnamed.join('') };
  return { decision: 'promote', reason: `${checks.length} of ${checks.length} questions of the stage are answered` };
}

function told(checks: readonly StageCheck[]): string {
  return checks.map(({ id, reason }) => `${id}: ${reason}`).join('; ');
}

function instantOf(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}
