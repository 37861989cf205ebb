/** What a change takes from the golden sets: later changes are judged by fewer cases then, or by cases that ask for less. */
import { excerpt } from '../../../kit/problem.ts';
import { type Check, findings } from '../check.ts';

/** What is kept of a case to tell what became of it. */
export type CaseMark = { readonly tags: readonly string[] /** As one text. */; readonly expected: string };

export type GoldenPair = {
  readonly intent: string;
  /** Of the manifest after the merge. */
  readonly path: string;
  /** The search cases by their ids. */
  readonly before: ReadonlyMap<string, CaseMark>;
  readonly after: ReadonlyMap<string, CaseMark>;
  /** As the manifests pin them. Of held-out cases only counts are told. */
  readonly heldout: {
    readonly before: number;
    readonly after: number;
    /** How many of those that stay ask for something else, or were judged otherwise; 0 where a set was not opened. */
    readonly asked: number;
  };
};

const LISTED = 10;

export const checkLoosenedGoldens: Check<{ readonly goldens: readonly GoldenPair[] }> = ({ goldens }) => {
  const { note } = findings('loosened');
  return goldens.flatMap(({ intent, path, before, after, heldout }) => {
    const kept = [...before].filter(([id]) => after.has(id));
    const gone = before.size - kept.length;
    const tags = lostTags(before, after);
    const asked = askedOtherwise(before, after);
    const said = [
      ...(gone === 0 ? [] : [`search cases ${before.size} → ${after.size}, and ${gone} of those before are gone`]),
      ...(tags.length === 0 ? [] : [`search cases lost by tag: ${listed(tags)}`]),
      ...(asked === 0 ? [] : [otherwise(asked, 'search')]),
      ...(heldout.after < heldout.before ? [`held-out cases ${heldout.before} → ${heldout.after}`] : []),
      ...(heldout.asked === 0 ? [] : [otherwise(heldout.asked, 'held-out')]),
    ];
    return said.map((one) => note(`the goldens of ${excerpt(intent, 120)} are loosened: ${one}`, { path }));
  });
};

function otherwise(count: number, set: string): string {
  return `${count} ${set} ${count === 1 ? 'case expects' : 'cases expect'} or ${count === 1 ? 'was' : 'were'} judged something else`;
}

/** Of the cases that are in both, how many ask for something else, or were judged otherwise. */
export function askedOtherwise(before: GoldenPair['before'], after: GoldenPair['after']): number {
  return [...before].filter(([id, { expected }]) => (after.get(id)?.expected ?? expected) !== expected).length;
}

type LostTag = { readonly tag: string; readonly was: number; readonly lost: number };

/** By tag, how many of the cases that had it are gone or have it no more. */
function lostTags(before: GoldenPair['before'], after: GoldenPair['after']): readonly LostTag[] {
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
