/** Whether a set stands where its manifest says, sealed or in plain text: anything between the two is refused. */
import type { ErrorCode } from '../../kit/error-catalogue.ts';
import type { PinnedSet } from '../../schema/goldens-manifest.ts';

type Seal = Pick<PinnedSet, 'sealed'>;

/** The recipients that a set is sealed to; none for a set in plain text. */
export function recipientsOf(pinned: Seal | undefined): readonly string[] {
  const sealed = pinned?.sealed;
  if (sealed === undefined) return [];
  return typeof sealed === 'string' ? [sealed] : sealed;
}

/** What the manifest and a file contradict each other in, or null. */
export function sealConflict(pinned: Seal | undefined, path: string, isSealed: boolean): string | null {
  if (isSealed && pinned?.sealed === undefined) return `the manifest names no recipient that ${path} is sealed to`;
  if (!isSealed && pinned?.sealed !== undefined)
    return `the manifest says the set is sealed, and ${path} is plain text`;
  return null;
}

const CLOSED = [
  'SET_AMBIGUOUS',
  'HELDOUT_ABSENT',
  'SEAL_CONFLICT',
  'HELDOUT_SEALED',
  'IDENTITY_REFUSED',
  'SEAL_DAMAGED',
] as const;

/** Why a set cannot be opened, among the codes of its problems: it says more than that the set is not in order. */
export function closedCodeAmong(codes: ReadonlySet<string>): ErrorCode | null {
  return CLOSED.find((code) => codes.has(code)) ?? null;
}
