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
