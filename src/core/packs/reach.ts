/** Which intents a change reaches. A change that reaches an intent its target does not name is a hidden blast radius. */
import type { ContextPack, IntentEntry } from '../../schema/context-pack.ts';
import type { TypedPatch } from '../../schema/tunable-surface.ts';
import { overlaps } from './address.ts';

/**
 * Whether an intent reads any of a path. An evidence bucket and an approval gate are read as a whole: retrieving with
 * one of its settings means retrieving with all of them, so who reads a field of it is reached by every field.
 */
export function isRead(intent: Pick<IntentEntry, 'reads'>, path: string): boolean {
  const unit = unitOf(path);
  return intent.reads.some((read) => overlaps(unitOf(read), unit));
}

/** The intents that read any of a path, in the order of the pack. */
export function intentsReading(pack: Pick<ContextPack, 'intents'>, path: string): string[] {
  return pack.intents.filter((intent) => isRead(intent, path)).map(({ id }) => id);
}

/**
 * The intents a patch reaches beyond those its target names (its own and `also_affects`), in the order of the pack.
 * A lawful patch answers with none.
 */
export function intentsReachedUnnamed(
  pack: Pick<ContextPack, 'intents'>,
  patch: TypedPatch,
  named: readonly string[],
): string[] {
  const reached = new Set(Object.keys(patch).flatMap((path) => intentsReading(pack, path)));
  return pack.intents.map(({ id }) => id).filter((id) => reached.has(id) && !named.includes(id));
}

function unitOf(path: string): string {
  const [section, name] = path.split('.');
  const isWhole = (section === 'evidence' || section === 'approval_gate') && name !== undefined;
  return isWhole ? `${section}.${name}` : path;
}
