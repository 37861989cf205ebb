// A simulated reviewer: what people at the desk noted on the recorded decision. It knows the right answer and has moods.
import type { Run } from '../agent/run.ts';
import { seeded, seedOf } from '../shop/seeded.ts';
import type { WrittenTicket } from '../tickets/write-tickets.ts';

export type Correction = { readonly kind: string; readonly by: string; readonly at: string; readonly note: string };
export type Review = {
  readonly judgements: Readonly<Record<string, number>>;
  readonly corrections: readonly Correction[];
};

/** How helpful the reply was found, and whether an operator overrode the decision. */
export function review(written: WrittenTicket, run: Run, recordedAt: string): Review {
  const draw = seeded(seedOf(`review ${written.ticket.id}`));
  const { expected } = written;
  const right = run.outcome === expected.outcome;
  const fine = right || expected.allowed_outcomes.includes(run.outcome);
  const helpful = (right ? 0.8 : fine ? 0.5 : 0.25) + draw.between(-2, 2) * 0.05;
  const overrode = !right && draw.chance(fine ? 0.3 : 0.7);
  return {
    judgements: { helpfulness: Math.round(helpful * 100) / 100 },
    corrections: overrode
      ? [
          {
            kind: 'correction',
            by: `op_${draw.between(11, 29)}`,
            at: recordedAt.replace(/T\d\d/, 'T18'),
            note: `changed ${run.outcome} to ${expected.outcome}`,
          },
        ]
      : [],
  };
}
