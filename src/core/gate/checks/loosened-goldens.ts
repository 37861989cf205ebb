/** What a change takes from the golden sets: later changes are judged by fewer cases then, or by cases that ask for less. */
import { excerpt } from '../../../kit/problem.ts';
import { type Both, type GoldenPair, type Kept, keptOf, type MarkedSet } from '../case-mark.ts';
import { type Check, findings } from '../check.ts';

const LISTED = 10;

export const checkLoosenedGoldens: Check<{ readonly goldens: readonly GoldenPair[] }> = ({ goldens }) => {
  const { note } = findings('loosened');
  return goldens.flatMap(({ intent, path, search, heldout, manifest: { before, after } }) => {
    const tags = lostTags(search);
    const fewer = after.sets.test.cases < before.sets.test.cases;
    const said = [
      ...goneOf('search', search),
      ...(tags.length === 0 ? [] : [`search cases lost by tag: ${listed(tags)}`]),
      ...otherwiseIn('search', keptOf(search)),
      ...(keptOf(heldout).gone === 0 && fewer
        ? [`held-out cases ${before.sets.test.cases} → ${after.sets.test.cases}`]
        : goneOf('held-out', heldout)),
      ...untaggedIn(keptOf(heldout)),
      ...otherwiseIn('held-out', keptOf(heldout)),
    ];
    return said.map((one) => note(`the goldens of ${excerpt(intent, 120)} are loosened: ${one}`, { path }));
  });
};

function goneOf(set: string, { before, after }: Both<MarkedSet>): readonly string[] {
  const { gone } = keptOf({ before, after });
  return gone === 0 ? [] : [`${set} cases ${before?.size} → ${after?.size}, and ${gone} of those before are gone`];
}

/** Of the cases that stay, how many ask for something else, were judged otherwise, or replay something else. */
function otherwiseIn(set: string, { stays, asked, recorded }: Kept): readonly string[] {
  const [expect, were] = asked === 1 ? ['case expects', 'was'] : ['cases expect', 'were'];
  return [
    ...(asked === 0 ? [] : [`${asked} ${set} ${expect} or ${were} judged something else`]),
    ...(recorded === 0 ? [] : [`${recorded} of ${stays} ${set} cases that stay have another recording`]),
  ];
}

/** Which tags they are is text of the held-out set. */
function untaggedIn({ untagged }: Kept): readonly string[] {
  return untagged === 0 ? [] : [`${untagged} held-out ${untagged === 1 ? 'case has' : 'cases have'} fewer tags`];
}

type LostTag = { readonly tag: string; readonly was: number; readonly lost: number };

/** By tag, how many of the cases that had it are gone or have it no more. */
function lostTags({ before, after }: Both<MarkedSet>): readonly LostTag[] {
  if (before === null || after === null) return [];
  const found = new Map<string, { was: number; lost: number }>();
  for (const [id, { tags }] of before) {
    const now = after.get(id)?.tags;
    for (const tag of tags) {
      const count = found.get(tag) ?? { was: 0, lost: 0 };
      count.was++;
      if (now === undefined || !now.includes(tag)) count.lost++;
      found.set(tag, count);
    }
  }
  const lost = [...found].filter(([, count]) => count.lost > 0).map(([tag, count]) => ({ tag, ...count }));
  return lost.sort((a, b) => b.lost / b.was - a.lost / a.was || b.lost - a.lost || (a.tag < b.tag ? -1 : 1));
}

function listed(tags: readonly LostTag[]): string {
  const told = tags.slice(0, LISTED).map(({ tag, was, lost }) => `${excerpt(tag, 60)} ${lost} of ${was}`);
  return [...told, ...(tags.length > LISTED ? [`and ${tags.length - LISTED} more tags`] : [])].join(', ');
}
