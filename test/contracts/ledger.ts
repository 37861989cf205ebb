/** What every maker of the Ledger port keeps, told as cases. A maker gives a fresh, empty ledger and further readers. */
import { describe, expect, it } from 'vitest';
import { chain } from '../../src/core/ledger/chain.ts';
import { pathOf } from '../../src/core/ledger/event-file.ts';
import { verify } from '../../src/core/ledger/verify.ts';
import type { Ledger } from '../../src/ports/ledger.ts';
import type { LedgerEntry } from '../../src/schema/ledger-event.ts';
import { note } from './entries.ts';

export type LedgerWorld = {
  readonly ledger: Ledger;
  /** Another writer of the same ledger, as another process would have it. */
  another(): Ledger;
  /** Whether equal appends have equal heads: not where the forge signs commits and dates them itself. */
  readonly sameHeads: boolean;
};

export const AT = '2026-05-12T06:00:00Z';

/** Chains entries onto what the ledger has and appends them once. */
export async function appendTo(
  ledger: Ledger,
  ...entries: readonly LedgerEntry[]
): Promise<{ head: string } | 'moved'> {
  const { head, events } = await ledger.read();
  const added = chain(verify(events), entries);
  return ledger.append(
    head,
    added.map(({ file }) => file),
    'append',
    AT,
  );
}

async function all<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const found: Item[] = [];
  for await (const item of items) found.push(item);
  return found;
}

