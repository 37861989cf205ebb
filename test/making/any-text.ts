/** Text of any characters for properties, without the seconds that fast-check takes to prepare its own unit of them. */
import fc from 'fast-check';

/** Visible ASCII first, which is what a shrunken text then has. */
const VISIBLE = { count: 95, first: 0x20 };
const HALVES = { first: 0xd800, count: 0x800 };

/** Any code point but the halves of a surrogate pair. */
const character = fc.nat({ max: 0x10ffff - HALVES.count }).map(
  (place) => String.fromCodePoint(codeAt(place)),
  (text) => placeOf(text),
);

function codeAt(place: number): number {
  if (place < VISIBLE.count) return place + VISIBLE.first;
  if (place < VISIBLE.count + VISIBLE.first) return place - VISIBLE.count;
  return place < HALVES.first ? place : place + HALVES.count;
}

function placeOf(text: unknown): number {
  const code = typeof text === 'string' ? text.codePointAt(0) : undefined;
  if (code === undefined || String.fromCodePoint(code) !== text) throw new Error('not one character');
  if (code < VISIBLE.first) return code + VISIBLE.count;
  if (code < VISIBLE.count + VISIBLE.first) return code - VISIBLE.first;
  if (code >= HALVES.first && code < HALVES.first + HALVES.count) throw new Error('half a character');
  return code < HALVES.first ? code : code - HALVES.count;
}

export const anyText = (limits: { readonly minLength?: number; readonly maxLength?: number } = {}) =>
  fc.string({ unit: character, ...limits });
