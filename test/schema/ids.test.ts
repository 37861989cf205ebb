/** The names of documents reach file names, branch names and property lookups, so what could do harm there is refused. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as ids from '../../src/schema/ids.ts';
import { anyText } from '../making/any-text.ts';

const { CalendarDate, Digest, DottedPath, Id, Instant, Name, Owner, PinnedName, SourceName, Version, VersionedId } =
  ids;

const NAMES = { CalendarDate, Digest, DottedPath, Id, Instant, Name, PinnedName, SourceName, Version, VersionedId };

const VALID: { readonly [Schema in keyof typeof NAMES]: string } = {
  CalendarDate: '2026-05-12',
  Digest: `sha256:${'a'.repeat(64)}`,
  DottedPath: 'evidence.policy_kb.top_k',
  Id: 'support.triage',
  Instant: '2026-05-12T06:00:00Z',
  Name: 'policy_kb',
  PinnedName: 'goldens/support.refund/search@2026-05-12',
  SourceName: 'policy_kb',
  Version: '5.2.0',
  VersionedId: 'ctxpack.support@5.2.0',
};

/** What a shell, a path, a terminal, a Markdown page or a git ref would take for more than a letter. */
const HARMFUL = [...' \t\r\n\0\x1b\u007f\u00a0\u202e\u200b$`;&|<>(){}[]*?!~^\\\'"%,=#'];

describe.each(Object.entries(NAMES))('%s', (name, schema) => {
  const valid = Object.entries(VALID).find(([key]) => key === name)?.[1] ?? '';
  const accepts = (text: string): boolean => schema.safeParse(text).success;

  test('accepts what it is for', () => {
    expect(accepts(valid)).toBe(true);
  });

  test('refuses a harmful character wherever it stands', () => {
    fc.assert(
      fc.property(fc.constantFrom(...HARMFUL), fc.nat(valid.length), (char, at) => {
        expect(accepts(valid.slice(0, at) + char + valid.slice(at))).toBe(false);
      }),
      { numRuns: 500 },
    );
  });

  test('refuses traversal, options, absolute and foreign paths, and nothing at all', () => {
    const bad = ['', '../up', '..', '.', '.git/config', '/etc/passwd', '--upload-pack', '-x', 'C:\\x', '@', '@1.0.0'];
    expect(bad.filter(accepts)).toEqual([]);
  });

  test('refuses whatever is not text', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        fc.pre(typeof value !== 'string');
        expect(schema.safeParse(value).success).toBe(false);
      }),
    );
  });

  test('accepts only text without line breaks, controls or backslashes, whatever is tried', () => {
    fc.assert(
      fc.property(fc.oneof(anyText(), fc.stringMatching(/^[-a-z0-9._/@:]{1,40}$/)), (text) => {
        if (accepts(text)) expect(text).toMatch(/^[\w@./:+-]+$/);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('days and instants', () => {
  const isDate = (text: string) => CalendarDate.safeParse(text).success;
  const isInstant = (text: string) => Instant.safeParse(text).success;

  test('are those of the calendar, in every year that can be written', () => {
    fc.assert(
      fc.property(fc.nat(9999), fc.nat(14), fc.nat(40), (year, month, day) => {
        const text = [String(year).padStart(4, '0'), ...[month, day].map((part) => String(part).padStart(2, '0'))].join(
          '-',
        );
        const read = new Date(`${text}T00:00:00Z`);
        const isReal = !Number.isNaN(read.getTime()) && read.toISOString().startsWith(text);
        expect([isDate(text), isInstant(`${text}T06:00:00Z`)]).toEqual([isReal, isReal]);
      }),
      { numRuns: 3000 },
    );
  });

  test.each(['2000-02-29', '2024-02-29', '2026-12-31'])('%s is one', (text) => expect(isDate(text)).toBe(true));
  test.each(['1900-02-29', '2026-02-29', '2026-02-31', '2026-13-01', '2026-00-10', '2026-04-31', '2026-01-00'])(
    '%s is none',
    (text) => expect(isDate(text)).toBe(false),
  );

  test('have the hours and minutes that a clock shows, and an offset that there can be', () => {
    const times = ['24:00:00Z', '24:61:00Z', '06:60:00Z', '06:00:60Z', '06:00:00+24:00', '06:00:00+01:60', '06:00Z'];
    expect(times.filter((time) => isInstant(`2026-05-12T${time}`))).toEqual([]);
    const good = ['00:00:00Z', '23:59:59.999999999+13:45', '06:00:00-09:30'];
    expect(good.filter((time) => !isInstant(`2026-05-12T${time}`))).toEqual([]);
    for (const time of good) expect(Date.parse(`2026-05-12T${time}`)).not.toBeNaN();
  });
});

test.each(['__proto__', 'prototype', 'constructor'])('refuses %s anywhere in a dotted path, and as a key', (key) => {
  const paths = [key, `a.${key}`, `${key}.a`, `a.${key}.b`];
  expect(paths.filter((path) => DottedPath.safeParse(path).success)).toEqual([]);
  expect(Name.safeParse(key).success).toBe(false);
});

test('refuses array indexes, empty parts and endless paths', () => {
  const paths = ['a.0', '0', 'a..b', '.a', 'a.', 'a[0]', `a${'.a'.repeat(120)}`];
  expect(paths.filter((path) => DottedPath.safeParse(path).success)).toEqual([]);
});

test('never leads out of a folder, whatever id or version is accepted', () => {
  const pieces = fc.constantFrom('a', '0', '.', '..', '/', '-', '_', '@', '1.0.0', '\\');
  const names = fc.array(pieces, { minLength: 1, maxLength: 12 }).map((parts) => parts.join(''));
  fc.assert(
    fc.property(names, (text) => {
      for (const schema of [Id, Version, VersionedId, Name, SourceName]) {
        if (schema.safeParse(text).success) expect(text).not.toMatch(/^\.|[/\\]/);
      }
    }),
    { numRuns: 5000 },
  );
});

test('refuses an owner with a space or a line break', () => {
  expect(['@acme/sre', 'a@b.example'].every((owner) => Owner.safeParse(owner).success)).toBe(true);
  expect(['', 'a b', 'a\nb', ' a'].filter((owner) => Owner.safeParse(owner).success)).toEqual([]);
});
