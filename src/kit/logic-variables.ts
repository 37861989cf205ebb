/**
 * The variables of a JsonLogic expression that its data cannot have, by the schema of that data. It stands in the kit
 * beside the evaluation, since policy rules and rule evaluators read different facts by the same language.
 */
import type * as z from 'zod';
import { nearest } from './nearest.ts';
import { itemsOf, type Spot, spotOf, stepInto } from './schema-steps.ts';

/** A name that leads nowhere: where it stands in the expression, and the names that come closest. */
export type UnknownVariable = {
  readonly at: readonly PropertyKey[];
  readonly name: string;
  readonly closest: readonly string[];
};

/** In the order of the expression. What is computed, or free in the schema, is not judged. */
export function unknownVariables(logic: unknown, schema: z.ZodType): UnknownVariable[] {
  return walk(logic, spotOf(schema), []);
}

type At = readonly PropertyKey[];

/** Operators that ask of one item after the other: the names in what they ask begin at the item. */
const EACH = new Set(['map', 'filter', 'all', 'some', 'none', 'every']);

/** Operators of which only the first argument is asked of the data, and the others of what came of it. */
const CHAINED = new Set(['reduce', 'pipe', 'try']);

function walk(logic: unknown, scope: Spot, at: At): UnknownVariable[] {
  if (Array.isArray(logic)) return logic.flatMap((part, i) => walk(part, scope, [...at, i]));
  if (logic === null || typeof logic !== 'object') return [];
  return Object.entries(logic).flatMap(([operator, argument]) => applied(operator, argument, scope, [...at, operator]));
}

function applied(operator: string, argument: unknown, scope: Spot, at: At): UnknownVariable[] {
  const isList = Array.isArray(argument);
  const listed: readonly unknown[] = isList ? argument : [argument];
  const place = (i: number): At => (isList ? [...at, i] : at);
  const first = () => walk(listed[0], scope, place(0));
  if (operator === 'preserve') return [];
  if (operator === 'var') return [...named(listed[0], scope, place(0)), ...walk(argument, scope, at)];
  if (operator === 'val' || operator === 'exists') return [...pathed(listed, scope, at), ...walk(argument, scope, at)];
  if (operator === 'missing') {
    return [...listed.flatMap((name, i) => named(name, scope, place(i))), ...walk(argument, scope, at)];
  }
  if (operator === 'missing_some') return applied('missing', listed[1], scope, place(1));
  if (CHAINED.has(operator)) return first();
  if (!EACH.has(operator)) return walk(argument, scope, at);
  const items = itemsAt(listed[0], scope);
  return [...first(), ...listed.slice(1).flatMap((asked, i) => walk(asked, items, place(i + 1)))];
}

/** What the items are of a list that is read, or sifted; anything where it is computed. */
function itemsAt(over: unknown, scope: Spot): Spot {
  if (over === null || typeof over !== 'object') return 'free';
  const [[operator, argument] = []] = Object.entries(over);
  const [first]: readonly unknown[] = Array.isArray(argument) ? argument : [argument];
  if (operator === 'filter') return itemsAt(first, scope);
  const path = operator === 'var' ? pathOf(first) : null;
  if (path === null) return 'free';
  const found = follow(path, scope);
  return 'spot' in found ? itemsOf(found.spot) : 'free';
}

function named(name: unknown, scope: Spot, at: At): UnknownVariable[] {
  const path = pathOf(name);
  return path === null ? [] : checked(path, scope, at);
}

function pathed(parts: readonly unknown[], scope: Spot, at: At): UnknownVariable[] {
  const isPath = parts.every((part) => typeof part === 'string' || typeof part === 'number');
  return isPath ? checked(parts.map(String), scope, at) : [];
}

/** The steps of a dotted name; null for one that is computed, escaped, or leads out of the item that is asked of. */
function pathOf(name: unknown): readonly string[] | null {
  if (typeof name === 'number') return [String(name)];
  if (typeof name !== 'string' || /[\\/]/.test(name)) return null;
  return name === '' ? [] : name.split('.');
}

function checked(path: readonly string[], scope: Spot, at: At): UnknownVariable[] {
  const found = follow(path, scope);
  if ('spot' in found) return [];
  const { known, depth } = found;
  const near = nearest(path[depth] ?? '', known, MOST_MEANT);
  const meant = near.length > 0 ? near : known;
  const whole = meant.map((part) => path.with(depth, part)).filter((other) => 'spot' in follow(other, scope));
  const closest = whole.length > 0 ? whole : meant.map((part) => [...path.slice(0, depth), part]);
  return [{ at, name: path.join('.'), closest: closest.map((other) => other.join('.')) }];
}

const MOST_MEANT = 3;

function follow(
  path: readonly string[],
  scope: Spot,
): { readonly spot: Spot } | { readonly known: readonly string[]; readonly depth: number } {
  let spot = scope;
  for (const [depth, part] of path.entries()) {
    const stepped = stepInto(spot, part);
    if (!('spot' in stepped)) return { known: stepped.known, depth };
    spot = stepped.spot;
  }
  return { spot };
}
