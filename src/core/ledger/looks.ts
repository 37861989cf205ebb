/** Which look a candidate's look at a held-out set is: the first, the next, or one that was made before. */
import { confidenceAtLook } from '../guardrails/confirm.ts';
import type { Look } from './fold.ts';

export type NumberedLook = { readonly number: number; readonly confidence: number; readonly isNew: boolean };

/** The same candidate at the same set is the same look, however often it is repeated: it shows nothing new. */
export function numberLook(made: readonly Look[], fingerprint: string, confidence: number): NumberedLook {
  const known = made.find((look) => look.fingerprint === fingerprint);
  if (known !== undefined) return { number: known.look, confidence: known.confidence, isNew: false };
  const number = made.length + 1;
  return { number, confidence: confidenceAtLook(confidence, number), isNew: true };
}
