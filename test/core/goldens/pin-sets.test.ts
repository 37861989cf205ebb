import { describe, expect, it } from 'vitest';
import { pinSets } from '../../../src/core/goldens/pin-sets.ts';
import { isAutotuneError } from '../../../src/kit/errors.ts';
import { readDocument } from '../../../src/kit/schema-problems.ts';
import { GoldensManifest } from '../../../src/schema/goldens-manifest.ts';

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
  const { document } = readDocument('manifest.yaml', text, GoldensManifest, 'yaml');
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
