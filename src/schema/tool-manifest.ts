/** `packs/<pack>/tools/*.yaml`: which actions are reachable and how risky each is. */
import * as z from 'zod';
import { Id, RiskClass, VersionedId } from './ids.ts';

export const ToolManifest = z.strictObject({
  schema_version: z.literal(1),
  id: VersionedId,
  tools: z.array(z.strictObject({ id: Id, risk_class: RiskClass, description: z.string().max(2000) })),
});
export type ToolManifest = z.infer<typeof ToolManifest>;
