/** Two released changes, one on top of the other, taken back one after the other: each gives the tuple before it, whole. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { writeRelease } from '../../src/core/repository/write-release.ts';
import { ReleaseRecord } from '../../src/schema/release-record.ts';
import { makeProposed, PACK } from '../making/gate.ts';
import { autotune, commitAll, edit, git } from '../making/repository.ts';

const RECORD = 'packs/bench/releases/bench.answer.yaml';
let root = '';
let packs: string[] = [];
let records: ReleaseRecord[] = [];

const text = (path: string) => readFileSync(join(root, path), 'utf8');
const record = () => ReleaseRecord.parse(parse(text(RECORD)));

function verb(...args: readonly string[]) {
  const { status, stdout, stderr } = autotune(root, [...args, '--json']);
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout);
}

function merge(branch: string): void {
  git(root, 'merge', '-q', '--squash', branch);
  git(root, 'commit', '-q', '-m', 'merged');
}

/** Merges a proposal and its record, and ends its rollout as if its stages were behind it. */
function release(branch: string): void {
  merge(branch);
  merge(verb('record').records[0].branch);
  const { release_tuple: previous, rollout, ...rest } = record();
  const release_tuple = rollout.candidate_tuple ?? previous;
  const finished = { ...rest, release_tuple, previous, rollout: { stage: '100%', since: rollout.since } } as const;
  edit(root, RECORD, (before) => writeRelease(before, finished));
  commitAll(root, 'the rollout is over');
  packs.push(text(PACK));
  records.push(record());
}

beforeAll(() => {
  const proposed = makeProposed();
  root = proposed.root;
  packs = [text(PACK)];
  records = [record()];
  release(proposed.branch);
  release(verb('run').proposals[0].branch);
});

describe('a second rollback', () => {
  it('goes on from where the first one ended, to the byte, and the record names what is next', () => {
    for (const step of [1, 0]) {
      merge(verb('rollback', 'bench.answer', 'one', 'by', 'one').branch);
      expect(verb('record').rolled_back).toHaveLength(1);
      expect(text(PACK)).toBe(packs[step]);
      const { release_tuple, previous, rollout } = record();
      expect({ release_tuple, previous }).toEqual({
        release_tuple: records[step]?.release_tuple,
        previous: records[step]?.previous,
      });
      expect(rollout.stage).toBe('100%');
    }
    expect(autotune(root, ['rollback', 'bench.answer', 'again'])).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('no change of it'),
    });
  });
});
