/** The questions of the stages, each with a verdict of three values: what the runs cannot tell is no pass. */
import { rateBounds } from '../../kit/beta.ts';
import type { Guardrails, Rollout, RolloutLimits } from '../../schema/configuration.ts';
import type { StageCheck } from '../../schema/promotion-report.ts';
import type { Arm } from './arms.ts';
import { type Difference, meanDifference, p95Difference, rateDifference, utilityDifference } from './bounds.ts';
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
  /** Over all runs of the candidate, whatever stage they name. */
  readonly floors: Floors;
  readonly confidence: number;
  readonly rollout: RolloutLimits;
  /** Null where no target declares bounds for the intent. */
  readonly guardrails: Guardrails | null;
};

export function checkSample({ candidate, baseline, rollout }: Asked, needsBaseline: boolean): StageCheck {
  const { min_runs: limit } = rollout;
  const fewest = needsBaseline ? Math.min(candidate.runs, baseline.runs) : candidate.runs;
  const counted = `${candidate.runs} runs of the candidate${needsBaseline ? ` and ${baseline.runs} of the baseline` : ''}`;
  const isEnough = fewest >= limit;
  const reason = isEnough ? counted : `${counted}, of ${limit} each: ${limit - fewest} more are missing`;
  return { id: 'sample', status: isEnough ? 'pass' : 'inconclusive', reason, observed: fewest, limit };
}

/** No failure since the candidate was admitted, and so many runs of this stage that more than the allowed rate had shown one. */
export function checkFloor(id: 'policy' | 'safety', { candidate, floors, confidence, rollout }: Asked): StageCheck {
  const limit = rollout.max_failure_rate;
  if (floors[id] > 0) {
    const observed = finite(floors[id] / floors.runs);
    const upper = finite(rateBounds(floors[id], floors.runs, confidence).upper);
    const reason = `${floors[id]} of ${floors.runs} runs since the candidate was admitted failed`;
    return { id, status: 'fail', reason, observed, upper, limit };
  }
  const { upper } = rateBounds(0, candidate.runs, confidence);
  const shared = { id, observed: candidate.runs === 0 ? null : 0, upper: finite(upper), limit };
  const said = `0 of ${candidate.runs} runs failed, so at most ${percent(upper)} do`;
  if (upper <= limit) return { ...shared, status: 'pass', reason: said };
  const needed = Math.ceil(Math.log(1 - confidence) / Math.log(1 - limit));
  return { ...shared, status: 'inconclusive', reason: `${said}; ${percent(limit)} takes ${needed} runs` };
}

/** The declared bounds of the target, on this stage's runs of both tuples. */
export function checkBounds(asked: Asked): StageCheck[] {
  const { candidate, baseline, confidence, guardrails } = asked;
  if (guardrails === null) {
    const reason = 'no target of the configuration declares bounds for this intent';
    return [{ id: 'bounds', status: 'inconclusive', reason }];
  }
  const { utility_delta, p95_latency_delta, economics_delta, approval_bypass_rate } = guardrails;
  const rate = rateBounds(candidate.bypasses, candidate.runs, confidence);
  return [
    ...(utility_delta === undefined
      ? []
      : [atLeast('utility_delta', utilityDifference(candidate, baseline, confidence), utility_delta.min)]),
    ...(p95_latency_delta === undefined
      ? []
      : [atMost('p95_latency_delta', p95Difference(candidate, baseline, confidence), p95_latency_delta.max_ms)]),
    ...(economics_delta === undefined
      ? []
      : [
          atMost(
            'economics_delta',
            meanDifference(candidate.economics, baseline.economics, confidence),
            economics_delta.max_cents,
          ),
        ]),
    ...(approval_bypass_rate === undefined ? [] : [checkBypass(asked, rate, approval_bypass_rate.max)]),
  ];
}

function checkBypass(
  { candidate, rollout }: Asked,
  { lower, upper }: { readonly lower: number; readonly upper: number },
  max: number,
): StageCheck {
  // Of what may never happen no run can be proof; it is held to the rate that failures are held to.
  const limit = max === 0 ? rollout.max_failure_rate : max;
  const observed = candidate.runs === 0 ? null : candidate.bypasses / candidate.runs;
  const shared = { id: 'approval_bypass_rate', observed, lower: finite(lower), upper: finite(upper), limit };
  const said = `${candidate.bypasses} of ${candidate.runs} runs bypassed an approval`;
  const isBroken = max === 0 ? candidate.bypasses > 0 : lower > max;
  if (isBroken) return { ...shared, status: 'fail', reason: said };
  const isProved = upper <= limit;
  return { ...shared, status: isProved ? 'pass' : 'inconclusive', reason: `${said}, so at most ${percent(upper)} do` };
}

