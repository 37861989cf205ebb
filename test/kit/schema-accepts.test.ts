import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { surelyAccepts } from '../../src/kit/schema-accepts.ts';
import { GoldenCase } from '../../src/schema/golden-case.ts';
import { calls, golden } from '../making/golden.ts';
import { changesOf } from '../schema/mutations.ts';

const surely = surelyAccepts(GoldenCase);

const FULL: unknown = JSON.parse(
  JSON.stringify(
    golden({
      operator_corrections: [{ kind: 'override', by: 'ana', at: '2026-05-12T06:00:00Z', note: 'x' }],
      judgements: { helpful: 0.5 },
      memory: [{ ref: 'memory:1', tokens: 3 }],
      plans: [{ when: { tool_preference: 'a' }, calls: calls('lookup') }],
    }),
  ),
);

describe('the quick yes to a golden case', () => {
  it('is given to a case with everything a case can have', () => {
    expect(surely(FULL)).toBe(true);
  });

  it('is what the schema says, for every small change of a case', () => {
    const changes = changesOf(FULL);
    expect(changes.length).toBeGreaterThan(500);
    for (const { what, document } of changes) {
      expect({ what, accepted: surely(document) }).toEqual({ what, accepted: GoldenCase.safeParse(document).success });
    }
  });

  it('is never given to a value with a key that the schema would drop', () => {
    for (const at of ['invoke', 'judgements', 'evidence']) {
      const text = JSON.stringify(FULL).replace(`"${at}":{`, `"${at}":{"__proto__":1,`);
      expect(surely(JSON.parse(text)), at).toBe(false);
    }
    const inInput = JSON.stringify(FULL).replace('"input":{', '"input":{"__proto__":{},');
    expect(surely(JSON.parse(inInput))).toBe(false);
  });
});

describe('a quick yes', () => {
  const schemas: readonly z.ZodType[] = [
    z.string().min(2).max(4),
    z.string().regex(/^a+$/).max(3),
    z.int().min(-1).max(2),
    z.number().gt(0),
    z.number().max(1),
    z.array(z.int()).min(1).max(2),
    z.record(z.string().regex(/^[a-c]$/), z.boolean()),
    z.strictObject({ a: z.int().optional(), b: z.string().nullable() }),
    z.looseObject({ a: z.literal([1, 'x', null]) }),
    z.object({ a: z.int() }),
    z.union([z.int(), z.string()]),
    z.string().trim(),
    z.string().regex(/a/g),
    z.string().default('x'),
    z.strictObject({ a: z.int() }).refine(({ a }) => a > 1),
    z.array(z.int()).refine((list) => list.length > 1),
    z.record(z.string(), z.int()).refine(() => false),
    z.literal(1).refine(() => false),
    z
      .int()
      .optional()
      .refine(() => false),
  ];
  const json = fc.oneof(
    fc.jsonValue(),
    fc.constantFrom(0, 1, -1, 2, 1.5, '', 'a', 'aa', 'aaaa', [1], [1, 2, 3], Number.POSITIVE_INFINITY, 2 ** 60),
    fc.record(
      { a: fc.constantFrom(1, 2, 'x', null), b: fc.constantFrom('t', null, 1), c: fc.boolean() },
      { requiredKeys: [] },
    ),
  );

  it('is only given where the schema accepts the value and leaves it as it is', () => {
    for (const schema of schemas) {
      const test = surelyAccepts(schema);
      fc.assert(
        fc.property(json, (value) => {
          if (!test(value)) return;
          const parsed = schema.safeParse(value);
          expect(parsed.success).toBe(true);
          expect(parsed.data).toEqual(value);
        }),
      );
    }
  });

  it('is not given where a schema is made of more than is known here', () => {
    const beyond = [
      z.union([z.int(), z.string()]),
      z.string().trim(),
      z.string().default('x'),
      z.object({}),
      z.number().gt(0),
    ];
    for (const schema of beyond) expect([1, 'aa', {}].map(surelyAccepts(schema))).toEqual([false, false, false]);
  });
});
