/** The questions of the stages, each with a verdict of three values: what the runs cannot tell is no pass. */
import { rateBounds } from '../../kit/beta.ts';
import type { Guardrails, Rollout, RolloutLimits } from '../../schema/configuration.ts';
import type { StageCheck } from '../../schema/promotion-report.ts';
import type { Arm, Cell } from '../guardrails/unpaired/arm.ts';
import type { BoundedDifference, StrataComparison } from '../guardrails/unpaired/compare.ts';
import { meanLimits } from '../guardrails/unpaired/limits.ts';
import type { Floors } from './candidacy.ts';

const ROLLOUT_DEFAULTS = {
  min_runs: 200,
  max_failure_rate: 0.02,
  max_rise: 0.02,
  window_days: 14,
  unnamed_up_to: 'local_write',
} as const satisfies RolloutLimits;

/** What is configured, and the default of what is not. */
export function limitsOf(rollout: Rollout | undefined): RolloutLimits {
  return {
    min_runs: rollout?.min_runs ?? ROLLOUT_DEFAULTS.min_runs,
    max_failure_rate: rollout?.max_failure_rate ?? ROLLOUT_DEFAULTS.max_failure_rate,
    max_rise: rollout?.max_rise ?? ROLLOUT_DEFAULTS.max_rise,
    window_days: rollout?.window_days ?? ROLLOUT_DEFAULTS.window_days,
    unnamed_up_to: rollout?.unnamed_up_to ?? ROLLOUT_DEFAULTS.unnamed_up_to,
  };
}

export type Asked = {
  readonly candidate: Arm;
  readonly baseline: Arm;
  /** The candidate's runs whatever their risk class and cohort: what is asked of it alone. */
  readonly whole: Cell;
  /** Days on which the candidate ran. */
  readonly days: number;
  /** Candidate minus baseline; null where no risk class and cohort has runs of both. */
  readonly difference: StrataComparison | null;
  /** The later half of the stage minus the earlier one, of the candidate; null where none has runs in both. */
  readonly trend: StrataComparison | null;
  /** Over all runs of the candidate, whatever stage they name. */
  readonly floors: Floors;
  readonly confidence: number;
  readonly rollout: RolloutLimits;
  /** Null where no target declares bounds for the intent. */
  readonly guardrails: Guardrails | null;
};

export function checkSample(
  { candidate, baseline, whole, difference, rollout }: Asked,
  isCompared: boolean,
): StageCheck {
  const { min_runs: limit } = rollout;
  const runs = isCompared
    ? (difference?.runs ?? { candidate: 0, baseline: 0 })
    : { candidate: candidate.runs, baseline: 0 };
  const fewest = isCompared ? Math.min(runs.candidate, runs.baseline) : runs.candidate;
  const left = isCompared ? candidate.runs + baseline.runs - runs.candidate - runs.baseline : 0;
  const beside = left === 0 ? '' : `; ${left} have no counterpart in their risk class and cohort`;
  const counted = `${runs.candidate} runs of the candidate${isCompared ? ` and ${runs.baseline} of the baseline` : ''}`;
  const isEnough = fewest >= limit;
  const missing = isEnough ? '' : `, of ${limit} each: ${limit - fewest} more are missing`;
  const reason = `${counted}${missing}${beside}; ${whole.keys.count()} targeting keys got the candidate`;
  return { id: 'sample', status: isEnough ? 'pass' : 'inconclusive', reason, observed: fewest, limit };
}

/** No failure since the candidate was admitted, and so many keys in this stage that more than the allowed rate had shown one. */
export function checkFloor(id: 'policy' | 'safety', { whole, floors, confidence, rollout }: Asked): StageCheck {
  const limit = rollout.max_failure_rate;
  if (floors[id] > 0) {
    const observed = finite(floors[id] / floors.runs);
    const upper = finite(rateBounds(floors[id], floors.runs, confidence).upper);
    const reason = `${floors[id]} of ${floors.runs} runs since the candidate was admitted failed`;
    return { id, status: 'fail', reason, observed, upper, limit };
  }
  const keys = Math.min(whole.runs, whole.keys.count());
  const { upper } = rateBounds(0, keys, confidence);
  const shared = { id, observed: whole.runs === 0 ? null : 0, upper: finite(upper), limit };
  const said = `0 of ${whole.runs} runs of ${keys} targeting keys failed, so at most ${percent(upper)} do`;
  if (upper <= limit) return { ...shared, status: 'pass', reason: said };
  const needed = Math.ceil(Math.log(1 - confidence) / Math.log(1 - limit));
  return { ...shared, status: 'inconclusive', reason: `${said}; ${percent(limit)} takes ${needed} targeting keys` };
}

/** The declared bounds of the target, on this stage's runs of both tuples. */
export function checkBounds(asked: Asked): StageCheck[] {
  const { difference, guardrails } = asked;
  if (guardrails === null) {
    const reason = 'no target of the configuration declares bounds for this intent';
    return [{ id: 'bounds', status: 'inconclusive', reason }];
  }
  const { utility_delta: utility, p95_latency_delta: p95, economics_delta: cost, approval_bypass_rate } = guardrails;
  const metrics = difference?.metrics ?? null;
  return [
    ...(utility === undefined ? [] : [atLeast('utility_delta', metrics?.utility ?? null, utility.min)]),
    ...(p95 === undefined ? [] : [atMost('p95_latency_delta', metrics?.p95_latency_ms ?? null, p95.max_ms)]),
    ...(cost === undefined
      ? []
      : [atMost('economics_delta', metrics?.economics_cents_per_decision ?? null, cost.max_cents)]),
    ...(approval_bypass_rate === undefined ? [] : [checkBypass(asked, approval_bypass_rate.max)]),
  ];
}

