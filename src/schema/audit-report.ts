/** What `autotune audit --json` prints: whether the loop keeps its promises here, each answer with its evidence. */
import * as z from 'zod';
import { Digest } from './ids.ts';

/** Where an answer can be read again. Paths are of the checkout, or of the ledger's branch where it is named. */
export const Evidence = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('file'), path: z.string(), at: z.string().optional() }),
  /** `sequence` counts the events of the ledger from 1. */
  z.strictObject({ kind: z.literal('event'), event: z.string(), sequence: z.int().min(1), hash: Digest }),
  z.strictObject({ kind: z.literal('branch'), branch: z.string(), commit: z.string() }),
  z.strictObject({ kind: z.literal('pull_request'), number: z.int(), url: z.string() }),
]);
export type Evidence = z.infer<typeof Evidence>;

/** `unknown`: something that would decide could not be read. `not_applicable`: nothing of the kind has happened yet. */
export const AnswerWord = z.literal(['met', 'not_met', 'unknown', 'not_applicable']);
export type AnswerWord = z.infer<typeof AnswerWord>;

/** A claim with its denominator: "41 of 41 candidates name their target". */
export const Count = z.strictObject({ claim: z.string(), held: z.int().min(0), of: z.int().min(0) });
export type Count = z.infer<typeof Count>;

const Stated = z.strictObject({ reason: z.string(), evidence: z.array(Evidence) });

export const AuditAnswer = z.strictObject({
  id: z.string(),
  question: z.string(),
  /** What answers a failure mode. */
  control: z.string().optional(),
  answer: AnswerWord,
  reason: z.string(),
  counts: z.array(Count),
  /** What breaks the claim, the first of them; `counts` has how many there are. */
  breaches: z.array(Stated),
  /** What could not be judged, and why. */
  unseen: z.array(Stated),
  /** Where it can be read that the rest holds, the first of it. */
  evidence: z.array(Evidence),
});
export type AuditAnswer = z.infer<typeof AuditAnswer>;

export const AuditReport = z.strictObject({
  ledger: z.strictObject({ ref: z.string(), head: z.string().nullable(), events: z.int() }),
  base: z.strictObject({ branch: z.string(), commit: z.string() }),
  forge: z.literal(['local', 'github']),
  definition_of_done: z.array(AuditAnswer),
  failure_modes: z.array(AuditAnswer),
  tally: z.strictObject({ met: z.int(), not_met: z.int(), unknown: z.int(), not_applicable: z.int() }),
});
export type AuditReport = z.infer<typeof AuditReport>;
