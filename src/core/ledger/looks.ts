/** Which look a candidate's look at a held-out set is: the first, the next, or one that was made before. */
import { confidenceAtLook } from '../guardrails/confirm.ts';
import type { Look } from './fold.ts';

/** Looks at earlier versions of a set that count for this one, since it has cases of theirs. */
export type CarriedLooks = { readonly looks: number; readonly cases: number };

export type NumberedLook = {
  readonly number: number;
  readonly confidence: number;
  readonly isNew: boolean;
  /** The run that made it; null for a new one. */
  readonly madeBy: string | null;
  /** Those at the same set before this one. */
  readonly earlier: readonly Look[];
  readonly carried: CarriedLooks;
};

export const NOTHING_CARRIED: CarriedLooks = { looks: 0, cases: 0 };

/** The same candidate at the same set is the same look, however often it is repeated: it shows nothing new. */
export function numberLook(
  made: readonly Look[],
  fingerprint: string,
  confidence: number,
  carried: CarriedLooks = NOTHING_CARRIED,
): NumberedLook {
  const known = made.find((look) => look.fingerprint === fingerprint);
  if (known !== undefined) {
    const earlier = made.slice(0, made.indexOf(known));
    const { look: number, run_id: madeBy, carried: counted } = known;
    return { number, confidence: known.confidence, isNew: false, madeBy, earlier, carried: counted };
  }
  const number = nextLook(made, carried);
  const needed = confidenceAtLook(confidence, number);
  return { number, confidence: needed, isNew: true, madeBy: null, earlier: made, carried };
}

/** Numbers never fall: looks that were carried over once stay counted. */
function nextLook(made: readonly Look[], carried: CarriedLooks): number {
  return Math.max(carried.looks + made.length, ...made.map(({ look }) => look)) + 1;
}

/** One line of a budget. */
export type SpentLook = {
  readonly look: number;
  readonly run_id: string;
  readonly fingerprint: string;
  readonly confidence: number;
  /** The part of the allowed error that this look took. */
  readonly error: number;
};

/** What was spent at a set, in the order in which it was. */
export function spentBy(looks: readonly Look[]): SpentLook[] {
  return looks.map(({ look, run_id, fingerprint, confidence }) => {
    return { look, run_id, fingerprint, confidence, error: Math.round((1 - confidence) * 1e6) / 1e6 };
  });
}
