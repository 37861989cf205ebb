import fc from 'fast-check';
import { expect, it } from 'vitest';
import { assemble, type FoundShard } from '../../../src/core/shards/assemble.ts';

const ORIGIN = { producer: 'autotune@1.0.0', base_commit: '0f'.repeat(20), configuration: `sha256:${'a'.repeat(64)}` };

const found = (shard: number, of: number, file = `${shard}.jsonl`): FoundShard => ({
  file,
  head: { schema_version: 1, kind: 'replay_shard', share: { shard, of }, origin: ORIGIN },
});

it('a whole split is put in order, whatever order its files are found in', () => {
  const splits = fc.integer({ min: 1, max: 30 }).chain((of) => {
    const all = Array.from({ length: of }, (_, i) => found(i + 1, of));
    return fc.shuffledSubarray(all, { minLength: of });
  });
  fc.assert(
    fc.property(splits, (shards) => {
      expect(assemble(shards, ORIGIN)).toEqual({ files: shards.map((_, i) => `${i + 1}.jsonl`) });
    }),
  );
});

it('all that are missing are named', () => {
  expect(assemble([found(2, 4)], ORIGIN)).toEqual({ amiss: 'incomplete', why: 'shards 1, 3, 4 of 4 are not there' });
  expect(assemble([found(1, 2)], ORIGIN)).toEqual({ amiss: 'incomplete', why: 'shard 2 of 2 is not there' });
});

it('whatever is taken from a split or put to it again, it is whole no more', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 12 }), fc.nat(), fc.boolean(), (of, at, isTwice) => {
      const all = Array.from({ length: of }, (_, i) => found(i + 1, of));
      const one = (at % of) + 1;
      const spoiled = isTwice
        ? [...all, found(one, of, 'again.jsonl')]
        : all.filter(({ head }) => head.share.shard !== one);
      expect(assemble(spoiled, ORIGIN)).toMatchObject({ amiss: 'incomplete' });
    }),
  );
});

it('what was made of another state is told before what is missing', () => {
  const stale = found(3, 9);
  const other = { ...stale, head: { ...stale.head, origin: { ...ORIGIN, base_commit: 'ab'.repeat(20) } } };
  expect(assemble([found(1, 9), other], ORIGIN)).toEqual({
    amiss: 'different',
    why: 'shard 3 of 9 (3.jsonl) was made on commit abababababab, not on 0f0f0f0f0f0f',
  });
});

it('a name from outside is told on one line', () => {
  const hostile = found(1, 2, 'a\n::error::b.jsonl');
  expect(assemble([hostile, { ...hostile, file: 'c' }], ORIGIN)).toMatchObject({
    why: expect.not.stringContaining('\n'),
  });
});
