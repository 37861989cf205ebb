/** In which fields two documents differ, each by its JSON path with both values, so that a forged one can be named. */
import { canonicalJson } from '../../kit/canonical.ts';
import { excerpt } from '../../kit/problem.ts';

export type Difference = {
  readonly field: readonly PropertyKey[];
  /** As text, shortened: anybody may have written it. */
  readonly found: string;
  readonly expected: string;
};

const VALUE = 80;

/** Empty only where both are the same JSON value. Lists of unlike length differ as wholes where they are short. */
export function differences(found: unknown, expected: unknown, field: readonly PropertyKey[] = []): Difference[] {
  if (isSame(found, expected)) return [];
  if (isMapping(found) && isMapping(expected)) {
    const keys = [...new Set([...Object.keys(expected), ...Object.keys(found)])];
    return keys.flatMap((key) => differences(memberOf(found, key), memberOf(expected, key), [...field, key]));
  }
  if (Array.isArray(found) && Array.isArray(expected) && found.length === expected.length) {
    return expected.flatMap((member, i) => differences(found[i], member, [...field, i]));
  }
  return [{ field, found: shown(found), expected: shown(expected) }];
}

/** A field as people write it: `considered[3].reason`. */
export function writtenField(field: readonly PropertyKey[]): string {
  const parts = field.map((key, i) => (typeof key === 'number' ? `[${key}]` : `${i === 0 ? '' : '.'}${String(key)}`));
  return excerpt(parts.join(''), 200);
}

function isSame(found: unknown, expected: unknown): boolean {
  if (found === undefined || expected === undefined) return found === expected;
  return canonicalJson(found) === canonicalJson(expected);
}

function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function memberOf(value: Readonly<Record<string, unknown>>, key: string): unknown {
  return Object.hasOwn(value, key) ? value[key] : undefined;
}

function shown(value: unknown): string {
  return value === undefined ? 'nothing' : excerpt(typeof value === 'string' ? value : canonicalJson(value), VALUE);
}
