import { describe, expect, it } from 'vitest';
import { pinSets } from '../../../src/core/goldens/pin-sets.ts';
import { isAutotuneError } from '../../../src/kit/errors.ts';
import { readDocument } from '../../../src/kit/schema-problems.ts';
import { WrittenManifest } from '../../../src/schema/goldens-manifest.ts';

const digest = (digit: string) => `sha256:${digit.repeat(64)}`;
const TEXT = `# Who may change this: the domain owner.
schema_version: 1
intent:   t.answer      # odd spaces stay
version: 2026-05-01
split: { by: family, seed: "a seed", ratio: 0.50 }

sets:
  search:
    # counted by stamping
    cases: 0
    sha256: '${digest('0')}'  # pinned
  test: { cases: 12, sha256: "${digest('1')}" }
tuples: { release.t.answer@2026-05-01: { evidence: { kb: { top_k: 1, max_hops: 1 } } } }
runtime: runtime.t@1.0.0
`;
const pinned = (text: string, search: [number, string], test: [number, string]) => {
  const { document } = readDocument('manifest.yaml', text, WrittenManifest, 'yaml');
  if (document === null) throw new Error('the manifest of these tests is valid');
  const pins = { search: { cases: search[0], sha256: search[1] }, test: { cases: test[0], sha256: test[1] } };
  return pinSets(text, document, pins);
};

describe('pinning the sets of a manifest', () => {
  it('changes counts and digests, and no other byte', () => {
    expect(pinned(TEXT, [240, digest('a')], [160, digest('b')])).toBe(
      TEXT.replace('cases: 0', 'cases: 240')
        .replace(digest('0'), digest('a'))
        .replace('cases: 12', 'cases: 160')
        .replace(digest('1'), digest('b')),
    );
  });

  it('gives the same text where nothing moved', () => {
    expect(pinned(TEXT, [0, digest('0')], [12, digest('1')])).toBe(TEXT);
  });

  it('keeps the line ends that the file has', () => {
    const windows = TEXT.replaceAll('\n', '\r\n');
    expect(pinned(windows, [1, digest('a')], [12, digest('1')])).toBe(
      windows.replace('cases: 0', 'cases: 1').replace(digest('0'), digest('a')),
    );
  });

  it('refuses a count written in a form that it could not write again', () => {
    let thrown: unknown;
    try {
      pinned(TEXT.replace('cases: 12', 'cases: 0x0c'), [0, digest('0')], [13, digest('1')]);
    } catch (error) {
      thrown = error;
    }
    expect(isAutotuneError(thrown) ? thrown.code : thrown).toBe('DOCUMENTS_INVALID');
  });
});

describe('pins that a manifest does not have yet', () => {
  const HEAD = '# Who may change this: the domain owner.\nschema_version: 1\nintent: t.answer\nversion: 2026-05-01\n';
  const LINES = 'split:\n  by: family\n  seed: 1\n  ratio: 0.5  # half\n';
  const BRACES = 'split: { by: family, seed: 1, ratio: 0.5 }\n';
  const TAIL = `
# Recorded in May.
tuples: { release.t.answer@2026-05-01: { evidence: { kb: { top_k: 1, max_hops: 1 } } } }
runtime: runtime.t@1.0.0
`;
  const [A, B] = [digest('a'), digest('b')];
  const ON_LINES = `sets:\n  search:\n    cases: 8\n    sha256: ${A}\n  test:\n    cases: 6\n    sha256: ${B}\n`;
  const IN_BRACES = `sets:\n  search: { cases: 8, sha256: ${A} }\n  test: { cases: 6, sha256: ${B} }\n`;
  const sealedTest = `  test:\n    # by the data team\n    sealed: age1a\n`;

  it.each([
    ['no sets, beside a split on lines', LINES, '', ON_LINES],
    ['no sets, beside a split in braces', BRACES, '', IN_BRACES],
    ['sets without any', LINES, 'sets: {}  # by stamping\n', ON_LINES.replace('sets:', 'sets:  # by stamping')],
    ['two empty sets', LINES, 'sets:\n  search: {}\n  test: {}\n', ON_LINES],
    [
      'two empty sets in braces',
      BRACES,
      'sets: { search: {}, test: {} }\n',
      `sets: { search: { cases: 8, sha256: ${A} }, test: { cases: 6, sha256: ${B} } }\n`,
    ],
    ['one of two sets', LINES, `sets:\n  search: { cases: 8, sha256: ${A} }\n`, IN_BRACES],
    ['counts alone', LINES, 'sets:\n  search: { cases: 8 }\n  test: { cases: 0 }\n', IN_BRACES],
    [
      'a recipient alone',
      LINES,
      `sets:\n${sealedTest}`,
      `sets:\n${sealedTest}    cases: 6\n    sha256: ${B}\n  search:\n    cases: 8\n    sha256: ${A}\n`,
    ],
  ])('are written as a person would, once: %s', (_, split, before, after) => {
    for (const newline of ['\n', '\r\n']) {
      const whole = (sets: string) => `${HEAD}${split}${sets}${TAIL}`.replaceAll('\n', newline);
      expect(pinned(whole(before), [8, A], [6, B])).toBe(whole(after));
      expect(pinned(whole(after), [8, A], [6, B])).toBe(whole(after));
    }
  });

  it('are written with the content and the comments kept where the text is of a form that nobody thought of', () => {
    const text = `${HEAD}${LINES.replace('seed: 1\n  ratio: 0.5  # half\n', 'ratio: 0.5\n  seed: |\n    a seed\n')}${TAIL}`;
    const after = pinned(text, [8, A], [6, B]);
    expect(after).toContain(ON_LINES);
    expect(after).toContain('# Recorded in May.');
    expect(pinned(after, [8, A], [6, B])).toBe(after);
  });
});
