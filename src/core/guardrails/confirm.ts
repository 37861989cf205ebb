/**
 * What the held-out set says of one step: yes or no. Hard guardrails bind in full; a margin has to hold for the held-out
 * estimate itself and, with its interval, for search and held-out cases read together.
 */
import type { ScorecardDelta } from '../../schema/scorecard-delta.ts';
import type { Verdict } from '../../schema/verdict.ts';
import { checkGuardrails, worstOf } from './check-guardrails.ts';
import { type Guardrail, readable } from './guardrail.ts';
import { MIN_CASES } from './runs.ts';

/** The confidence that the k-th look at a set needs: the allowed error is shared out over the looks. */
export function confidenceAtLook(confidence: number, look: number): number {
  return 1 - (1 - confidence) / look;
}

/**
 * @param heldout the delta over the held-out set alone
 * @param pooled the delta over search and held-out cases, at the confidence of this look
 * @param inFull guardrails that the held-out set has to pass alone, interval and all: those that a candidate was chosen for
 */
export function confirm(
  guardrails: readonly Guardrail[],
  heldout: ScorecardDelta,
  pooled: ScorecardDelta,
  inFull: readonly string[] = [],
): Verdict[] {
  const asEstimated = checkGuardrails(guardrails, atPointEstimate(heldout));
  const together = checkGuardrails(guardrails, pooled);
  const measured = checkGuardrails(guardrails, heldout);
  return asEstimated.map((alone, i) => {
    const both = together[i] ?? alone;
    const observed = measured[i] ?? alone;
    const status = worstOf(inFull.includes(alone.guardrail) ? [observed, both] : [alone, both]);
    const reason =
      alone.status !== 'pass' || alone.guardrail === MIN_CASES
        ? alone.reason
        : both.interval === undefined || alone.interval === undefined
          ? both.reason
          : `${estimateOf(alone)}; with the search set ${both.reason}`;
    const { cases_needed: _, ...verdict } = observed;
    const needed = status === 'inconclusive' ? (both.cases_needed ?? observed.cases_needed) : undefined;
    return { ...verdict, status, reason, ...(needed === undefined ? {} : { cases_needed: needed }) };
  });
}

function estimateOf({ observed }: Verdict): string {
  return `${readable(observed ?? 0)} alone`;
}

/** The same delta with every interval and every bound shrunk to its estimate. */
function atPointEstimate({ metrics, upper_bounds, ...delta }: ScorecardDelta): ScorecardDelta {
  const exact = Object.entries(metrics).map(([name, metric]) => [
    name,
    metric.delta === null ? metric : { ...metric, interval: { lower: metric.delta, upper: metric.delta } },
  ]);
  // Those of hard dimensions are of failures, of which none was seen.
  const bypass = metrics['approval_bypass_rate']?.treatment ?? null;
  const bounds = bypass === null ? upper_bounds : { ...upper_bounds, approval_bypass_rate: bypass };
  return { ...delta, metrics: Object.fromEntries(exact), upper_bounds: bounds };
}
