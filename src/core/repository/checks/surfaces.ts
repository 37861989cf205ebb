/** Checks of the tunable surfaces of a pack: that each points at a value it may tune, and where that value stands now. */
import type { Problem } from '../../../kit/problem.ts';
import type { ContextPack } from '../../../schema/context-pack.ts';
import { valueAt } from '../../packs/address.ts';
import { checkValue, contextOf, isLayerPath } from '../../packs/bounds.ts';
import { intentsReading } from '../../packs/reach.ts';
import { type Document, problemAt, type Repository } from '../repository.ts';
import { areRead, type UnreadDocument } from '../unread.ts';

export function checkSurfaces({ packs, configurations }: Repository, unread: readonly UnreadDocument[]): Problem[] {
  const shared = new Set(
    configurations.flatMap(({ value }) =>
      value.targets.filter(({ also_affects }) => also_affects !== undefined).map(({ intent }) => intent),
    ),
  );
  const problems = packs.flatMap((pack) =>
    pack.value.tunable_surfaces.flatMap((_, i) => checkSurface(pack, i, shared)),
  );
  // A target that cannot be read may name both intents.
  return areRead(unread, 'configuration') ? problems : problems.filter(({ code }) => code !== 'INTENT_READS_OVERLAP');
}

function checkSurface(pack: Document<ContextPack>, index: number, shared: ReadonlySet<string>): Problem[] {
  const surface = pack.value.tunable_surfaces[index];
  if (surface === undefined) return [];
  const at = ['tunable_surfaces', index] as const;
  const mismatch = isLayerPath(surface);
  if (mismatch !== null) return [problemAt(pack, [...at, 'path'], 'SURFACE_LAYER_MISMATCH', mismatch)];
  const current = valueAt(pack.value, surface.path);
  if (current === undefined) {
    return [problemAt(pack, [...at, 'path'], 'SURFACE_PATH_MISSING', `the pack has no ${surface.path}`)];
  }
  const problems: Problem[] = [];
  const reason = checkValue(surface, current, contextOf(pack.value, surface));
  if (reason !== null) {
    problems.push(
      problemAt(pack, surface.path.split('.'), 'SURFACE_VALUE_OUT_OF_BOUNDS', `surface ${surface.id}: ${reason}`),
    );
  }
  const readers = intentsReading(pack.value, surface.path);
  if (readers.length > 1 && !readers.some((intent) => shared.has(intent))) {
    problems.push(
      problemAt(
        pack,
        [...at, 'path'],
        'INTENT_READS_OVERLAP',
        `${surface.path} is read by ${readers.join(' and ')}: no target can tune it alone`,
        {
          severity: 'warning',
          expected: 'a target with `also_affects`, or a subtree for each intent',
        },
      ),
    );
  }
  return problems;
}
