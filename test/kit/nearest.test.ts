import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nearest } from '../../src/kit/nearest.ts';

describe('nearest', () => {
  const names = ['triage-gift-05', 'triage-gift-06', 'refund-late-01', 'cand_0123456789ab'];

  it('names what was probably meant, the closest first', () => {
    expect(nearest('triage-gift-5', names)).toEqual(['triage-gift-05', 'triage-gift-06', 'refund-late-01']);
    expect(nearest('LATE', names)[0]).toBe('refund-late-01');
    expect(nearest('cand_0123456789aa', names)[0]).toBe('cand_0123456789ab');
  });

  it('names nothing for a word that has nothing in common', () => {
    expect(nearest('ZZZZ', ['abc'])).toEqual([]);
    expect(nearest('', ['abc'])).toEqual([]);
    expect(nearest('abc', [])).toEqual([]);
  });

  it('never names more than asked, nor anything that is not known, whatever the word', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 300 }), fc.array(fc.string({ maxLength: 40 })), (word, known) => {
        const found = nearest(word, known, 3);
        expect(found.length).toBeLessThanOrEqual(3);
        expect(found.every((name) => known.includes(name))).toBe(true);
      }),
    );
  });
});
