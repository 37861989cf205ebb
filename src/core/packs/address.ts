/**
 * Dotted paths through plain mappings, the only way a patch may name a value. It stands with law 1 because what cannot
 * be addressed cannot be changed.
 */
import { RESERVED_KEYS } from '../../kit/source-text.ts';

/** The own value at a path, or undefined. Only plain mappings are walked: no list, no index, no prototype key. */
export function valueAt(root: unknown, path: string): unknown {
  let value = root;
  for (const key of path.split('.')) {
    if (!isMapping(value) || RESERVED_KEYS.has(key) || !Object.hasOwn(value, key)) return undefined;
    value = value[key];
  }
  return value;
}

/** Whether a path lies in a subtree: the subtree's own path or one that goes on below it, segment by segment. */
export function covers(subtree: string, path: string): boolean {
  return path === subtree || path.startsWith(`${subtree}.`);
}

/** Whether one of two paths lies in the other's subtree. */
export function overlaps(one: string, other: string): boolean {
  return covers(one, other) || covers(other, one);
}

function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
