import { describe, expect, it } from 'vitest';
import { carriedBy } from '../../src/edge/git/proposal-trailer.ts';

const DIGEST = `sha256:${'a'.repeat(64)}`;
const LINE = `Autotune-Proposal: at_1 ${DIGEST}`;
const PATH = 'packs/support/proposals/at_1.json';

describe('the trailer of a proposal', () => {
  it('names the proposal and its file', () => {
    const named = { proposal: { id: 'at_1', path: PATH }, files: [{ path: PATH, digest: DIGEST }] };
    expect(carriedBy(`tune\n\n${LINE}\n`, ['packs/support/pack.yaml', PATH])).toEqual(named);
  });

  it.each([
    ['there is none', 'tune', [PATH]],
    ['there are two', `tune\n\n${LINE}\n${LINE}`, [PATH]],
    ['it does not begin its line', `tune\n\n> ${LINE}`, [PATH]],
    ['its digest is short', `tune\n\n${LINE.slice(0, -1)}`, [PATH]],
    ['its file is not there', `tune\n\n${LINE}`, ['packs/support/proposals/at_2.json']],
    ['another folder has such a file, too', `tune\n\n${LINE}`, [PATH, 'packs/other/proposals/at_1.json']],
  ])('names nothing where %s', (_, message, paths) => {
    expect(carriedBy(message, paths)).toBeNull();
  });
});

describe('the trailers of a release', () => {
  const NAMES = ['packs/a b/releases/x.yaml', 'packs/support/pack.yaml'];
  const lines = (paths: readonly string[]) =>
    `release\n\n${paths.map((path) => `Autotune-Release: ${encodeURI(path)} ${DIGEST}\n`).join('')}`;

  it('name every file that is changed, whatever is in its path', () => {
    const files = NAMES.map((path) => ({ path, digest: DIGEST }));
    expect(carriedBy(lines(NAMES), NAMES)).toEqual({ proposal: null, files });
  });

  it.each([
    ['a file is changed that is not named', lines(NAMES.slice(1)), NAMES],
    ['a file is named that is not changed', lines(NAMES), NAMES.slice(1)],
    ['a file is named twice', lines([...NAMES, ...NAMES.slice(1)]), NAMES],
    ['it is said to be a proposal as well', `${lines(NAMES)}${LINE}\n`, NAMES],
  ])('name nothing where %s', (_, message, paths) => {
    expect(carriedBy(message, paths)).toBeNull();
  });
});
