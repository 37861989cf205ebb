import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { givesWay, limitReached, type Neighbour, type OpenNow } from '../../../src/core/lifecycle/limits.ts';

const LIMITS = { max_open: 3, max_new_per_run: 1 };
const NONE = { inRun: 0, inWeek: null };
const open = (id: string, more: Partial<OpenNow> = {}): OpenNow => ({
  ...{ id, isHeld: false, isSameClass: false, isSameTarget: false },
  ...more,
});
const OWN = { isSameClass: true, isSameTarget: true };

describe('a new proposal', () => {
  it('may be opened beside what it supersedes, and below the limits', () => {
    expect(limitReached(new Set(['new']), [open('a'), open('b'), open('old', OWN)], LIMITS, NONE)).toBeNull();
  });

  it.each<
    [
      string,
      readonly OpenNow[],
      Partial<typeof LIMITS & { max_new_per_week: number }>,
      typeof NONE | { inRun: number; inWeek: number },
      RegExp,
    ]
  >([
    ['many are open', [open('a'), open('b'), open('c')], {}, NONE, /^3 proposals are open, and 3 are allowed$/],
    ['the run has opened its share', [], {}, { inRun: 1, inWeek: null }, /^this run has opened 1 already/],
    [
      'the week has had its share',
      [],
      { max_new_per_week: 2 },
      { inRun: 0, inWeek: 2 },
      /^2 proposals were opened in the last seven days, and 2 are allowed$/,
    ],
    ['one of its class is held', [open('h', { ...OWN, isHeld: true })], {}, NONE, /^h is held/],
    [
      'another target of its intent has the place',
      [open('o', { isSameClass: true })],
      {},
      NONE,
      /^o is open for another target/,
    ],
  ])('waits where %s', (_, others, limits, spent, reason) => {
    expect(limitReached(new Set(['new']), others, { ...LIMITS, ...limits }, spent)).toMatch(reason);
  });

  it('is none where it is open already: that may be brought up to date past every limit', () => {
    const others = [open('a'), open('b'), open('c'), open('new', OWN)];
    expect(
      limitReached(new Set(['new']), others, { ...LIMITS, max_new_per_week: 1 }, { inRun: 9, inWeek: 9 }),
    ).toBeNull();
  });

  it('is not brought up to date while it is held', () => {
    expect(limitReached(new Set(['new']), [open('new', { ...OWN, isHeld: true })], LIMITS, NONE)).toMatch(/held/);
  });
});

describe('pull requests that were created at once', () => {
  const racers = fc.integer({ min: 2, max: 8 });

  it('for one intent and risk class are one in the end, the first', () => {
    fc.assert(
      fc.property(racers, (count) => {
        const numbers = Array.from({ length: count }, (_, i) => i + 1);
        const neighbours = numbers.map((number): Neighbour => ({ number, isRival: true, isReplaced: false }));
        const kept = numbers.filter((number) => {
          const others = neighbours.filter((other) => other.number !== number);
          return givesWay(number, others, { ...LIMITS, max_open: 99 }, null) === null;
        });
        expect(kept).toEqual([1]);
      }),
    );
  });

  it('for several intents are as many as are allowed, the first ones', () => {
    fc.assert(
      fc.property(racers, fc.integer({ min: 1, max: 4 }), (count, max_open) => {
        const numbers = Array.from({ length: count }, (_, i) => i + 1);
        const neighbours = numbers.map((number): Neighbour => ({ number, isRival: false, isReplaced: false }));
        const kept = numbers.filter((number) => givesWay(number, neighbours, { ...LIMITS, max_open }, null) === null);
        expect(kept).toEqual(numbers.slice(0, max_open));
      }),
    );
  });

  it('in one week are as many as are allowed, the first ones', () => {
    const neighbours = [4, 5, 6].map((number): Neighbour => ({ number, isRival: false, isReplaced: false }));
    const limits = { ...LIMITS, max_open: 99, max_new_per_week: 2 };
    const kept = [4, 5, 6].filter((number) => givesWay(number, neighbours, limits, 3) === null);
    expect(kept).toEqual([4, 5]);
  });

  it('do not give way to what they supersede, nor to what was there before', () => {
    const before: Neighbour[] = [
      { number: 1, isRival: false, isReplaced: true },
      { number: 2, isRival: false, isReplaced: false },
    ];
    expect(givesWay(3, before, { ...LIMITS, max_open: 2 }, null)).toBeNull();
  });
});
