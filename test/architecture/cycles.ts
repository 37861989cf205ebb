/** Finds circles among imports, those of types included: a circle means that two files are one thing in two places. */
import type { Source, Violation } from './source.ts';

/** One violation a circle, with its members in order of their path. */
export function cycleViolations(sources: readonly Source[]): readonly Violation[] {
  const edges = new Map(sources.map((source) => [source.path, targetsOf(source)]));
  return stronglyConnected(edges)
    .filter((group) => group.length > 1 || edges.get(group[0] ?? '')?.includes(group[0] ?? '') === true)
    .map((group) => {
      const [file = '', ...others] = [...group].sort();
      return { file, line: 1, message: `imports itself in a circle with ${others.join(', ') || 'itself'}` };
    });
}

function targetsOf(source: Source): readonly string[] {
  return source.imports.flatMap(({ target }) => (target === null ? [] : [target]));
}

/** Tarjan's algorithm: groups of files that all reach each other. */
function stronglyConnected(edges: ReadonlyMap<string, readonly string[]>): string[][] {
  const groups: string[][] = [];
  const order = new Map<string, number>();
  const lowest = new Map<string, number>();
  const open: string[] = [];
  const visit = (file: string): number => {
    const mine = order.size;
    order.set(file, mine);
    lowest.set(file, mine);
    open.push(file);
    for (const target of edges.get(file) ?? []) {
      if (!edges.has(target)) continue;
      const seen = order.get(target);
      const reach = seen === undefined ? visit(target) : open.includes(target) ? seen : mine;
      lowest.set(file, Math.min(lowest.get(file) ?? mine, reach));
    }
    if (lowest.get(file) === mine) groups.push(open.splice(open.indexOf(file)));
    return lowest.get(file) ?? mine;
  };
  for (const file of edges.keys()) if (!order.has(file)) visit(file);
  return groups;
}
