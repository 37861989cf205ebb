/**
 * What is kept of the replays of one case when another machine made them: exactly what comparing them needs, so that
 * whoever adds the shares up comes to the same figures as one machine.
 */
import { canonicalJson } from '../../kit/canonical.ts';
import type { GoldenCase } from '../../schema/golden-case.ts';
import type { MissingAnswer, ReplayAnswer, ShardCase } from '../../schema/replay-shard.ts';
import type { Suite } from './suite.ts';
import type { Missing, Scored } from './tally.ts';

type Kept = Omit<ShardCase, 'case'>;

/** The replays of a case under several configurations, each different one once. */
export function keptOf(golden: GoldenCase, seen: readonly (Scored | Missing)[]): Kept {
  const answers = openList<ReplayAnswer>();
  const missing = openList<MissingAnswer>();
  const under = seen.map((one) =>
    'status' in one
      ? -1 - missing.positionOf({ status: one.status, reason: one.reason })
      : answers.positionOf(answerOf(golden, one)),
  );
  return { answers: answers.items, missing: missing.items, under };
}

/**
 * The same replays again, one for each of `count` configurations; null where what was kept does not fit the case, the
 * suite or that number.
 */
export function seenIn(
  kept: Kept,
  { golden, suite, count }: { readonly golden: GoldenCase; readonly suite: Suite; readonly count: number },
): readonly (Scored | Missing)[] | null {
  const scored = kept.answers.flatMap((answer) => scoredBy(answer, golden, suite) ?? []);
  if (scored.length !== kept.answers.length || kept.under.length !== count) return null;
  const seen = kept.under.flatMap((at) => (at < 0 ? kept.missing[-1 - at] : scored[at]) ?? []);
  return seen.length === count ? seen : null;
}

/** Whether two replays of a case are the same in everything that is kept of them. */
export function isSameSeen(golden: GoldenCase, one: Scored | Missing, other: Scored | Missing): boolean {
  return canonicalJson(keptOf(golden, [one])) === canonicalJson(keptOf(golden, [other]));
}

function answerOf({ plans }: GoldenCase, { transcript, card, fidelity }: Scored): ReplayAnswer {
  const plan = plans.findIndex(({ calls }) => calls === transcript.calls);
  if (plan < 0) throw new RangeError('a transcript of no recorded plan');
  return {
    outcome: transcript.outcome,
    approval: transcript.approval,
    plan,
    cost_cents: transcript.cost_cents,
    latency_ms: transcript.latency_ms,
    fidelity,
    approval_bypass: card.approval_bypass === 0 ? 0 : 1,
    evidence_coverage: orNull(card.evidence_coverage),
    scores: Array.from(card.values, orNull),
  };
}

function scoredBy(answer: ReplayAnswer, { plans }: GoldenCase, suite: Suite): Scored | null {
  const { outcome, approval, cost_cents, latency_ms, fidelity, approval_bypass, evidence_coverage, scores } = answer;
  const calls = plans[answer.plan]?.calls;
  if (calls === undefined || scores.length !== suite.judges.length) return null;
  return {
    transcript: { outcome, approval, calls, cost_cents, latency_ms },
    card: {
      values: Float64Array.from(scores, (score) => score ?? Number.NaN),
      invalid: null,
      approval_bypass,
      evidence_coverage: evidence_coverage ?? Number.NaN,
    },
    fidelity,
  };
}

function orNull(value: number): number | null {
  return Number.isNaN(value) ? null : value;
}

/** A list in which equal items stand once. */
function openList<Item>() {
  const items: Item[] = [];
  const positions = new Map<string, number>();
  return {
    items,
    positionOf(item: Item): number {
      const key = JSON.stringify(item);
      const known = positions.get(key);
      if (known !== undefined) return known;
      positions.set(key, items.length);
      return items.push(item) - 1;
    },
  };
}