export function ledgerContract(name: string, make: () => Promise<LedgerWorld>): void {
  describe(`${name} as a Ledger`, () => {
    it('has no head and no events before the first append', async () => {
      const { ledger } = await make();
      expect(await ledger.read()).toEqual({ head: null, events: [] });
    });

    it('reads back what was appended, by every reader', async () => {
      const { ledger, another } = await make();
      const done = await appendTo(ledger, note('a'), note('b\u2028ü'));
      const read = await another().read();
      expect(done).toEqual({ head: read.head });
      expect(verify(read.events).map((event) => event.body)).toEqual([{ text: 'a' }, { text: 'b\u2028ü' }]);
      expect(await ledger.read()).toEqual(read);
    });

    it('gives the events by path', async () => {
      const { ledger, another } = await make();
      for (const text of ['a', 'b', 'c', 'd']) await appendTo(ledger, note(text));
      const paths = (await ledger.read()).events.map((event) => event.path);
      expect(paths).toEqual([...paths].sort());
      expect((await another().read()).events.map((event) => event.path)).toEqual(paths);
    });

    it('keeps further files beside the events, and does not read them as events', async () => {
      const { ledger, another } = await make();
      const files = [{ path: 'runs/r1/target.json', text: '{}\n' }];
      expect(await ledger.append(null, files, 'a run', AT)).toMatchObject({ head: expect.any(String) });
      expect((await ledger.read()).events).toEqual([]);
      expect((await another().read()).events).toEqual([]);
    });

    it('gives every file of what was read, the events among them', async () => {
      const { ledger, another } = await make();
      await ledger.read();
      expect(await all(ledger.files())).toEqual([]);
      await ledger.append(null, [{ path: 'runs/r1/target.json', text: '{"ü":1}\n' }], 'a run', AT);
      await appendTo(ledger, note('a'));
      const reader = another();
      const { events } = await reader.read();
      const files = await all(reader.files());
      expect(files).toEqual([
        ...events.map(({ path, text }) => ({ path, text })),
        { path: 'runs/r1/target.json', text: '{"ü":1}\n' },
      ]);
    });

    it('writes a text that comes in parts as one, short or long', async () => {
      const { ledger, another } = await make();
      const part = `${'ü'.repeat(600_000)}\n`;
      const short = { path: 'runs/r1/short.jsonl', text: () => ['{"a":"ü"}\n', '{}\n'] };
      const long = { path: 'runs/r1/long.jsonl', text: () => [part, '{}\n', part] };
      const empty = { path: 'runs/r1/none.jsonl', text: () => [] };
      await ledger.append(null, [long, short, empty], 'a run', AT);
      const reader = another();
      await reader.read();
      expect(await all(reader.files())).toEqual([
        { path: 'runs/r1/long.jsonl', text: `${part}{}\n${part}` },
        { path: 'runs/r1/none.jsonl', text: '' },
        { path: 'runs/r1/short.jsonl', text: '{"a":"ü"}\n{}\n' },
      ]);
    });

    it('answers moved to a writer whose head is not the head any more, and writes nothing', async () => {
      const { ledger, another } = await make();
      const late = another();
      const { head } = await late.read();
      await appendTo(ledger, note('first'));
      const before = await ledger.read();
      const [added] = chain([], [note('late')]);
      expect(await late.append(head, added === undefined ? [] : [added.file], 'late', AT)).toBe('moved');
      expect(await ledger.read()).toEqual(before);
      expect(await appendTo(late, note('late'))).not.toBe('moved');
      expect(verify((await ledger.read()).events).map((event) => event.body)).toEqual([
        { text: 'first' },
        { text: 'late' },
      ]);
    });

    it('lets one of two writers win who both found nothing', async () => {
      const { ledger, another } = await make();
      const answers = await Promise.all([appendTo(ledger, note('a')), appendTo(another(), note('b'))]);
      expect(answers.filter((answer) => answer === 'moved')).toHaveLength(1);
      expect((await ledger.read()).events).toHaveLength(1);
    });

    it('lets one of many writers win who read the same head', async () => {
      const { ledger, another } = await make();
      await appendTo(ledger, note('root'));
      const writers = Array.from({ length: 6 }, another);
      const answers = await Promise.all(writers.map((writer, index) => appendTo(writer, note(`writer ${index}`))));
      expect(answers.filter((answer) => answer !== 'moved')).toHaveLength(1);
      expect(verify((await ledger.read()).events)).toHaveLength(2);
    });

    it('tells which commits are not in its history', async () => {
      const { ledger, another } = await make();
      const stranger = 'ab'.repeat(20);
      await ledger.read();
      expect(await ledger.lacks([stranger])).toEqual([stranger]);
      const heads: string[] = [];
      for (const text of ['a', 'b']) {
        const done = await appendTo(ledger, note(text));
        if (done !== 'moved') heads.push(done.head);
      }
      expect(await ledger.lacks([...heads, stranger])).toEqual([stranger]);
      const reader = another();
      await reader.read();
      expect(await reader.lacks([...heads, stranger])).toEqual([stranger]);
      expect(await reader.lacks([])).toEqual([]);
    });

    it('tells of each event which commit added it, whoever reads it', async () => {
      const { ledger, another } = await make();
      const first = await appendTo(ledger, note('a'), note('b'));
      const second = await appendTo(ledger, note('c'));
      if (first === 'moved' || second === 'moved') throw new Error('nobody else writes');
      for (const reader of [ledger, another()]) {
        const { events } = await reader.read();
        const commits = verify(events).map((event) => events.find(({ path }) => path === pathOf(event))?.commit);
        expect(commits).toEqual([first.head, first.head, second.head]);
      }
    });

    it('never overwrites an event', async () => {
      const { ledger, another } = await make();
      await appendTo(ledger, note('a'));
      const before = await ledger.read();
      const path = before.events[0]?.path ?? '';
      for (const writer of [ledger, another()]) {
        await expect(writer.append(before.head, [{ path, text: '{}\n' }], 'again', AT)).rejects.toThrow(path);
      }
      expect(await another().read()).toEqual(before);
    });

    it('refuses paths that lead elsewhere or mean something else', async () => {
      const { ledger } = await make();
      for (const path of [
        '../outside.json',
        '/etc/passwd',
        'events//a.json',
        '.git/config',
        'a/.GIT/b',
        'a\nb',
        'a\\b',
        '',
      ]) {
        await expect(ledger.append(null, [{ path, text: 'x' }], 'm', AT), path).rejects.toThrow('not a path');
      }
      expect((await ledger.read()).head).toBeNull();
    });

    it('writes the same head for the same bytes, where it promises to', async () => {
      const [one, two] = await Promise.all([make(), make()]);
      const heads = await Promise.all([one, two].map(({ ledger }) => appendTo(ledger, note('a'))));
      if (one.sameHeads) expect(heads[0]).toEqual(heads[1]);
      expect((await one.ledger.read()).events).toEqual((await two.ledger.read()).events);
    });
  });
}
