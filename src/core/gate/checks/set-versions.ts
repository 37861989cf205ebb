/** Whether golden sets that change have another version: a held-out set is immutable under the one that it has. */
import { excerpt } from '../../../kit/problem.ts';
import { type Both, type GoldenPair, isSameSet, type MarkedSet } from '../case-mark.ts';
import { type Check, findings } from '../check.ts';

export const checkSetVersions: Check<{ readonly goldens: readonly GoldenPair[] }> = ({ goldens }) => {
  const { fail, inconclusive, note } = findings('goldens');
  const kept = goldens.filter(({ manifest: { before, after } }) => before.version === after.version);
  return kept.flatMap(({ intent, path, manifest: { before, after }, search, heldout }) => {
    const name = excerpt(intent, 120);
    const stays = `under the version that they had, ${after.version}`;
    const pins = { before: before.sets.test, after: after.sets.test };
    const other = fail(`held-out cases of ${name} come, go or become others ${stays}: a new one is due`, { path });
    const unseen = `the held-out set of ${name} becomes another ${stays}, and cannot be opened to tell how`;
    const found = {
      same: [],
      other: [other],
      unseen: [inconclusive(unseen, { path })],
    }[stateOf(heldout, pins)];
    const moved = note(`search cases of ${name} come, go or become others ${stays}`, { path });
    return [...found, ...(isSameSet(search) === false ? [moved] : [])];
  });
};

type Pins = Both<GoldenPair['manifest']['after']['sets']['test']>;

/** What nobody can open here is the same where the pins are; sealing it for the first time adds one. */
function stateOf(heldout: Both<MarkedSet>, { before, after }: Pins): 'same' | 'other' | 'unseen' {
  const isSame = isSameSet(heldout);
  if (isSame !== null) return isSame ? 'same' : 'other';
  const isSealedAnew = before.sealed_sha256 !== undefined && before.sealed_sha256 !== after.sealed_sha256;
  return before.sha256 === after.sha256 && before.cases === after.cases && !isSealedAnew ? 'same' : 'unseen';
}
