/** Where reviewers said no: whether a rejection covers a patch. */
import { canonicalJson } from '../../kit/canonical.ts';
import type { Rejection } from '../../schema/ledger-event.ts';
import type { SurfaceValue, TypedPatch } from '../../schema/tunable-surface.ts';

/** The part of a rejection that the search needs. */
export type DeadEnd = Pick<Rejection, 'proposal_id' | 'scope' | 'path' | 'patch' | 'fingerprint' | 'reason'>;

/** The first dead end that covers the patch, or null. */
export function coveringDeadEnd<End extends DeadEnd>(
  deadEnds: readonly End[],
  fingerprint: string,
  patch: TypedPatch,
): End | null {
  return deadEnds.find((deadEnd) => covers(deadEnd, fingerprint, patch)) ?? null;
}

/**
 * Told by the values, whatever a candidate or a surface is called now. The direction of a change of several paths is
 * that of all of them at once: what moves only some of them is another idea, and was not refused.
 */
function covers({ fingerprint, scope, path, patch: rejected }: DeadEnd, tried: string, patch: TypedPatch): boolean {
  if (fingerprint === tried) return true;
  if (rejected === undefined) return scope === 'surface' && Object.hasOwn(patch, path);
  const changes = Object.entries(rejected).map(([at, change]) => ({ change, tried: patch[at] }));
  switch (scope) {
    case 'exact':
      return (
        changes.length === Object.keys(patch).length &&
        changes.every(({ change, tried: other }) => other !== undefined && isEqual(other.to, change.to))
      );
    case 'direction':
      return changes.every(({ change, tried: other }) => other !== undefined && isAtOrBeyond(other, change));
    case 'surface':
      return changes.some(({ tried: other }) => other !== undefined);
  }
}

/** Whether a change goes the same way as a rejected one, at least as far. Choices have no way: only equal ones match. */
function isAtOrBeyond(change: Change, rejected: Change): boolean {
  if (typeof change.to === 'number' && typeof rejected.to === 'number' && typeof rejected.from === 'number') {
    return rejected.to < rejected.from ? change.to <= rejected.to : change.to >= rejected.to;
  }
  return isEqual(change.to, rejected.to);
}

function isEqual(a: SurfaceValue, b: SurfaceValue): boolean {
  return canonicalJson(a) === canonicalJson(b);
}

type Change = { readonly from: SurfaceValue; readonly to: SurfaceValue };
