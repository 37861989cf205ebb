// Slips of the pen: letters swapped, dropped or doubled in some of the longer words.
import type { Draw } from '../shop/seeded.ts';

/** The text with roughly one in `every` longer words misspelt; numbers of orders stay whole. */
export function misspell(text: string, draw: Draw, every: number): string {
  return text.replaceAll(/[a-zA-Z]{5,}/g, (word) => (draw.chance(1 / every) ? slip(word, draw) : word));
}

function slip(word: string, draw: Draw): string {
  const at = draw.between(1, word.length - 2);
  const left = word.slice(0, at);
  const letter = word.charAt(at);
  const right = word.slice(at + 1);
  const kind = draw.between(0, 2);
  if (kind === 0) return left + right;
  if (kind === 1) return left + letter + letter + right;
  return left + right.charAt(0) + letter + right.slice(1);
}
