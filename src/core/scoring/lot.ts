/**
 * The lot that a held-out set draws between ways to come out that are equal evidence. It is drawn by the names of the
 * set's families, which say nothing of what a change does to them: so a test of few moves uses its error up, exactly
 * (a randomised test; Lehmann and Romano, 2005), and the same set always draws the same lot.
 */
import { sha256, shortDigest } from '../../kit/canonical.ts';
import type { Families } from './moves.ts';

const DIGITS = 12;

/** Above 0 and below 1, each value as likely as any other over sets. */
export function lotOf({ ids }: Pick<Families, 'ids'>): number {
  const names = [...ids.keys()].sort();
  return (Number.parseInt(shortDigest(sha256(names.join('\n')), DIGITS), 16) + 0.5) / 16 ** DIGITS;
}
