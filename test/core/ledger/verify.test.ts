import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chain } from '../../../src/core/ledger/chain.ts';
import { type EventFile, fileOf, hashOf } from '../../../src/core/ledger/event-file.ts';
import { verify } from '../../../src/core/ledger/verify.ts';
import { isAutotuneError } from '../../../src/kit/errors.ts';
import type { Problem } from '../../../src/kit/problem.ts';
import type { LedgerEntry } from '../../../src/schema/ledger-event.ts';
import { look, note, rejection, runFinished, runStarted } from '../../contracts/entries.ts';
import { anyText } from '../../making/any-text.ts';

const ENTRIES = [runStarted('r1'), look('a', 1), rejection('rejection', 'p1'), note('n'), runFinished('r1', 'none')];
const FILES = filesOf(ENTRIES);
const [ROOT = never(), SECOND = never(), THIRD = never()] = FILES;

function never(): never {
  throw new Error('the chain is longer');
}

function filesOf(entries: readonly LedgerEntry[]): readonly EventFile[] {
  return chain([], entries).map(({ file }) => file);
}

/** The problems of a broken ledger; fails where it verifies. */
function problemsOf(files: readonly EventFile[]): readonly Problem[] {
  try {
    verify(files);
  } catch (error) {
    if (!isAutotuneError(error) || error.code !== 'LEDGER_BROKEN') throw error;
    expect(error.problems.length).toBeGreaterThan(0);
    return error.problems;
  }
  throw new Error('the ledger verifies');
}

/** An event that is well-formed but forged: any keys, with the hash and name that belong to them. */
function forge(more: object): EventFile {
  const event = { ...JSON.parse(SECOND.text), ...more };
  return fileOf({ ...event, hash: hashOf(event) }) ?? never();
}

const position = fc.nat({ max: FILES.length - 1 });

