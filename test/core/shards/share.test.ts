import fc from 'fast-check';
import { expect, it } from 'vitest';
import { readShare, shardAt, shareText } from '../../../src/core/shards/share.ts';

it('a share that is named is read as it is told', () => {
  const shares = fc
    .integer({ min: 1, max: 256 })
    .chain((of) => fc.record({ of: fc.constant(of), shard: fc.integer({ min: 1, max: of }) }));
  fc.assert(
    fc.property(shares, ({ shard, of }) => {
      expect(readShare(`${shard}/${of}`)).toEqual({ shard, of });
      expect(shareText({ shard, of })).toBe(`shard ${shard} of ${of}`);
    }),
  );
});

it.each(['', '1', '0/1', '2/1', '1/0', '1/257', '257/257', '01/2', '1/2 ', '1 /2', '1/2/3', '-1/2', '1.5/2', 'a/b'])(
  '%j is no share',
  (text) => {
    expect(() => readShare(text)).toThrow(/is no share such as 2\/8/);
  },
);

it('every case is in one shard, and no two shards differ by more than a case', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 40 }), fc.nat(300), (of, cases) => {
      const counts = new Array<number>(of).fill(0);
      for (let position = 0; position < cases; position++) {
        const shard = shardAt(position, of);
        expect(shard).toBeGreaterThanOrEqual(1);
        expect(shard).toBeLessThanOrEqual(of);
        counts[shard - 1] = (counts[shard - 1] ?? 0) + 1;
      }
      expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
    }),
  );
});