/** Corrections and escalations: neither more frequent than under the baseline nor rising within the stage. */
export function checkTrend(kind: 'corrected' | 'escalated', asked: Asked, needsBaseline: boolean): StageCheck[] {
  const { candidate, baseline, confidence, rollout } = asked;
  const limit = rollout.max_rise;
  const [early, late] = halves(candidate, kind);
  const trend = rateDifference(late, early, confidence);
  const rising = atMost(`${kind}_trend`, trend, limit);
  // Within the bound is not enough where it went up: down, or nothing at all.
  const isDown = late.count * early.runs <= early.count * late.runs;
  const kept: StageCheck =
    rising.status === 'pass' && !isDown
      ? { ...rising, status: 'inconclusive', reason: `${rising.reason}; it went up between the halves of the stage` }
      : rising;
  if (!needsBaseline) return [kept];
  const of = (arm: Arm) => ({ count: arm[kind], runs: arm.runs });
  return [kept, atMost(`${kind}_delta`, rateDifference(of(candidate), of(baseline), confidence), limit)];
}

/** The runs of a stage before and after the middle of its days. */
function halves({ days }: Arm, kind: 'corrected' | 'escalated') {
  const sorted = [...days].sort(([a], [b]) => a - b).map(([, day]) => day);
  const middle = Math.ceil(sorted.length / 2);
  const sum = (part: typeof sorted) => ({
    count: part.reduce((total, day) => total + day[kind], 0),
    runs: part.reduce((total, day) => total + day.runs, 0),
  });
  return [sum(sorted.slice(0, middle)), sum(sorted.slice(middle))] as const;
}

/** No cohort that can be judged is worse off than the bound allows for all; the error is shared among the cohorts. */
export function checkCohorts({ candidate, baseline, confidence, guardrails, rollout }: Asked): StageCheck {
  const id = 'cohorts';
  const shared = [...candidate.cohorts]
    .filter(([name]) => baseline.cohorts.has(name))
    .sort(([a], [b]) => (a < b ? -1 : 1));
  const limit = guardrails?.utility_delta?.min;
  if (limit === undefined) return { id, status: 'inconclusive', reason: 'no bound of utility is declared' };
  if (shared.length < 2) {
    const reason = 'fewer than two cohorts have runs of both tuples: let runs name their cohort';
    return { id, status: 'inconclusive', reason };
  }
  const each = 1 - (1 - confidence) / shared.length;
  const least = Math.max(30, Math.floor(rollout.min_runs / 10));
  const found = shared.map(([name, sums]) => {
    const other = baseline.cohorts.get(name);
    const isFew = Math.min(sums.read().count, other?.read().count ?? 0) < least;
    return { name, isFew, difference: other === undefined ? null : meanDifference(sums, other, each) };
  });
  const worse = found.filter(({ isFew, difference }) => !isFew && (difference?.upper ?? 0) < limit);
  if (worse.length > 0) return { id, status: 'fail', reason: `worse off: ${namesOf(worse)}`, limit };
  const open = found.filter(
    ({ isFew, difference }) => isFew || (difference?.lower ?? Number.NEGATIVE_INFINITY) < limit,
  );
  if (open.length === 0) return { id, status: 'pass', reason: `${shared.length} cohorts are no worse off`, limit };
  return { id, status: 'inconclusive', reason: `too little is known of ${namesOf(open)}`, limit };
}

function namesOf(cohorts: readonly { readonly name: string }[]): string {
  const shown = cohorts.slice(0, 5).map(({ name }) => name);
  return `${shown.join(', ')}${cohorts.length > 5 ? ` and ${cohorts.length - 5} more` : ''}`;
}

/** So many full days in which everybody was served the candidate, each with runs. */
export function checkWindow({ candidate, rollout }: Asked, fullDays: number): StageCheck {
  const limit = rollout.window_days;
  const seen = candidate.days.size;
  const isOver = fullDays >= limit && seen >= limit;
  const silent = fullDays - seen;
  const more = silent > 0 ? `, ${silent} of them without runs` : '';
  const reason = `${fullDays} full days${more}${isOver ? '' : `, of ${limit} with runs`}`;
  return { id: 'clean_window', status: isOver ? 'pass' : 'inconclusive', reason, observed: seen, limit };
}

function atLeast(id: string, { observed, lower, upper }: Difference, limit: number): StageCheck {
  const status = lower >= limit ? 'pass' : upper < limit ? 'fail' : 'inconclusive';
  return figure(id, status, { observed, lower, upper }, limit);
}

function atMost(id: string, { observed, lower, upper }: Difference, limit: number): StageCheck {
  const status = upper <= limit ? 'pass' : lower > limit ? 'fail' : 'inconclusive';
  return figure(id, status, { observed, lower, upper }, limit);
}

function figure(id: string, status: StageCheck['status'], bounds: Difference, limit: number): StageCheck {
  const { observed, lower, upper } = bounds;
  const reason =
    Number.isFinite(lower) || Number.isFinite(upper)
      ? `${readable(observed)}, between ${readable(lower)} and ${readable(upper)}; the bound is ${limit}`
      : 'there are not enough runs to tell';
  return { id, status, reason, observed: finite(observed), lower: finite(lower), upper: finite(upper), limit };
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
