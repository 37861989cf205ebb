import { describe, expect, it } from 'vitest';
import { proposalNamed } from '../../src/edge/git/proposal-trailer.ts';

const DIGEST = `sha256:${'a'.repeat(64)}`;
const LINE = `Autotune-Proposal: at_1 ${DIGEST}`;
const PATH = 'packs/support/proposals/at_1.json';

describe('the trailer of a proposal', () => {
  it('names the proposal and its file', () => {
    const named = { id: 'at_1', path: PATH, digest: DIGEST };
    expect(proposalNamed(`tune\n\n${LINE}\n`, ['packs/support/pack.yaml', PATH])).toEqual(named);
  });

  it.each([
    ['there is none', 'tune', [PATH]],
    ['there are two', `tune\n\n${LINE}\n${LINE}`, [PATH]],
    ['it does not begin its line', `tune\n\n> ${LINE}`, [PATH]],
    ['its digest is short', `tune\n\n${LINE.slice(0, -1)}`, [PATH]],
    ['its file is not there', `tune\n\n${LINE}`, ['packs/support/proposals/at_2.json']],
    ['another folder has such a file, too', `tune\n\n${LINE}`, [PATH, 'packs/other/proposals/at_1.json']],
  ])('names nothing where %s', (_, message, paths) => {
    expect(proposalNamed(message, paths)).toBeNull();
  });
});
