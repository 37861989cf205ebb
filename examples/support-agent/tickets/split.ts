// Which set a family of near-duplicates belongs to; a family never stands in both.
import { seedOf } from '../shop/seeded.ts';

export const ratio = 0.58;

/** The set of a family, by a seeded hash of its name. */
export function setOf(family: string, seed: number): 'search' | 'test' {
  return seedOf(`${seed} ${family}`) / 2 ** 32 < ratio ? 'search' : 'test';
}
