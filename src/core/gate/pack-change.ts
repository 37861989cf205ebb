/** What a person changed in a pack: values that are declared tunable as a typed patch, and everything else beside it. */
import { canonicalJson } from '../../kit/canonical.ts';
import type { ContextPack } from '../../schema/context-pack.ts';
import type { TypedPatch } from '../../schema/tunable-surface.ts';
import { currentValue } from '../packs/bounds.ts';
import { whyUnlawful } from '../packs/check-patch.ts';
import { differences, writtenField } from './differences.ts';

export type PackChange = {
  /** Declared at the base, whether lawful or not. */
  readonly patch: TypedPatch;
  readonly undeclared: readonly {
    readonly path: string;
    readonly field: readonly PropertyKey[];
    readonly change: string;
  }[];
  /** Why autotune itself could not have proposed a declared change, by its path. */
  readonly unlawful: ReadonlyMap<string, string>;
  readonly hasNewVersion: boolean;
};

/** Compares two readings of the same pack; null where they are the same. */
export function packChange(before: ContextPack, after: ContextPack): PackChange | null {
  const reordered = reorderedBuckets(before, after);
  if (canonicalJson(before) === canonicalJson(after) && reordered.length === 0) return null;
  const patch = declaredPatch(before, after);
  const declared = [...Object.keys(patch), 'pack_meta.version'].map((path) => path.split('.'));
  const others = differences(after, before).filter(({ field }) => !declared.some((path) => startsWith(field, path)));
  return {
    patch,
    undeclared: [
      ...reordered,
      ...others.map(({ field, found, expected }) => {
        return { path: writtenField(field), field, change: `${expected} → ${found}` };
      }),
    ],
    unlawful: new Map(
      Object.entries(patch).flatMap(([path, change]) => {
        const why = whyUnlawful(before, { [path]: change });
        return why === null ? [] : [[path, why]];
      }),
    ),
    hasNewVersion: before.pack_meta.version !== after.pack_meta.version,
  };
}

function declaredPatch(before: ContextPack, after: ContextPack): TypedPatch {
  return Object.fromEntries(
    before.tunable_surfaces.flatMap((surface) => {
      const [from, to] = [currentValue(before, surface), currentValue(after, surface)];
      if (from === undefined || to === undefined || canonicalJson(from) === canonicalJson(to)) return [];
      return [[surface.path, { from, to }]];
    }),
  );
}

/** Buckets are retrieved in the order of the pack, which no comparison of values sees. */
function reorderedBuckets(before: ContextPack, after: ContextPack): PackChange['undeclared'] {
  const [was, is] = [Object.keys(before.evidence), Object.keys(after.evidence)];
  const kept = (names: readonly string[], others: readonly string[]) => names.filter((name) => others.includes(name));
  if (kept(was, is).join() === kept(is, was).join()) return [];
  return [{ path: 'evidence', field: ['evidence'], change: `${was.join(', ')} → ${is.join(', ')}` }];
}

function startsWith(field: readonly PropertyKey[], path: readonly string[]): boolean {
  return path.every((key, i) => field[i] === key);
}
