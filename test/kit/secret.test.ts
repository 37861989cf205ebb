/** Hiding a secret in what is printed: whole, by word, and where an excerpt cut it. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { excerpt } from '../../src/kit/problem.ts';
import { hiding, identitiesIn } from '../../src/kit/secret.ts';

const SECRET = 'AGE-SECRET-KEY-1QQPZRY9X8GF2TVDW0S3JN54KHCE6MUA7LAAAAAAAAAAAAAAAAAAAAAAAAA';

describe('hiding', () => {
  it('gives a text back where there is no secret in it', () => {
    expect(hiding(undefined)('a AGE-SECRET…')).toBe('a AGE-SECRET…');
    expect(hiding(SECRET)('a plain text… of AGE')).toBe('a plain text… of AGE');
  });

  it('leaves nothing of a secret, wherever an excerpt cuts it', () => {
    const hidden = hiding(`${SECRET}\nsecond-secret`);
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.integer({ min: 10, max: 150 }), (before, after, length) => {
        const shown = hidden(excerpt(`${before}${SECRET}${after}`, length));
        expect(shown).not.toContain(SECRET.slice(0, 8));
        expect(hidden(`${before} second-secret`)).not.toContain('second-secret');
      }),
      { numRuns: 1000 },
    );
  });
});

describe('identities in a text', () => {
  it('are its lines without the comments', () => {
    expect(identitiesIn('# a\r\n  X \r\n\nY')).toEqual(['X', 'Y']);
    expect(identitiesIn(undefined)).toEqual([]);
  });
});
