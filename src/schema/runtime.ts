/**
 * `packs/<pack>/runtime/*.yaml`: the declared cost and latency model of a replayed recording. What it yields is
 * labelled *modelled*, never *measured*.
 */
import * as z from 'zod';
import { VersionedId } from './ids.ts';

const Rate = z.number().min(0);

export const Runtime = z.strictObject({
  schema_version: z.literal(1),
  id: VersionedId,
  model: z.string().min(1).max(200),
  cents_per_1k_input_tokens: Rate,
  cents_per_1k_output_tokens: Rate,
  model_base_ms: Rate,
  ms_per_1k_input_tokens: Rate,
  ms_per_output_token: Rate,
  retrieval_ms_per_hop: Rate,
  retrieval_cents_per_hop: Rate,
});
export type Runtime = z.infer<typeof Runtime>;
