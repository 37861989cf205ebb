import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { renderJson } from '../../../src/core/proposal/render-json.ts';

describe('rendered JSON', () => {
  it('reads back as the same value, keys in the same order', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5, noUnicodeString: false }), (value) => {
        expect(JSON.stringify(JSON.parse(renderJson(value)))).toBe(JSON.stringify(value));
      }),
      { numRuns: 300 },
    );
  });

  it('breaks every list and object that does not fit on a line, and no other', () => {
    const small = fc.array(
      fc.record({ a: fc.integer(), b: fc.string(), c: fc.array(fc.integer(), { maxLength: 9 }) }),
      {
        maxLength: 40,
      },
    );
    fc.assert(
      fc.property(small, (value) => {
        const text = renderJson(value);
        expect(text.endsWith('\n')).toBe(true);
        for (const line of text.slice(0, -1).split('\n')) {
          const content = line
            .trim()
            .replace(/^"[^"]*": /, '')
            .replace(/,$/, '');
          if (/^[[{].*[\]}]$/.test(content))
            expect(JSON.stringify(JSON.parse(content)).length).toBeLessThanOrEqual(160);
        }
        if (JSON.stringify(value).length <= 160) expect(text.trimEnd().split('\n')).toHaveLength(1);
      }),
    );
  });

  it('keeps a table of candidates a table', () => {
    const row = { candidate_id: 'cand_1', patch: { 'a.b': { from: 1, to: 2 } }, verdict: 'refused', reason: 'no' };
    const text = renderJson({ considered: [row, row, row] });
    expect(text.split('\n').filter((line) => line.startsWith('    { "candidate_id"'))).toHaveLength(3);
  });

  it('leaves out what is undefined, as JSON does', () => {
    expect(renderJson({ a: undefined, b: [undefined], c: {} })).toBe('{ "b": [null], "c": {} }\n');
    const long = { a: undefined, b: 'x'.repeat(200) };
    expect(JSON.parse(renderJson(long))).toEqual({ b: 'x'.repeat(200) });
    expect(renderJson(undefined)).toBe('null\n');
  });
});
