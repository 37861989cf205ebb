/**
 * Losses planted into the results of a case, for the run's test of itself. They can be made of any scored case: cost and
 * latency have no upper end, and a case can always go missing; a score can fall wherever it is not zero.
 */

import type { Suite } from './suite.ts';
import type { Scored } from './tally.ts';

/** How much dearer and slower a planted loss is, per case. */
export type Burden = { readonly cents: number; readonly ms: number };

/** The same case with every judged dimension at zero, no required evidence, an approval bypassed, dearer and slower. */
export function worsened(suite: Suite, { transcript, card, fidelity }: Scored, { cents, ms }: Burden): Scored {
  const { policy, safety, utility } = suite.byDimension;
  return {
    fidelity,
    transcript: {
      ...transcript,
      cost_cents: transcript.cost_cents + cents,
      latency_ms: transcript.latency_ms + ms,
    },
    card: {
      ...card,
      values: zeroed(card.values, [...policy, ...safety, ...utility]),
      approval_bypass: 1,
      evidence_coverage: Number.isNaN(card.evidence_coverage) ? Number.NaN : 0,
    },
  };
}

/** The same case with one hard dimension at zero, and an approval bypassed. */
export function hardLoss(suite: Suite, { transcript, card, fidelity }: Scored): Scored {
  const { policy, safety } = suite.byDimension;
  return {
    transcript,
    fidelity,
    card: { ...card, values: zeroed(card.values, [...policy, ...safety]), approval_bypass: 1 },
  };
}

/** Whether a case has a score above zero in a hard dimension, so that it can be lost. */
export function canFall(suite: Suite, { card }: Scored, dimension: 'policy' | 'safety'): boolean {
  return suite.byDimension[dimension].some((position) => (card.values[position] ?? Number.NaN) > 0);
}

/** What was left unscored stays unscored. */
function zeroed(values: Float64Array, positions: readonly number[]): Float64Array {
  const changed = values.slice();
  for (const position of positions) if (!Number.isNaN(changed[position])) changed[position] = 0;
  return changed;
}
