/** `packs/<pack>/policy/*.yaml`: versioned JsonLogic rules that are applied outside the model. */
import * as z from 'zod';
import { Id, Name, VersionedId } from './ids.ts';

/** A JsonLogic expression (jsonlogic.com); evaluated, never compiled. */
export const JsonLogic = z.json();

export const PolicyRule = z.strictObject({
  id: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,119}$/, 'a rule id'),
  applies_to: z.array(Id).min(1),
  when: JsonLogic,
  effect: z.literal(['refuse', 'escalate', 'require_approval']),
  /** With `require_approval`: the approval gate whose threshold decides. */
  gate: Name.optional(),
});
export type PolicyRule = z.infer<typeof PolicyRule>;

export const PolicyBundle = z.strictObject({
  schema_version: z.literal(1),
  id: VersionedId,
  rules: z.array(PolicyRule),
});
export type PolicyBundle = z.infer<typeof PolicyBundle>;