describe('verify', () => {
  it('takes an empty ledger for an empty chain', () => {
    expect(verify([])).toEqual([]);
  });

  it('notices any single changed character', () => {
    fc.assert(
      fc.property(position, fc.nat(), anyText({ minLength: 1, maxLength: 1 }), (which, at, character) => {
        const file = FILES[which] ?? never();
        const index = at % file.text.length;
        const text = file.text.slice(0, index) + character + file.text.slice(index + 1);
        fc.pre(text !== file.text);
        expect(problemsOf(FILES.with(which, { ...file, text })).map((problem) => problem.file)).toContain(file.path);
      }),
      { numRuns: 2000 },
    );
  });

  it('notices every single flipped bit', () => {
    const bytes = Buffer.from(SECOND.text);
    for (let at = 0; at < bytes.length; at += 1) {
      const changed = Buffer.from(bytes);
      changed[at] = (bytes[at] ?? 0) ^ (1 << (at % 7));
      expect(() => verify(FILES.with(1, { ...SECOND, text: changed.toString('utf8') }))).toThrow();
    }
  });

  it('notices an inserted or a removed character, white space too', () => {
    fc.assert(
      fc.property(position, fc.nat(), fc.constantFrom('', ' ', '\n', '\r', '\t', 'x'), (which, at, inserted) => {
        const file = FILES[which] ?? never();
        const index = at % file.text.length;
        const text = file.text.slice(0, index) + inserted + file.text.slice(index + (inserted === '' ? 1 : 0));
        expect(problemsOf(FILES.with(which, { ...file, text }))[0]?.file).toBe(file.path);
      }),
    );
  });

  it('notices the removal of any event but the newest ones', () => {
    fc.assert(
      fc.property(fc.subarray([...FILES.keys()], { maxLength: FILES.length - 1 }), (kept) => {
        const files = kept.map((index) => FILES[index] ?? never());
        const isPrefix = kept.every((index, at) => index === at);
        if (isPrefix) expect(verify(files)).toHaveLength(files.length);
        else expect(problemsOf(files)[0]?.code).toBe('LEDGER_BROKEN');
      }),
    );
  });

  it('notices contents that were exchanged', () => {
    fc.assert(
      fc.property(position, position, (a, b) => {
        fc.pre(a !== b);
        const [one = never(), two = never()] = [FILES[a], FILES[b]];
        const files = FILES.with(a, { ...one, text: two.text }).with(b, { ...two, text: one.text });
        expect(problemsOf(files)).toHaveLength(2);
      }),
    );
  });

  it('notices an event that is there twice, under its own name or another', () => {
    fc.assert(
      fc.property(position, (which) => {
        const file = FILES[which] ?? never();
        expect(problemsOf([...FILES, file])[0]?.file).toBe(file.path);
        const path = file.path.replace('.json', '-copy.json');
        expect(problemsOf([...FILES, { ...file, path }])[0]).toMatchObject({ file: path });
      }),
    );
  });

  it.each<[string, EventFile, RegExp]>([
    ['does not parse', { ...THIRD, text: '{' }, /does not parse as JSON/],
    ['is not an event', { ...THIRD, text: 'null\n' }, /is not an event/],
    ['is an array of arrays beyond reason', { ...THIRD, text: '['.repeat(500_000) }, /does not parse|too deeply/],
    ['is deeper than a stack', { ...THIRD, text: '['.repeat(250_000) + ']'.repeat(250_000) }, /too deeply/],
    ['is longer than the limit', { ...THIRD, text: ' '.repeat(2 ** 20 + 1) }, /longer than 1048576/],
    ['is rendered differently', { ...THIRD, text: JSON.stringify(JSON.parse(THIRD.text)) }, /not written as autotune/],
    ['has another name than its hash', { ...THIRD, path: `${THIRD.path}x` }, /does not have the name/],
    [
      'has a wrong hash',
      fileOf({ ...JSON.parse(THIRD.text), hash: JSON.parse(SECOND.text).hash }) ?? never(),
      /hash it/,
    ],
    ['has a key of its own', forge({ extra: 1 }), /is not an event/],
    [
      'has a key of its own in the body',
      forge({ body: { ...JSON.parse(SECOND.text).body, extra: 1 } }),
      /is not an event/,
    ],
    ['has an unknown kind', forge({ kind: 'party' }), /is not an event/],
    ['has an unknown schema_version', forge({ schema_version: 2 }), /unknown schema_version 2/],
    [
      'has a prototype key',
      forge(JSON.parse('{"kind": "note", "body": {"a": {"__proto__": {}}}}')),
      /object prototypes/,
    ],
    ['has a constructor key', forge({ kind: 'note', body: { constructor: 1 } }), /object prototypes/],
    ['has an instant with a fraction', { ...THIRD, text: THIRD.text.replace('00Z', '00.0Z') }, /does not have/],
    ['follows what is not there', forge({ prev_hash: `sha256:${'0'.repeat(64)}` }), /which is not in the ledger/],
    ['makes a fork', forge({ intent: 'other' }), /follows the same event as events\//],
    ['is a second beginning', forge({ prev_hash: null }), /is a second first event beside events\//],
  ])('names the file that %s', (_, file, message) => {
    const problems = problemsOf([...FILES.filter((known) => known.path !== file.path), file]);
    const own = problems.filter((problem) => problem.file === file.path);
    const other = problems.find((problem) => problem.file === ROOT.path || problem.file === SECOND.path);
    expect([...own, other].map((problem) => problem?.message ?? '').join('\n')).toMatch(message);
  });

  it('reports all broken files at once', () => {
    const files = FILES.map((file) => ({ ...file, text: `${file.text} ` }));
    expect(problemsOf(files).map((problem) => problem.file)).toEqual(FILES.map((file) => file.path));
  });

  it('tells an unknown version by its own code', () => {
    expect(problemsOf([ROOT, forge({ schema_version: 2 })])[0]?.code).toBe('DOC_VERSION');
  });

  it('never shows control characters of what it found', () => {
    const problems = problemsOf([forge({ schema_version: '\u001b[31m2\n::error::' })]);
    expect(problems[0]?.message).not.toMatch(/\p{Cc}/u);
  });
});
