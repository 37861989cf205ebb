/** Two sets of the same comparison read as one: used for the interval over search and held-out cases together. */
import { concatColumns, concatPositions } from './column.ts';
import { Growing } from './growing.ts';
import type { PositionSet } from './position-set.ts';
import { poolCallCounts } from './risky-calls.ts';
import type { Floor, Tally } from './tally.ts';

/** The tally of the first set's cases followed by the second's. */
export function pool(first: Tally, second: Tally): Tally {
  const both = (ofFirst: PositionSet, ofSecond: PositionSet) => concatPositions(ofFirst, ofSecond, first.size);
  return {
    suite: first.suite,
    size: first.size + second.size,
    changed: first.changed + second.changed,
    parts: [...first.parts, ...second.parts.map(({ families, start }) => ({ families, start: start + first.size }))],
    columns: Object.fromEntries(
      Object.entries(first.columns).flatMap(([name, column]) => {
        const other = second.columns[name];
        return other === undefined ? [] : [[name, concatColumns(column, other, first.size)]];
      }),
    ),
    latency: {
      baseline: [...first.latency.baseline, ...second.latency.baseline],
      treatment: new Growing([...first.latency.treatment.toArray(), ...second.latency.treatment.toArray()]),
    },
    floors: {
      policy: poolFloors(first.floors.policy, second.floors.policy),
      safety: poolFloors(first.floors.safety, second.floors.safety),
    },
    unseenBy: new Set([...first.unseenBy, ...second.unseenBy]),
    atWorst: first.atWorst + second.atWorst,
    fidelity: {
      recorded: first.fidelity.recorded + second.fidelity.recorded,
      derived: first.fidelity.derived + second.fidelity.derived,
      live: first.fidelity.live + second.fidelity.live,
    },
    calls: poolCallCounts(first.calls, second.calls),
    missing: sumCounts(first.missing, second.missing),
    unreplayable: both(first.unreplayable, second.unreplayable),
    invalid: both(first.invalid, second.invalid),
    regressions: both(first.regressions, second.regressions),
    losses: both(first.losses, second.losses),
  };
}

function poolFloors(a: Floor, b: Floor): Floor {
  return { lowest: Math.min(a.lowest, b.lowest), belowOne: a.belowOne + b.belowOne, n: a.n + b.n };
}

function sumCounts(a: ReadonlyMap<string, number>, b: ReadonlyMap<string, number>): Map<string, number> {
  const sums = new Map(a);
  for (const [reason, count] of b) sums.set(reason, (sums.get(reason) ?? 0) + count);
  return sums;
}