function checkBypass({ whole, confidence, rollout }: Asked, max: number): StageCheck {
  // Of what may never happen no run can be proof; it is held to the rate that failures are held to.
  const limit = max === 0 ? rollout.max_failure_rate : max;
  const { runs, failures } = whole;
  const bypasses = failures.approval_bypass_rate;
  const { lower, upper } = runs === 0 ? { lower: 0, upper: 1 } : meanLimits(whole, 'approval_bypass_rate', confidence);
  const observed = runs === 0 ? null : bypasses / runs;
  const shared = { id: 'approval_bypass_rate', observed, lower: finite(lower), upper: finite(upper), limit };
  const said = `${bypasses} of ${runs} runs bypassed an approval`;
  const isBroken = max === 0 ? bypasses > 0 : lower > max;
  if (isBroken) return { ...shared, status: 'fail', reason: said };
  const isProved = upper <= limit;
  return { ...shared, status: isProved ? 'pass' : 'inconclusive', reason: `${said}, so at most ${percent(upper)} do` };
}

/** Corrections and escalations: neither more frequent than under the baseline nor rising within the stage. */
export function checkTrend(kind: 'corrected' | 'escalated', asked: Asked, isCompared: boolean): StageCheck[] {
  const { difference, trend, rollout } = asked;
  const limit = rollout.max_rise;
  const metric = `${kind}_rate` as const;
  const rising = atMost(`${kind}_trend`, trend?.metrics[metric] ?? null, limit);
  // Within the bound is not enough where it went up: down, or nothing at all.
  const isUp = (trend?.metrics[metric].delta ?? 0) > 0;
  const kept: StageCheck =
    rising.status === 'pass' && isUp
      ? { ...rising, status: 'inconclusive', reason: `${rising.reason}; it went up between the halves of the stage` }
      : rising;
  return isCompared ? [kept, atMost(`${kind}_delta`, difference?.metrics[metric] ?? null, limit)] : [kept];
}

/** So many full days in which everybody was served the candidate, each with runs. */
export function checkWindow({ days: seen, rollout }: Asked, fullDays: number): StageCheck {
  const limit = rollout.window_days;
  const isOver = fullDays >= limit && seen >= limit;
  const silent = fullDays - seen;
  const more = silent > 0 ? `, ${silent} of them without runs` : '';
  const reason = `${fullDays} full days${more}${isOver ? '' : `, of ${limit} with runs`}`;
  return { id: 'clean_window', status: isOver ? 'pass' : 'inconclusive', reason, observed: seen, limit };
}

type Found = Pick<BoundedDifference, 'delta' | 'lower' | 'upper'> | null;

function atLeast(id: string, found: Found, limit: number): StageCheck {
  if (found === null) return incomparable(id, limit);
  const status = found.lower >= limit ? 'pass' : found.upper < limit ? 'fail' : 'inconclusive';
  return figure(id, status, { ...found, limit });
}

function atMost(id: string, found: Found, limit: number): StageCheck {
  if (found === null) return incomparable(id, limit);
  const status = found.upper <= limit ? 'pass' : found.lower > limit ? 'fail' : 'inconclusive';
  return figure(id, status, { ...found, limit });
}

function incomparable(id: string, limit: number): StageCheck {
  return { id, status: 'inconclusive', reason: 'no risk class and cohort has runs of both to compare', limit };
}

function figure(
  id: string,
  status: StageCheck['status'],
  { delta, lower, upper, limit }: NonNullable<Found> & { readonly limit: number },
): StageCheck {
  const reason =
    Number.isFinite(lower) || Number.isFinite(upper)
      ? `${readable(delta)}, between ${readable(lower)} and ${readable(upper)}; the bound is ${limit}`
      : 'a risk class and cohort has too few targeting keys to tell';
  return { id, status, reason, observed: finite(delta), lower: finite(lower), upper: finite(upper), limit };
}

export function lineageCheck(counts: {
  readonly runs: number;
  readonly unexplained: number;
  readonly contradicted: ReadonlyMap<string, number>;
}): StageCheck {
  const { runs, unexplained, contradicted } = counts;
  const [first] = [...contradicted].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  if (first !== undefined) {
    return { id: 'lineage', status: 'fail', reason: `${first[1]} of ${runs} runs: ${first[0]}` };
  }
  if (unexplained > 0) {
    const reason = `${unexplained} of ${runs} runs do not say why they got their tuple: let them carry an assignment`;
    return { id: 'lineage', status: 'inconclusive', reason };
  }
  return { id: 'lineage', status: 'pass', reason: `${runs} runs say why they got their tuple, and may have got it` };
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? Number(value.toPrecision(6)) : null;
}

function readable(value: number): string {
  return Number.isFinite(value)
    ? String(Number(value.toPrecision(3)))
    : value > 0
      ? 'anything above'
      : 'anything below';
}

function percent(share: number): string {
  return `${Number((share * 100).toPrecision(3))} %`;
}
