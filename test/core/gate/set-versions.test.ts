/** A held-out set that becomes another needs another version; what is only stamped, sealed or reordered is the same. */
import { describe, expect, it } from 'vitest';
import { type CaseMark, type GoldenPair, markOf } from '../../../src/core/gate/case-mark.ts';
import { checkSetVersions } from '../../../src/core/gate/checks/set-versions.ts';
import { golden } from '../../making/golden.ts';

const mark = (more: Partial<CaseMark> = {}): CaseMark => ({ tags: ['odd'], expected: 'e', recording: 'r', ...more });
const set = (...marks: readonly CaseMark[]) => new Map(marks.map((one, i) => [`case-${i}`, one]));
const same = { before: set(mark(), mark()), after: set(mark(), mark()) };
const pins = (version: string, test: object): GoldenPair['manifest']['after'] => ({
  version,
  sets: { search: { cases: 2, sha256: 's' }, test: { cases: 2, sha256: 'a', ...test } },
});
const told = ({ to = '2026-05-12', from = {}, pin = {}, search = same, heldout = same }: Asked) => {
  const manifest = { before: pins('2026-05-12', from), after: pins(to, pin) };
  const pair = { intent: 'x', path: 'manifest.yaml', manifest, search, heldout };
  return checkSetVersions({ goldens: [pair] }).map(({ verdict, reason }) => `${verdict}: ${reason}`);
};
type Asked = { to?: string; from?: object; pin?: object } & Partial<Pick<GoldenPair, 'search' | 'heldout'>>;

const VERSION = 'under the version that they had, 2026-05-12';

describe('a held-out set', () => {
  const others: readonly [string, GoldenPair['heldout']['after']][] = [
    ['another recording', set(mark(), mark({ recording: 'x' }))],
    ['another expectation', set(mark(), mark({ expected: 'x' }))],
    ['another tag', set(mark(), mark({ tags: ['odd', 'more'] }))],
    ['a case less', set(mark())],
    ['a case more', set(mark(), mark(), mark())],
  ];
  it.each(others)('with %s fails under its version, and not under a new one', (_, after) => {
    const heldout = { before: same.before, after };
    expect(told({ heldout, pin: { sha256: 'b' } })).toEqual([
      `fail: held-out cases of x come, go or become others ${VERSION}: a new one is due`,
    ]);
    expect(told({ heldout, pin: { sha256: 'b' }, to: '2026-05-19' })).toEqual([]);
  });

  it('that nobody can open is judged by its pin', () => {
    const heldout = { before: null, after: null };
    expect(told({ heldout, pin: { sha256: 'b' } })).toEqual([
      `inconclusive: the held-out set of x becomes another ${VERSION}, and cannot be opened to tell how`,
    ]);
    expect(told({ heldout })).toEqual([]);
    const from = { sealed_sha256: 'f' };
    expect(told({ heldout, from, pin: from })).toEqual([]);
    expect(told({ heldout, from, pin: { sealed_sha256: 'g' } })).toHaveLength(1);
    expect(told({ heldout: { before: same.before, after: null }, pin: from })).toEqual([]);
    expect(told({ heldout: { before: same.before, after: null } })).toEqual([]);
  });

  it('that is only stamped anew, or in another order, is the same', () => {
    const heldout = { before: same.before, after: new Map([...same.before].reverse()) };
    expect(told({ heldout, pin: { sha256: 'b' } })).toEqual([]);
    const plain = golden();
    const stamped = { ...plain, baseline: { decision_record_sha256: `sha256:${'a'.repeat(64)}` } };
    expect(markOf(stamped)).toEqual(markOf(plain));
    expect(markOf({ ...plain, base_tokens: plain.base_tokens + 1 })).not.toEqual(markOf(plain));
  });
});

it('search cases that become others under their version are a note', () => {
  const search = { before: same.before, after: set(mark(), mark({ recording: 'x' })) };
  expect(told({ search })).toEqual([`note: search cases of x come, go or become others ${VERSION}`]);
  expect(told({ search, to: '2026-05-19' })).toEqual([]);
  expect(told({})).toEqual([]);
});
