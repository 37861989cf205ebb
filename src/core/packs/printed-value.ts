/** A surface's value as people write it, in one form for every sentence that mentions it. */
import type { SurfaceValue } from '../../schema/tunable-surface.ts';

/** A number or choice as it is, an ordering of sources as `a > b`. */
export function printedValue(value: SurfaceValue): string {
  return Array.isArray(value) ? value.join(' > ') : String(value);
}
