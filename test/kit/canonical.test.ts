import fc from 'fast-check';
import { expect, it } from 'vitest';
import { canonicalJson, digestOf } from '../../src/kit/canonical.ts';
import { anyText } from '../making/any-text.ts';

it('keeps texts apart that differ in half of a character, which bytes could not', () => {
  const texts = ['\ud800', '\ud801', '\udc00', '\ufffd', '\\ud800', '\ud800\ud800', ''];
  expect(new Set(texts.flatMap((text) => [digestOf(text), digestOf({ [text]: 1 })])).size).toBe(2 * texts.length);
  fc.assert(
    fc.property(anyText(), (text) => {
      const canonical = canonicalJson([text]);
      expect(Buffer.from(canonical).toString()).toBe(canonical);
      expect(JSON.parse(canonical)).toEqual([text]);
    }),
  );
});

/** Keys in the order of their UTF-16 units at every level, written by the platform; members of `undefined` left out. */
function sorted(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(sorted).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  const inOrder = members.sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${inOrder.map(([key, member]) => `${JSON.stringify(key)}:${sorted(member)}`).join(',')}}`;
}

const key = fc.oneof(
  fc.constantFrom('a', 'b', 'ab', 'B', '1', '10', '2', '', 'a,b', '"', '\u20ac', '\ud83d\ude00', '\ufb33'),
  anyText(),
);
const { json } = fc.letrec<{ json: unknown }>((tie) => ({
  json: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom(null, true, 0, -0, 1e21, 5e-7),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    anyText(),
    fc.array(tie('json'), { maxLength: 3 }),
    fc.array(fc.tuple(key, fc.oneof(tie('json'), fc.constant(undefined))), { maxLength: 4 }).map(Object.fromEntries),
  ),
}));

it('writes members in the order of their keys, in whichever they were given, and however many kinds of objects came before', () => {
  fc.assert(
    fc.property(json, (value) => {
      expect(canonicalJson(value)).toBe(sorted(value));
    }),
    { numRuns: 3000 },
  );
  const given = ['c', 'b', 'a'].flatMap((first) => [`${first}:1`, `${first}:2`]);
  for (const last of ['x', 'y']) {
    const object = Object.fromEntries([...given, last].map((each) => [each, 1]));
    expect(canonicalJson(object)).toBe(`{"a:1":1,"a:2":1,"b:1":1,"b:2":1,"c:1":1,"c:2":1,"${last}":1}`);
  }
});

it.each([Number.NaN, Number.POSITIVE_INFINITY, () => 1, Symbol('x'), 1n, [undefined]])('refuses %s', (value) => {
  expect(() => canonicalJson({ value })).toThrow(TypeError);
});
