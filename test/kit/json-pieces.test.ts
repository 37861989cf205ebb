/** JSON in pieces is the JSON of the whole, and no piece is long. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gathered, jsonPieces } from '../../src/kit/json-pieces.ts';
import { anyText } from '../making/any-text.ts';

describe('JSON in pieces', () => {
  it('is what JSON.stringify gives, of any plain data', () => {
    const { value } = fc.letrec((tie) => ({
      leaf: fc.oneof(anyText(), fc.double(), fc.boolean(), fc.constant(null), fc.constant(undefined)),
      list: fc.oneof(fc.array(tie('value'), { maxLength: 6 }), fc.array(tie('leaf'), { maxLength: 1200, size: 'max' })),
      record: fc.dictionary(fc.string(), tie('value'), { maxKeys: 6 }),
      value: fc.oneof({ maxDepth: 4 }, tie('leaf'), tie('list'), tie('record')),
    }));
    fc.assert(
      fc.property(value, (data) => {
        expect([...jsonPieces({ data })].join('')).toBe(JSON.stringify({ data }));
      }),
      { numRuns: 300 },
    );
  });

  it('comes in pieces of some thousand characters, whatever the length of the whole', () => {
    const names = Array.from({ length: 50_000 }, (_, i) => `case_${i}`);
    const whole = { moved: { utility: { '-1': names } }, changed: [{ cases: names }] };
    const pieces = [...gathered(jsonPieces(whole))];
    expect(pieces.join('')).toBe(JSON.stringify(whole));
    expect(pieces.length).toBeGreaterThan(30);
    expect(Math.max(...pieces.map(({ length }) => length))).toBeLessThan(32_000);
    expect(Math.min(...pieces.slice(0, -1).map(({ length }) => length))).toBeGreaterThan(16_000);
  });
});
