/**
 * JSON in pieces of some thousand characters. A line that names every case of a large set is a megabyte, and as one text
 * it is there three times before it is written.
 */

/** Texts that follow each other, joined until they have so many characters. */
const GATHERED = 16 * 1024;
/** So many values are written at once. */
const VALUES = 500;

/** The characters that `JSON.stringify` gives of plain data, in their order. */
export function* jsonPieces(value: unknown): Generator<string> {
  if (leftOf(VALUES, value) >= 0) {
    yield JSON.stringify(value) ?? 'null';
  } else if (Array.isArray(value)) {
    yield* listPieces(value);
  } else if (typeof value === 'object' && value !== null) {
    let before = '{';
    for (const [key, inner] of Object.entries(value)) {
      if (inner === undefined) continue;
      yield `${before}${JSON.stringify(key)}:`;
      yield* jsonPieces(inner);
      before = ',';
    }
    yield before === '{' ? '{}' : '}';
  }
}

/** What is left of so many values when those of this one are taken; below zero where it has more. */
function leftOf(values: number, value: unknown): number {
  if (typeof value !== 'object' || value === null) return values - 1;
  if (Array.isArray(value) && value.length > values) return -1;
  let left = values - 1;
  for (const inner of Array.isArray(value) ? value : Object.values(value)) {
    left = leftOf(left, inner);
    if (left < 0) break;
  }
  return left;
}

function* listPieces(list: readonly unknown[]): Generator<string> {
  if (!list.some((value) => typeof value === 'object' && value !== null)) {
    for (let at = 0; at < list.length; at += VALUES) {
      yield `${at === 0 ? '[' : ','}${JSON.stringify(list.slice(at, at + VALUES)).slice(1, -1)}`;
    }
  } else {
    for (const [at, value] of list.entries()) {
      yield at === 0 ? '[' : ',';
      yield* jsonPieces(value);
    }
  }
  yield list.length === 0 ? '[]' : ']';
}

/** The same text in fewer pieces: each is a call to whoever takes it. */
export function* gathered(pieces: Iterable<string>): Generator<string> {
  let held: string[] = [];
  let characters = 0;
  for (const piece of pieces) {
    held.push(piece);
    characters += piece.length;
    if (characters < GATHERED) continue;
    yield held.join('');
    held = [];
    characters = 0;
  }
  if (held.length > 0) yield held.join('');
}
