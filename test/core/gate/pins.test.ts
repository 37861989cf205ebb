/** Released versions keep their content: which digests a change may add to a release record, and which it may not replace. */
import { describe, expect, it } from 'vitest';
import { repinned } from '../../../src/core/gate/pins.ts';
import { digestOf } from '../../../src/kit/canonical.ts';
import type { ReleaseRecord, ReleaseTuple } from '../../../src/schema/release-record.ts';
import { changedRecord as changed, finishedRecord, releasedRecord, rolloutAt, tupleOf } from '../../making/release.ts';

const INTENT = 'bench.answer';
const PATH = `packs/bench/releases/${INTENT}.yaml`;
const [ONE, OTHER] = [digestOf(1), digestOf(2)];

const placed = (value: ReleaseRecord, path = PATH) => ({ path, value });
const found = (before: ReleaseRecord, after: ReleaseRecord) => repinned([placed(before)], [placed(after)], HELD);
const HELD = new Set(['policy.bench@1.0.0']);
const released = releasedRecord(INTENT);
const withDigests = (digests: ReleaseTuple['digests'], more: Partial<ReleaseTuple> = {}) =>
  changed(released, (copy) => Object.assign(copy.release_tuple, more, { digests }));
const pinned = withDigests({ policy: ONE });

describe('a version that a release record pins', () => {
  it('keeps its digest', () => {
    expect(found(pinned, withDigests({ policy: OTHER }))).toEqual([
      { path: PATH, name: 'policy.bench@1.0.0', was: ONE, is: OTHER },
    ]);
    expect(found(pinned, pinned)).toEqual([]);
  });

  it('is not let go of, which would let the next change pin anything', () => {
    expect(found(pinned, withDigests(undefined))).toMatchObject([{ was: ONE, is: null }]);
    expect(repinned([placed(pinned)], [placed(withDigests(undefined))], new Set())).toEqual([]);
  });

  it('keeps it under another tuple and in the record of another intent', () => {
    const elsewhere = withDigests({ policy: OTHER }, { id: 'release.bench.answer@9.9.9', intent: 'bench.other' });
    const path = 'packs/bench/releases/bench.other.yaml';
    expect(repinned([placed(pinned)], [placed(elsewhere, path)], HELD)).toMatchObject([{ path, is: OTHER }]);
  });

  it('gets a digest where no record has one, and a new version gets its own', () => {
    expect(found(released, withDigests({ ...released.release_tuple.digests, policy: OTHER }))).toEqual([]);
    expect(found(pinned, withDigests({ policy: OTHER }, { policy: 'policy.bench@1.1.0' }))).toEqual([]);
  });

  it('is kept by each step of a rollout', () => {
    const settled = { ...released, release_tuple: tupleOf(INTENT, '1.0.0'), previous: tupleOf(INTENT, '0.9.0') };
    expect(found(settled, rolloutAt(INTENT, '0%_shadow'))).toEqual([]);
    expect(found(rolloutAt(INTENT, '100%'), finishedRecord(INTENT))).toEqual([]);
  });
});
