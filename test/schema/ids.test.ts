/** The names of documents reach file names, branch names and property lookups, so what could do harm there is refused. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as ids from '../../src/schema/ids.ts';

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
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.stringMatching(/^[-a-z0-9._/@:]{1,40}$/)), (text) => {
        if (accepts(text)) expect(text).toMatch(/^[\w@./:+-]+$/);
      }),
      { numRuns: 2000 },
    );
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
