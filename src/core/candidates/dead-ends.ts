/** Where reviewers said no: whether a rejection that is still in force covers a patch. */
import type { Rejection } from '../../schema/ledger-event.ts';
import type { SurfaceValue, TypedPatch } from '../../schema/tunable-surface.ts';

/** The part of a rejection that the search needs. */
export type DeadEnd = Pick<Rejection, 'scope' | 'path' | 'patch' | 'fingerprint' | 'reason'>;

/** The first dead end that covers the patch, or null. */
export function coveringDeadEnd(deadEnds: readonly DeadEnd[], fingerprint: string, patch: TypedPatch): DeadEnd | null {
  return deadEnds.find((deadEnd) => covers(deadEnd, fingerprint, patch)) ?? null;
}

function covers(deadEnd: DeadEnd, fingerprint: string, patch: TypedPatch): boolean {
  if (deadEnd.fingerprint === fingerprint) return true;
  if (deadEnd.scope === 'exact') return false;
  const change = patch[deadEnd.path];
  if (change === undefined) return false;
  const rejected = deadEnd.patch?.[deadEnd.path];
  return deadEnd.scope === 'surface' || (rejected !== undefined && isAtOrBeyond(change, rejected));
}

/** Whether a change goes the same way as a rejected one, at least as far. Choices have no way: only equal ones match. */
function isAtOrBeyond(change: Change, rejected: Change): boolean {
  if (typeof change.to === 'number' && typeof rejected.to === 'number' && typeof rejected.from === 'number') {
    return rejected.to < rejected.from ? change.to <= rejected.to : change.to >= rejected.to;
  }
  return JSON.stringify(change.to) === JSON.stringify(rejected.to);
}

type Change = { readonly from: SurfaceValue; readonly to: SurfaceValue };
