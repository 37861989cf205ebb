/** One step at a time into what the data of a schema may be: where a name leads, or which names there are instead. */
import * as z from 'zod';

/** What stands at a place: anything at all, or one of some forms. */
export type Spot = 'free' | readonly unknown[];

export type Stepped = { readonly spot: Spot } | { readonly known: readonly string[] };

export function spotOf(schema: z.ZodType): Spot {
  return settled([schema]);
}

/** Where a key or an index leads from a place; the names that lead somewhere, where this one leads nowhere. */
export function stepInto(spot: Spot, part: string): Stepped {
  if (spot === 'free') return { spot };
  const reached = spot.flatMap((schema) => under(schema, part));
  if (reached.length > 0) return { spot: settled(reached) };
  return { known: [...new Set(spot.flatMap(namesIn))] };
}

/** What the items of a list are; anything where the place is not surely a list. */
export function itemsOf(spot: Spot): Spot {
  if (spot === 'free') return spot;
  const items = spot.flatMap((schema) => (schema instanceof z.ZodArray ? [schema.element] : []));
  return items.length === 0 ? 'free' : settled(items);
}

function settled(schemas: readonly unknown[]): Spot {
  const forms = schemas.flatMap(formsOf);
  return forms.some((schema) => schema instanceof z.ZodUnknown) ? 'free' : forms;
}

function formsOf(schema: unknown): unknown[] {
  if (schema instanceof z.ZodUnion) return schema.options.flatMap(formsOf);
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable) return formsOf(schema.unwrap());
  return [schema];
}

function under(schema: unknown, part: string): unknown[] {
  if (schema instanceof z.ZodArray) return INDEX.test(part) ? [schema.element] : lengthIn(part);
  if (isText(schema)) return INDEX.test(part) ? [CHARACTER] : lengthIn(part);
  if (!(schema instanceof z.ZodObject)) return [];
  const shape: Record<string, unknown> = schema.shape;
  if (Object.hasOwn(shape, part)) return [shape[part]];
  const rest = schema.def.catchall;
  return rest === undefined || rest instanceof z.ZodNever ? [] : [rest];
}

/** A closed set of words is text as well. */
function isText(schema: unknown): boolean {
  if (schema instanceof z.ZodLiteral) return [...schema.values].some((value) => typeof value === 'string');
  return schema instanceof z.ZodString || schema instanceof z.ZodEnum;
}

const INDEX = /^\d+$/;
const CHARACTER = z.string();
const LENGTH = z.number();

function lengthIn(part: string): unknown[] {
  return part === 'length' ? [LENGTH] : [];
}

function namesIn(schema: unknown): string[] {
  if (schema instanceof z.ZodObject) return Object.keys(schema.shape);
  return schema instanceof z.ZodArray || isText(schema) ? ['length'] : [];
}
