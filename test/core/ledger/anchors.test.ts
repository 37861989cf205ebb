import { describe, expect, it } from 'vitest';
import { anchorsToKeep, assertAnchored, begunAnew } from '../../../src/core/ledger/anchors.ts';
import { chain } from '../../../src/core/ledger/chain.ts';
import { note } from '../../contracts/entries.ts';

const head = (digit: string) => digit.repeat(40);
const anchor = (digit: string) => ({ head: head(digit), citedBy: `packs/support/proposals/at_${digit}.json` });

describe('a ledger that proposals cite', () => {
  it('has to have what they cite, but for heads that are no commits', () => {
    const anchors = [anchor('a'), { head: '', citedBy: 'x' }, { head: 'dry-run', citedBy: 'y' }];
    expect(anchorsToKeep(anchors, [])).toEqual([anchor('a')]);
  });

  it('need not have what it was begun anew without', () => {
    const entry = { ...note(''), kind: 'note', body: begunAnew([anchor('b'), anchor('a'), anchor('a')]) } as const;
    const events = chain([], [entry]).map(({ event }) => event);
    expect(entry.body.lost_heads).toEqual([head('a'), head('b')]);
    expect(anchorsToKeep([anchor('a'), anchor('b'), anchor('c')], events)).toEqual([anchor('c')]);
  });

  it('is sound where nothing is lacking', () => {
    expect(() => assertAnchored('autotune/ledger', null, [])).not.toThrow();
    expect(() => assertAnchored('autotune/ledger', head('a'), [])).not.toThrow();
  });

  it('is missing where there is none, and broken where it lacks what is cited', () => {
    const missing = expect.objectContaining({
      code: 'LEDGER_MISSING',
      message: expect.stringContaining('at_a.json and 1 more'),
    });
    expect(() => assertAnchored('autotune/ledger', null, [anchor('a'), anchor('b')])).toThrow(missing);
    const broken = expect.objectContaining({ code: 'LEDGER_BROKEN', message: expect.stringContaining('at_a.json') });
    expect(() => assertAnchored('autotune/ledger', head('c'), [anchor('a')])).toThrow(broken);
  });
});
