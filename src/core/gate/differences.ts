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

/**
 * Empty only where both are the same JSON value. Lists of unlike length differ by the members that come and go where those
 * have ids and the others keep their order, else as wholes.
 */
export function differences(found: unknown, expected: unknown, field: readonly PropertyKey[] = []): Difference[] {
  if (isSame(found, expected)) return [];
  if (isMapping(found) && isMapping(expected)) {
    const keys = [...new Set([...Object.keys(expected), ...Object.keys(found)])];
    return keys.flatMap((key) => differences(memberOf(found, key), memberOf(expected, key), [...field, key]));
  }
  if (Array.isArray(found) && Array.isArray(expected) && found.length === expected.length) {
    return expected.flatMap((member, i) => differences(found[i], member, [...field, i]));
  }
  const byId = Array.isArray(found) && Array.isArray(expected) ? memberDifferences(found, expected, field) : null;
  return byId ?? [{ field, found: shown(found), expected: shown(expected) }];
}

/** Null where members cannot be told by their ids, or those that stay are in another order. */
function memberDifferences(
  found: readonly unknown[],
  expected: readonly unknown[],
  field: readonly PropertyKey[],
): Difference[] | null {
  const [is, was] = [idsOf(found), idsOf(expected)];
  if (is === null || was === null) return null;
  const [kept, stays] = [is.filter((id) => was.includes(id)), was.filter((id) => is.includes(id))];
  if (kept.join('\n') !== stays.join('\n')) return null;
  const gone = was.filter((id) => !is.includes(id));
  return [
    ...gone.map((id) => ({ field, found: shown(undefined), expected: shown(id) })),
    ...is.flatMap((id, i) => {
      if (!was.includes(id)) return [{ field: [...field, i], found: shown(id), expected: shown(undefined) }];
      return differences(found[i], expected[was.indexOf(id)], [...field, i]);
    }),
  ];
}

/** Null where a member has none, or two have the same. */
function idsOf(list: readonly unknown[]): readonly string[] | null {
  const ids = list.flatMap((member) => {
    const id = isMapping(member) ? memberOf(member, 'id') : undefined;
    return typeof id === 'string' ? [id] : [];
  });
  return ids.length === list.length && new Set(ids).size === ids.length ? ids : null;
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
