import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chain } from '../../../src/core/ledger/chain.ts';
import { verify } from '../../../src/core/ledger/verify.ts';
import { digestOf } from '../../../src/kit/canonical.ts';
import type { LedgerEntry, LedgerEvent } from '../../../src/schema/ledger-event.ts';
import { look, note, proposal, rejection, runFinished, runStarted } from '../../contracts/entries.ts';
import { anyText } from '../../making/any-text.ts';

const MIXED = [
  runStarted('r1'),
  look('a', 1),
  proposal('proposal_opened', 'p1'),
  rejection('rejection', 'p1', { reason: 'no\u2028"quotes"\n```' }),
  runFinished('r1', 'nobody was lawful'),
  note('hello'),
];

const entryArbitrary: fc.Arbitrary<LedgerEntry> = fc.oneof(
  fc.constantFrom(...MIXED),
  anyText({ maxLength: 40 }).map((text) => note(text)),
  fc.integer({ min: 1, max: 12 }).map((number) => look(`candidate ${number}`, number)),
);

describe('chain', () => {
  it('links every event to the hash of the one before, the first to nothing', () => {
    const events = chain([], MIXED).map(({ event }) => event);
    expect(events.map((event) => event.prev_hash)).toEqual([null, ...events.slice(0, -1).map((event) => event.hash)]);
    expect(new Set(events.map((event) => event.hash)).size).toBe(MIXED.length);
  });

  it('hashes the canonical event without its hash', () => {
    const [first] = chain([], [note('hello')]);
    const { hash, ...covered } = first?.event ?? { hash: '' };
    expect(hash).toBe(digestOf(covered));
  });

  it('names a file by its day, second, kind and hash', () => {
    const [first] = chain([], [note('hello', { at: '2026-05-12T06:07:08Z' } as object)]);
    expect(first?.file.path).toBe(`events/2026/05/12/060708Z-note-${first?.event.hash.slice(7, 19)}.json`);
  });

  it('writes sorted keys, two spaces and a final line feed', () => {
    const [first] = chain([], [note('hello')]);
    expect(first?.file.text).toMatch(/^\{\n {2}"actor": \{\n {4}"id": "autotune",\n[\s\S]*\n\}\n$/);
    expect(JSON.parse(first?.file.text ?? '')).toEqual(first?.event);
  });

  it('continues a chain that is there already', () => {
    const before = chain([], MIXED).map(({ event }) => event);
    const [added] = chain(before, [note('later')]);
    expect(added?.event.prev_hash).toBe(before.at(-1)?.hash);
  });

  it('gives the same bytes for the same entries', () => {
    fc.assert(
      fc.property(fc.array(entryArbitrary, { maxLength: 6 }), (entries) => {
        const reversed = entries.map(
          (entry): LedgerEntry => Object.fromEntries(Object.entries(entry).reverse()) as never,
        );
        expect(chain([], reversed)).toEqual(chain([], entries));
      }),
    );
  });

  it('gives what verify reads back, whatever the order of the files', () => {
    fc.assert(
      fc.property(fc.array(entryArbitrary, { maxLength: 8 }), fc.integer({ min: 0, max: 8 }), (entries, cut) => {
        const before = chain([], entries.slice(0, cut));
        const all = [
          ...before,
          ...chain(
            before.map(({ event }) => event),
            entries.slice(cut),
          ),
        ];
        const events: readonly LedgerEvent[] = all.map(({ event }) => event);
        const files = all.map(({ file }) => file).sort((a, b) => (a.text < b.text ? -1 : 1));
        expect(verify(files)).toEqual(events);
      }),
    );
  });

  it.each([
    ['an instant with an offset', note('x', { at: '2026-05-12T06:00:00+02:00' } as object)],
    ['an instant with a fraction', note('x', { at: '2026-05-12T06:00:00.5Z' } as object)],
    ['a day that no calendar has', note('x', { at: '2026-99-12T06:00:00Z' } as object)],
    ['a key that is not the schema’s', { ...note('x'), ...{ extra: 1 } }],
    ['a key that reaches into prototypes', { ...note('x'), ...JSON.parse('{"body": {"__proto__": 1}}') }],
    ['a body that is too long', note('x'.repeat(2 ** 20))],
  ])('refuses %s as a defect of its caller', (_, entry) => {
    expect(() => chain([], [entry])).toThrow(expect.objectContaining({ code: 'INTERNAL' }));
  });
});
