/** Writes counts and digests of the sets into the manifest's text; nothing else of it changes. */
import type { GoldensManifest } from '../../schema/goldens-manifest.ts';
import { applyPatch } from '../packs/patch.ts';

export type SetPin = { readonly cases: number; readonly sha256: string };

export function pinSets(
  text: string,
  manifest: GoldensManifest,
  pins: { readonly search: SetPin; readonly test: SetPin },
): string {
  const edits = (['search', 'test'] as const).flatMap((role) => [
    { path: `sets.${role}.cases`, from: manifest.sets[role].cases, to: pins[role].cases },
    { path: `sets.${role}.sha256`, from: manifest.sets[role].sha256, to: pins[role].sha256 },
  ]);
  return applyPatch(
    text,
    edits.filter(({ from, to }) => from !== to),
  );
}
