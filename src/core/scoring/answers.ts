/**
 * What is kept of the replays of one case when another machine made them: exactly what comparing them needs, so that
 * whoever adds the shares up comes to the same figures as one machine.
 */
import type { GoldenCase } from '../../schema/golden-case.ts';
import type { ShardCase } from '../../schema/replay-shard.ts';
import type { Suite } from './suite.ts';
import type { Missing, Scored } from './tally.ts';

/** The replays of a case under several configurations, list by list. */
export function keptOf(
  { plans }: GoldenCase,
  suite: Suite,
  seen: readonly (Scored | Missing)[],
): Omit<ShardCase, 'case'> {
  const scored = seen.flatMap((one) => ('status' in one ? [] : [one]));
  const each = <Value>(read: (one: Scored) => Value) => shortened(scored.map(read));
  return {
    outcome: each(({ transcript }) => transcript.outcome),
    approval: each(({ transcript }) => transcript.approval),
    plan: each(({ transcript }) => plans.findIndex(({ calls }) => calls === transcript.calls)),
    cost_cents: each(({ transcript }) => transcript.cost_cents),
    latency_ms: each(({ transcript }) => transcript.latency_ms),
    fidelity: each(({ fidelity }) => fidelity),
    approval_bypass: each(({ card }) => (card.approval_bypass === 0 ? 0 : 1)),
    evidence_coverage: each(({ card }) => orNull(card.evidence_coverage)),
    scores: suite.judges.map((_, judge) => each(({ card }) => orNull(card.values[judge] ?? Number.NaN))),
    missing: seen.flatMap((one, at) => ('status' in one ? [{ at, status: one.status, reason: one.reason }] : [])),
  };
}

/**
 * The same replays again, one for each of `count` configurations; null where what was kept does not fit the case, the
 * suite or that number.
 */
export function seenIn(
  kept: ShardCase,
  { golden, suite, count }: { readonly golden: GoldenCase; readonly suite: Suite; readonly count: number },
): readonly (Scored | Missing)[] | null {
  const missing = new Map(kept.missing.map(({ at, status, reason }) => [at, { status, reason }]));
  const scored = count - missing.size;
  const { case: _, scores, missing: __, ...lists } = kept;
  const isWhole = [...Object.values(lists), ...scores].every(({ length }) => length === scored || length === 1);
  if (!isWhole || missing.size !== kept.missing.length || scores.length !== suite.judges.length) return null;
  const seen: (Scored | Missing)[] = [];
  let next = 0;
  for (let at = 0; at < count; at++) {
    const one = missing.get(at) ?? scoredAt(kept, next++, golden);
    if (one === null) return null;
    seen.push(one);
  }
  return next === scored ? seen : null;
}

function scoredAt(kept: ShardCase, position: number, { plans }: GoldenCase): Scored | null {
  const outcome = valueAt(kept.outcome, position);
  const approval = valueAt(kept.approval, position);
  const calls = plans[valueAt(kept.plan, position) ?? -1]?.calls;
  const cost_cents = valueAt(kept.cost_cents, position);
  const latency_ms = valueAt(kept.latency_ms, position);
  const fidelity = valueAt(kept.fidelity, position);
  const approval_bypass = valueAt(kept.approval_bypass, position);
  if (outcome === undefined || approval === undefined || calls === undefined || fidelity === undefined) return null;
  if (cost_cents === undefined || latency_ms === undefined || approval_bypass === undefined) return null;
  const values = new Float64Array(kept.scores.length);
  for (let judge = 0; judge < values.length; judge++) {
    values[judge] = valueAt(kept.scores[judge] ?? [], position) ?? Number.NaN;
  }
  const evidence_coverage = valueAt(kept.evidence_coverage, position) ?? Number.NaN;
  return {
    transcript: { outcome, approval, calls, cost_cents, latency_ms },
    card: { values, invalid: null, approval_bypass, evidence_coverage },
    fidelity,
  };
}

/** Whether two replays of one case are the same in everything that is kept of them. */
export function isSameSeen(one: Scored | Missing, other: Scored | Missing): boolean {
  if ('status' in one || 'status' in other) {
    return 'status' in one && 'status' in other && one.status === other.status && one.reason === other.reason;
  }
  const [a, b] = [one.transcript, other.transcript];
  return (
    a.outcome === b.outcome &&
    a.approval === b.approval &&
    a.calls === b.calls &&
    Object.is(a.cost_cents, b.cost_cents) &&
    Object.is(a.latency_ms, b.latency_ms) &&
    one.fidelity === other.fidelity &&
    one.card.approval_bypass === other.card.approval_bypass &&
    Object.is(one.card.evidence_coverage, other.card.evidence_coverage) &&
    one.card.values.every((value, judge) => Object.is(value, other.card.values[judge]))
  );
}

/** One value where all are the same. */
function shortened<Value>(values: Value[]): Value[] {
  const [first] = values;
  return values.every((value) => Object.is(value, first)) ? values.slice(0, 1) : values;
}

function valueAt<Value>(values: readonly Value[], position: number): Value | undefined {
  return values.length === 1 ? values[0] : values[position];
}

function orNull(value: number): number | null {
  return Number.isNaN(value) ? null : value;
}
