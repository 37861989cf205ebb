/** Which declared surfaces may be searched for a target now, and why the others may not. */
import type { ContextPack } from '../../schema/context-pack.ts';
import { LAYERS } from '../../schema/tunable-surface.ts';
import { contextOf, currentValue, surfaceValues } from '../packs/bounds.ts';
import { intentsReading } from '../packs/reach.ts';
import type { OpenSurface } from './generator.ts';

export type ClosedSurface = { readonly id: string; readonly path: string; readonly reason: string };

/**
 * @param intents the target's intent first, then the intents it names as also affected
 */
export function searchSpaceOf(
  pack: ContextPack,
  intents: readonly string[],
): { open: OpenSurface[]; closed: ClosedSurface[] } {
  const open: OpenSurface[] = [];
  const closed: ClosedSurface[] = [];
  for (const surface of pack.tunable_surfaces) {
    const readers = intentsReading(pack, surface.path);
    const current = currentValue(pack, surface);
    const strangers = readers.filter((reader) => !intents.includes(reader));
    const close = (reason: string) => closed.push({ id: surface.id, path: surface.path, reason });
    if (surface.retired !== undefined) close(`retired since ${surface.retired.since}`);
    else if (surface.layer === 'prompt') close('prompt blocks need a generator that writes text');
    else if (!readers.includes(intents[0] ?? '')) close(`${intents[0]} does not read it`);
    else if (strangers.length > 0) close(`hidden blast radius: ${strangers.join(', ')} would be reached too`);
    else if (current === undefined) close('the pack has no such value');
    else open.push({ surface, current, values: surfaceValues(surface, current, contextOf(pack, surface)) });
  }
  open.sort((a, b) => LAYERS.indexOf(a.surface.layer) - LAYERS.indexOf(b.surface.layer));
  return { open, closed };
}
