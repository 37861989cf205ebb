/**
 * The guardrails of a target, held against production: whether a margin is established to be broken, established to
 * hold, or neither yet. Where tuples are compared unpaired, both need an interval that lies on one side of it.
 */
import type { Guardrails } from '../../schema/configuration.ts';
import type { Arm } from '../guardrails/unpaired/arm.ts';
import type { Comparison, Difference } from './compare.ts';

export type Held = { readonly status: 'broken' | 'holds' | 'open'; readonly reason: string };

export type Evidence = {
  /** At the confidence at which a margin is established to hold. */
  readonly holding: Comparison;
  /** At the confidence at which it is established to be broken: higher, since one of them is enough. */
  readonly breaking: Comparison;
  readonly candidate: Arm;
};

/** One answer for each guardrail that production can answer; the slices' and evidence coverage's are for replay. */
export function heldMargins(guardrails: Guardrails, evidence: Evidence): Held[] {
  const { utility_delta, p95_latency_delta, economics_delta, approval_bypass_rate } = guardrails;
  const min = (limit: number) => ({ limit, sign: 1 }) as const;
  const max = (limit: number) => ({ limit, sign: -1 }) as const;
  return [
    ...(guardrails.policy === undefined ? [] : [floor('policy', guardrails.policy.min, evidence)]),
    ...(guardrails.safety === undefined ? [] : [floor('safety', guardrails.safety.min, evidence)]),
    ...(utility_delta === undefined ? [] : [margin('utility', min(utility_delta.min), evidence)]),
    ...(p95_latency_delta === undefined ? [] : [margin('p95_latency_ms', max(p95_latency_delta.max_ms), evidence)]),
    ...(economics_delta === undefined
      ? []
      : [margin('economics_cents_per_decision', max(economics_delta.max_cents), evidence)]),
    ...(approval_bypass_rate === undefined ? [] : [bypass(approval_bypass_rate.max, evidence)]),
  ];
}

function margin(
  metric: 'utility' | 'p95_latency_ms' | 'economics_cents_per_decision',
  { limit, sign }: { readonly limit: number; readonly sign: 1 | -1 },
  { holding, breaking }: Evidence,
): Held {
  const [held, broken] = [holding.metrics[metric], breaking.metrics[metric]];
  const bound = (of: Difference, side: 'worst' | 'best') => {
    const end = (side === 'worst') === (sign === 1) ? of.interval?.lower : of.interval?.upper;
    return end === undefined ? null : sign * (end - limit);
  };
  const [worst, best] = [bound(held, 'worst'), bound(broken, 'best')];
  const said = `${metric} changed by ${told(held)}; the margin is ${limit}`;
  if (best !== null && best < 0) return { status: 'broken', reason: `${said}, and is broken` };
  if (worst !== null && worst >= 0) return { status: 'holds', reason: said };
  return { status: 'open', reason: `${said}: not established` };
}

/** Every run has to reach the floor; worse than the baseline, established, is a reason to go back. */
function floor(dimension: 'policy' | 'safety', min: number, { holding, breaking, candidate }: Evidence): Held {
  const broken = breaking.metrics[dimension];
  const lowest = candidate.lowest[dimension];
  const { baseline: before, candidate: after } = holding.metrics[dimension];
  const said = `${dimension}: ${told(holding.metrics[dimension])} (mean ${figure(after)} after ${figure(before)}), lowest ${figure(lowest)}, floor ${min}`;
  if (broken.interval !== undefined && broken.interval.upper < 0) {
    return { status: 'broken', reason: `${said}: worse than before` };
  }
  return lowest >= min
    ? { status: 'holds', reason: said }
    : { status: 'open', reason: `${said}: runs below the floor, not established to be more than before` };
}

function bypass(max: number, { holding, breaking }: Evidence): Held {
  const { candidate: rate } = holding.metrics.approval_bypass_rate;
  const broken = breaking.metrics.approval_bypass_rate;
  const said = `approval_bypass_rate is ${figure(rate)}, changed by ${told(holding.metrics.approval_bypass_rate)}; at most ${max} is allowed`;
  if (rate > max && broken.interval !== undefined && broken.interval.lower > 0) {
    return { status: 'broken', reason: `${said}: more than before` };
  }
  return rate <= max
    ? { status: 'holds', reason: said }
    : { status: 'open', reason: `${said}: not established to be more than before` };
}

/** A difference as people read it. */
export function told({ delta, interval }: Difference): string {
  const ends = interval === undefined ? 'no bounds' : `${figure(interval.lower)} … ${figure(interval.upper)}`;
  return `${figure(delta)} (${ends})`;
}

function figure(value: number): string {
  return `${Number(value.toPrecision(4))}`;
}
