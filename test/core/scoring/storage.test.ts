/** What a comparison of many treatments is kept in answers as plain lists would. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addPair, concatColumns, eachMove, emptyColumn } from '../../../src/core/scoring/column.ts';
import { Growing, type Pages } from '../../../src/core/scoring/growing.ts';
import { keptOnce } from '../../../src/core/scoring/kept-once.ts';
import { PositionSet } from '../../../src/core/scoring/position-set.ts';
import { Room } from '../../../src/core/scoring/room.ts';

const positions = fc
  .uniqueArray(fc.oneof(fc.nat(70), fc.nat(20_000)), { maxLength: 300 })
  .map((some) => some.sort((a, b) => a - b));

function setOf(some: readonly number[]): PositionSet {
  const set = new PositionSet();
  for (const position of some) set.add(position);
  return set;
}

describe('numbers that grow', () => {
  it('are given back in their order, one by one and all together', () => {
    for (const length of [0, 1, 32, 33, 511, 512, 513, 1024, 1025, 3000]) {
      const values = Array.from({ length }, (_, i) => i / 7);
      const grown = new Growing(values);
      expect(grown.length).toBe(length);
      expect(grown.last()).toBe(values.at(-1) ?? Number.NaN);
      expect([...grown.toArray()]).toEqual(values);
      expect(values.map((_, i) => grown.at(i))).toEqual(values);
      expect(grown.at(length)).toBeNaN();
    }
  });
});

/** Pages in a list, which like a file gives copies into one and the same buffer. */
function listedPages(): Pages & { readonly kept: Float64Array[] } {
  const kept: Float64Array[] = [];
  const buffer = new Float64Array(512);
  return {
    kept,
    put: (page) => kept.push(page.slice()) - 1,
    read(place, count) {
      buffer.set(kept[place] ?? []);
      return buffer.subarray(0, count);
    },
  };
}

describe('numbers whose pages are kept elsewhere', () => {
  const value = fc.oneof(fc.double(), fc.constant(Number.NaN), fc.constant(-0));

  it('answer as those that stay, whoever else keeps pages there', () => {
    fc.assert(
      fc.property(
        fc.array(value, { minLength: 500, maxLength: 2200, size: 'max' }),
        fc.array(fc.nat(2300), { maxLength: 40 }),
        (values, asked) => {
          const pages = listedPages();
          const stays = new Growing();
          const [goes, other] = [new Growing([], pages), new Growing([], pages)];
          for (const one of values) {
            for (const growing of [stays, goes]) growing.push(one);
            other.push(-one);
            expect(goes.last()).toBe(stays.last());
          }
          expect(pages.kept).toHaveLength(2 * Math.floor(Math.max(0, values.length - 1) / 512));
          expect(goes.length).toBe(stays.length);
          expect(goes.toArray()).toEqual(stays.toArray());
          for (const at of asked) {
            expect(goes.at(at)).toBe(stays.at(at));
            expect(other.at(at)).toBe(-stays.at(at));
          }
          goes.push(7);
          expect([goes.at(values.length), goes.at(0)]).toEqual([7, values[0]]);
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('lists that are lent', () => {
  it('are lent once at a time, and again once they were taken back', () => {
    const room = new Room();
    const first = [room.numbers(5), room.numbers(5), room.numbers(7)];
    const positions = room.positions(5);
    expect(new Set(first).size).toBe(3);
    room.takeBack();
    expect([room.numbers(5), room.numbers(6), room.numbers(7)].map((list, i) => list === first[i])).toEqual([
      true,
      false,
      true,
    ]);
    expect(room.positions(5)).toBe(positions);
    expect(room.positions(5)).not.toBe(positions);
  });
});

describe('values of which few differ', () => {
  it('are kept once each, and stay what they were', () => {
    const once = keptOnce<readonly string[]>();
    const [a, b] = [once(['x', 'y']), once(['x,y'])];
    expect([a, b]).toEqual([['x', 'y'], ['x,y']]);
    expect(once(['x', 'y'])).toBe(a);
    expect(once(['x,y'])).toBe(b);
  });
});

describe('a set of positions', () => {
  it('visits what was added, in ascending order, and has nothing else', () => {
    fc.assert(
      fc.property(positions, fc.nat(20_100), (some, other) => {
        const set = setOf(some);
        const visited: [number, number][] = [];
        set.each((position, i) => visited.push([position, i]));
        expect(visited).toEqual(some.map((position, i) => [position, i]));
        expect([set.size, set.last()]).toEqual([some.length, some.at(-1) ?? -1]);
        expect(some.every((position) => set.has(position))).toBe(true);
        expect(set.has(other)).toBe(some.includes(other));
        expect(set.map((position) => `case_${position}`)).toEqual(some.map((position) => `case_${position}`));
      }),
    );
  });
});

describe('a column', () => {
  const cell = fc.oneof(fc.constant(0), fc.constant(Number.NaN), fc.double({ min: -1, max: 1, noNaN: true }));
  const columnOf = (cells: readonly number[]) => {
    const column = emptyColumn();
    for (const [position, delta] of cells.entries()) addPair(column, position, 1, delta);
    return column;
  };
  const movesIn = (column: ReturnType<typeof emptyColumn>) => {
    const moves: [number, number][] = [];
    eachMove(column, (position, delta) => moves.push([position, delta]));
    return { moves, unpaired: column.unpaired.map((position) => position) };
  };

  it('of two sets has the moves of the second behind those of the first', () => {
    fc.assert(
      fc.property(fc.array(cell, { maxLength: 700 }), fc.array(cell, { maxLength: 700 }), (first, second) => {
        const both = concatColumns(columnOf(first), columnOf(second), first.length);
        expect(movesIn(both)).toEqual(movesIn(columnOf([...first, ...second])));
      }),
      { numRuns: 30 },
    );
  });
});
