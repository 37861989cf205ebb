/** The candidates of a race as points of a grid, and how far each of them reaches. */
import { canonicalJson } from '../../kit/canonical.ts';
import type { Candidate } from '../../schema/candidate.ts';
import { LAYERS } from '../../schema/tunable-surface.ts';
import type { Axis, Field } from './field.ts';

/** The candidates as points of a grid: an axis a path, a level a value. */
export function gridOf(candidates: readonly Candidate[]): Pick<Field, 'axes' | 'start' | 'contenders'> {
  const paths = new Map<string, { from: string; values: Map<string, unknown> }>();
  for (const { patch } of candidates) {
    for (const [path, { from, to }] of Object.entries(patch)) {
      const known = paths.get(path) ?? { from: canonicalJson(from), values: new Map([[canonicalJson(from), from]]) };
      known.values.set(canonicalJson(to), to);
      paths.set(path, known);
    }
  }
  const axes = [...paths].map(([path, { from, values }]) => {
    const isOrdered = [...values.values()].every((value) => typeof value === 'number');
    const keys = [...values.keys()];
    if (isOrdered) keys.sort((a, b) => Number(a) - Number(b));
    return {
      path,
      from,
      axis: { size: keys.length, isOrdered } satisfies Axis,
      levels: new Map(keys.map((key, i) => [key, i])),
    };
  });
  const levelOf = ({ levels }: (typeof axes)[number], key: string) => levels.get(key) ?? 0;
  return {
    axes: axes.map(({ axis }) => axis),
    start: axes.map((axis) => levelOf(axis, axis.from)),
    contenders: candidates.map((candidate) => ({
      levels: axes.map((axis) => levelOf(axis, canonicalJson(candidate.patch[axis.path]?.to ?? JSON.parse(axis.from)))),
      class: reachOf(candidate),
    })),
  };
}

/** As the selection prefers: fewer paths, then the earlier layer. Who reaches less far cannot lose to who reaches further. */
export function reachOf(candidate: Candidate | undefined): number {
  const { patch = {}, layer = LAYERS[0] } = candidate ?? {};
  return Object.keys(patch).length * LAYERS.length + LAYERS.indexOf(layer);
}
