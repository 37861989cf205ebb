import { describe, expect, it } from 'vitest';
import { pinSeal } from '../../../src/core/goldens/pin-seal.ts';
import { readDocument } from '../../../src/kit/schema-problems.ts';
import { GoldensManifest } from '../../../src/schema/goldens-manifest.ts';

const digest = (digit: string) => `sha256:${digit.repeat(64)}`;
const HEAD = `# Who may change this: the domain owner.
schema_version: 1
intent:   t.answer      # odd spaces stay
version: 2026-05-01
split: { by: family, seed: "a seed", ratio: 0.50 }
`;
const TAIL = `tuples: { release.t.answer@2026-05-01: { evidence: { kb: { top_k: 1, max_hops: 1 } } } }
runtime: runtime.t@1.0.0
`;
const FLOW = `sets:
  search: { cases: 1, sha256: "${digest('0')}" }
  test: { cases: 12, sha256: "${digest('1')}" }
`;
const BLOCK = `sets:
  search: { cases: 1, sha256: "${digest('0')}" }
  test:
    # counted by stamping
    cases: 12
    sha256: ${digest('1')}  # pinned
`;

const readManifest = (text: string) => {
  const { document, problems } = readDocument('manifest.yaml', text, GoldensManifest, 'yaml');
  if (document === null) throw new Error(JSON.stringify(problems));
  return document;
};
const pinned = (text: string, recipients: readonly string[], digit: string) => {
  const after = pinSeal(text, readManifest(text), { recipients, sha256: digest(digit) });
  const { sealed, sealed_sha256 } = readManifest(after).sets.test;
  expect({ sealed, sealed_sha256 }).toEqual({
    sealed: recipients.length === 1 ? recipients[0] : recipients,
    sealed_sha256: digest(digit),
  });
  return after;
};

describe('pinning the seal of a held-out set', () => {
  it('adds both pins to a set in braces, and changes no other byte', () => {
    const after = pinned(`${HEAD}${FLOW}${TAIL}`, ['age1a'], 'a');
    expect(after).toBe(
      `${HEAD}${FLOW.replace(`${digest('1')}" }`, `${digest('1')}", sealed: age1a, sealed_sha256: ${digest('a')} }`)}${TAIL}`,
    );
  });

  it.each(['\n', '\r\n'])('adds both pins to a set on lines of its own that end in %j', (newline) => {
    const text = `${HEAD}${BLOCK}${TAIL}`.replaceAll('\n', newline);
    const added = `    sealed: [age1a, age1b]${newline}    sealed_sha256: ${digest('a')}${newline}`;
    expect(pinned(text, ['age1a', 'age1b'], 'a')).toBe(
      text.replace(`# pinned${newline}`, `# pinned${newline}${added}`),
    );
  });

  it('gives the same text where both pins are there already', () => {
    const once = pinned(`${HEAD}${BLOCK}${TAIL}`, ['age1a'], 'a');
    expect(pinned(once, ['age1a'], 'a')).toBe(once);
  });

  it('changes the pins in their places, from one recipient to another', () => {
    const once = pinned(`${HEAD}${BLOCK}${TAIL}`, ['age1a'], 'a');
    expect(pinned(once, ['age1b'], 'b')).toBe(once.replace('age1a', 'age1b').replace(digest('a'), digest('b')));
  });

  it.each([
    [['age1a'], ['age1a', 'age1b']],
    [['age1a', 'age1b'], ['age1b']],
    [
      ['age1a', 'age1b'],
      ['age1c', 'age1b', 'age1d'],
    ],
  ])('goes from %j to %j with the comments kept', (before, after) => {
    for (const sets of [FLOW, BLOCK]) {
      const once = pinned(`${HEAD}${sets}${TAIL}`, before, 'a');
      const twice = pinned(once, after, 'b');
      expect(twice).toContain('# Who may change this: the domain owner.');
      expect(twice.match(/sealed_sha256/g)).toHaveLength(1);
    }
  });

  it('pins a set of which only the recipient was written by hand', () => {
    const text = `${HEAD}${FLOW.replace(`${digest('1')}" }`, `${digest('1')}", sealed: age1a }`)}${TAIL}`;
    pinned(text, ['age1a'], 'c');
  });
});
