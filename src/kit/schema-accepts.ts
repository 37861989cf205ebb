/**
 * A quick yes for what a schema surely accepts. It stands in the kit because sets of 100 MB are read line by line:
 * nearly every line is well formed, and the schema itself copies each of them to say so.
 */
import * as z from 'zod';
import * as core from 'zod/v4/core';

type Test = (value: unknown) => boolean;

/**
 * A test that says yes only where the schema would accept the value as it is. No means nothing: ask the schema, which
 * also says why. Knows the parts that golden cases are made of, and gives no quick yes for any other.
 */
export function surelyAccepts<Schema extends z.ZodType>(schema: Schema): (value: unknown) => value is z.output<Schema> {
  const test = testOf(schema, new Map());
  return (value): value is z.output<Schema> => test(value);
}

/** What is made of one schema stands in many places of it; each is compiled once. */
type Known = Map<unknown, Test>;

const NEVER: Test = () => false;

function testOf(schema: unknown, known: Known): Test {
  const before = known.get(schema);
  if (before !== undefined) return before;
  const test = compile(schema, known);
  known.set(schema, test);
  return test;
}

function compile(schema: unknown, known: Known): Test {
  if (schema instanceof z.ZodArray) return arrayTest(testOf(schema.element, known), schema.def.checks);
  if (schema instanceof z.ZodString) return textTest(schema.def.checks);
  if (schema instanceof z.ZodNumber) return numberTest(schema);
  // Whatever else is asked of the other parts, only the schema itself can say.
  if (!(schema instanceof z.ZodType) || (schema.def.checks ?? []).length > 0) return NEVER;
  if (schema instanceof z.ZodOptional) return or(undefined, testOf(schema.unwrap(), known));
  if (schema instanceof z.ZodNullable) return or(null, testOf(schema.unwrap(), known));
  if (schema instanceof z.ZodObject) return objectTest(schema, known);
  if (schema instanceof z.ZodRecord) return recordTest(testOf(schema.keyType, known), testOf(schema.valueType, known));
  if (schema instanceof z.ZodBoolean) return (value) => typeof value === 'boolean';
  if (schema instanceof z.ZodLiteral) {
    const values: ReadonlySet<unknown> = schema.values;
    return (value) => values.has(value);
  }
  return NEVER;
}

function or(exception: undefined | null, test: Test): Test {
  return (value) => value === exception || test(value);
}

function objectTest(schema: z.ZodObject, known: Known): Test {
  const { catchall } = schema.def;
  const isStrict = catchall instanceof z.ZodNever;
  if (!isStrict && !(catchall instanceof z.ZodUnknown)) return NEVER;
  const members = Object.entries(schema.shape).map(([key, member]) => ({ key, test: testOf(member, known) }));
  return (value) => {
    if (!isMapping(value)) return false;
    let found = 0;
    for (const { key, test } of members) {
      const member = value[key];
      if (!test(member)) return false;
      if (member !== undefined) found += 1;
    }
    let keys = 0;
    for (const key in value) {
      if (key === '__proto__') return false;
      keys += 1;
    }
    return !isStrict || keys === found;
  };
}

function recordTest(acceptsKey: Test, acceptsValue: Test): Test {
  return (value) => {
    if (!isMapping(value)) return false;
    for (const key in value) if (key === '__proto__' || !acceptsKey(key) || !acceptsValue(value[key])) return false;
    return true;
  };
}

function arrayTest(accepts: Test, checks: Checks): Test {
  const within = lengthTest(checks, new Set());
  return (value) => {
    if (!Array.isArray(value) || !within(value)) return false;
    for (const item of value) if (!accepts(item)) return false;
    return true;
  };
}

type Checks = readonly core.$ZodCheck<never>[] | undefined;

function textTest(checks: Checks): Test {
  const patterns = (checks ?? []).filter((check) => check instanceof core.$ZodCheckRegex);
  const within = lengthTest(checks, new Set(patterns));
  const [first, ...more] = patterns.map((check) => check._zod.def.pattern);
  if (more.length > 0 || first?.global === true || first?.sticky === true) return NEVER;
  if (first === undefined) return (value) => typeof value === 'string' && within(value);
  return (value) => typeof value === 'string' && within(value) && first.test(value);
}

/** The bounds of a length; refuses everything where there is a check besides them that is not `seen` to. */
function lengthTest(checks: Checks, seen: ReadonlySet<unknown>): (value: { readonly length: number }) => boolean {
  let least = 0;
  let most = Number.POSITIVE_INFINITY;
  for (const check of checks ?? []) {
    if (check instanceof core.$ZodCheckMinLength) least = Math.max(least, check._zod.def.minimum);
    else if (check instanceof core.$ZodCheckMaxLength) most = Math.min(most, check._zod.def.maximum);
    else if (!seen.has(check)) return NEVER;
  }
  return ({ length }) => length >= least && length <= most;
}

function numberTest(schema: z.ZodNumber): Test {
  const isWhole = schema instanceof z.ZodNumberFormat;
  if (isWhole && schema._zod.def.format !== 'safeint') return NEVER;
  let least = Number.NEGATIVE_INFINITY;
  let most = Number.POSITIVE_INFINITY;
  for (const check of schema.def.checks ?? []) {
    const isAbove = check instanceof core.$ZodCheckGreaterThan;
    if (!isAbove && !(check instanceof core.$ZodCheckLessThan)) return NEVER;
    const { value, inclusive } = check._zod.def;
    if (!inclusive || typeof value !== 'number') return NEVER;
    if (isAbove) least = Math.max(least, value);
    else most = Math.min(most, value);
  }
  const isNumber = isWhole ? Number.isSafeInteger : Number.isFinite;
  return (value) => typeof value === 'number' && isNumber(value) && value >= least && value <= most;
}

function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
