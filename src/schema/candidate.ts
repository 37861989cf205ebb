/** One bounded change that a generator suggests, before anything is known about it. */
import * as z from 'zod';
import { Digest, Id } from './ids.ts';
import { Layer, TypedPatch } from './tunable-surface.ts';

export const Candidate = z.strictObject({
  /** Derived from the patch, so equal changes have equal ids whoever suggested them. */
  candidate_id: Id,
  fingerprint: Digest,
  generator: Id,
  /** The last layer in cadence order that the patch touches. */
  layer: Layer,
  patch: TypedPatch,
  rationale: z.string().min(1).max(2000),
  hypothesis: z.strictObject({
    mechanism: z.string().min(1).max(500),
    expected_delta: z.record(Id, z.literal(['increase', 'decrease', 'none'])),
  }),
});
export type Candidate = z.infer<typeof Candidate>;
