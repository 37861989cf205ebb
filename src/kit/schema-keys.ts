/** Which keys a schema knows at a path, and which of them a misspelt key probably meant. */
import * as z from 'zod';

const MAX_TYPOS = 3;

/** The keys known at a path of documents of a schema; where it has alternatives, those of every alternative. */
export function keysKnownAt(schema: z.ZodType, path: readonly PropertyKey[]): string[] {
  let reached = alternativesOf(schema);
  for (const part of path) reached = reached.flatMap((each) => childrenOf(each, part)).flatMap(alternativesOf);
  return [...new Set(reached.flatMap(keysOf))];
}

/** The known key nearest to an unknown one by edit distance, or undefined where none is near. */
export function nearestKey(key: string, known: readonly string[]): string | undefined {
  if (key.length > 100) return undefined;
  const limit = Math.min(MAX_TYPOS, Math.floor(key.length / 2));
  let nearest: { key: string; distance: number } | undefined;
  for (const candidate of known) {
    const distance = editDistance(key.toLowerCase(), candidate.toLowerCase());
    if (candidate !== key && distance <= limit && distance < (nearest?.distance ?? Infinity)) {
      nearest = { key: candidate, distance };
    }
  }
  return nearest?.key;
}

function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let row = 1; row <= a.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= b.length; column += 1) {
      const replaced = (previous[column - 1] ?? 0) + (a[row - 1] === b[column - 1] ? 0 : 1);
      current.push(Math.min(replaced, (previous[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1));
    }
    previous = current;
  }
  return previous[b.length] ?? 0;
}

function alternativesOf(schema: unknown): unknown[] {
  if (schema instanceof z.ZodUnion) return schema.options.flatMap(alternativesOf);
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault || schema instanceof z.ZodNullable) {
    return alternativesOf(schema.unwrap());
  }
  return [schema];
}

function childrenOf(schema: unknown, part: PropertyKey): unknown[] {
  if (schema instanceof z.ZodArray) return [schema.element];
  if (schema instanceof z.ZodRecord) return [schema.valueType];
  if (!(schema instanceof z.ZodObject) || typeof part !== 'string') return [];
  const shape: Record<string, unknown> = schema.shape;
  return Object.hasOwn(shape, part) ? [shape[part]] : [];
}

function keysOf(schema: unknown): string[] {
  return schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
}
