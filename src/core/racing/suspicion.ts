/**
 * Which cases are likely to break which contender, learnt from what broke and passed so far: what goes further than
 * something that broke is presumed to break, what goes no further than something that passed is cleared. It only
 * decides what is replayed first; nobody loses by suspicion.
 */
import { covers, type Geometry } from './displacement.ts';

type Levels = readonly number[];

/** Per case: how often it broke somebody, the nearest that broke, the furthest that passed. */
type Memory = { breaks: number; readonly broken: Levels[]; readonly passed: Levels[] };

export const OPEN = 0;
export const PRESUMED = 1;
export const CLEARED = 2;

export type Suspicions = {
  readonly geometry: Geometry;
  readonly contenders: readonly Levels[];
  readonly memories: readonly Memory[];
  /** Cases that broke somebody, the one that broke most first. */
  readonly suspects: number[];
  /** Per suspect, one mark per contender. */
  readonly marks: Map<number, Uint8Array>;
};

export function openSuspicions(geometry: Geometry, contenders: readonly Levels[], cases: number): Suspicions {
  const memories = Array.from({ length: cases }, () => ({ breaks: 0, broken: [], passed: [] }));
  return { geometry, contenders, memories, suspects: [], marks: new Map() };
}

/** Keeps what one replay showed. */
export function learn(suspicions: Suspicions, position: number, levels: Levels, isBroken: boolean): void {
  const { geometry, memories, suspects, marks } = suspicions;
  const memory = memories[position];
  if (memory === undefined) return;
  const isNews = isBroken
    ? keep(memory.broken, levels, (known, fresh) => covers(geometry, fresh, known))
    : keep(memory.passed, levels, (known, fresh) => covers(geometry, known, fresh));
  if (isBroken) {
    if (memory.breaks++ === 0) suspects.push(position);
    promote(suspicions, position);
  }
  const row = marks.get(position);
  if (row === undefined && memory.breaks > 0) {
    marks.set(
      position,
      Uint8Array.from(suspicions.contenders, (other) => markOf(suspicions, position, other)),
    );
  } else if (row !== undefined && isNews) {
    suspicions.contenders.forEach((other, i) => {
      if (isBroken ? row[i] === OPEN && covers(geometry, other, levels) : covers(geometry, levels, other))
        row[i] = isBroken ? PRESUMED : CLEARED;
    });
  }
}

function promote({ suspects, memories }: Suspicions, position: number): void {
  const breaks = (at: number) => memories[suspects[at] ?? 0]?.breaks ?? 0;
  for (let at = suspects.indexOf(position); at > 0 && breaks(at - 1) < breaks(at); at--) {
    suspects[at] = suspects[at - 1] ?? 0;
    suspects[at - 1] = position;
  }
}

/** Adds to a list in which nobody tells what another tells already; whether it was news. */
function keep(list: Levels[], fresh: Levels, tells: (known: Levels, fresh: Levels) => boolean): boolean {
  if (list.some((known) => tells(known, fresh))) return false;
  const kept = list.filter((known) => !tells(fresh, known));
  list.splice(0, list.length, ...kept, fresh);
  return true;
}

/** `OPEN`, `PRESUMED` or `CLEARED`. */
export function markOf({ geometry, memories }: Suspicions, position: number, levels: Levels): number {
  const memory = memories[position];
  if (memory === undefined) return OPEN;
  if (memory.passed.some((passed) => covers(geometry, passed, levels))) return CLEARED;
  return memory.broken.some((broken) => covers(geometry, levels, broken)) ? PRESUMED : OPEN;
}
