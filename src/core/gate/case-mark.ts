/** What is kept of a golden case to tell what became of it: digests, so that whole sets fit, and no text of a held-out case. */
import { digestOf } from '../../kit/canonical.ts';
import type { GoldenCase } from '../../schema/golden-case.ts';
import type { GoldensManifest } from '../../schema/goldens-manifest.ts';

export type CaseMark = {
  readonly tags: readonly string[];
  /** Of what is expected of it, and how it was judged and corrected. */
  readonly expected: string;
  /** Of all the rest but its stamp: what was asked, retrieved, called and decided, of which family. */
  readonly recording: string;
};

/** By case id; null for a set that could not be opened. */
export type MarkedSet = ReadonlyMap<string, CaseMark> | null;

export type Both<Value> = { readonly before: Value; readonly after: Value };

/** The golden sets of an intent that has some before and after the merge. */
export type GoldenPair = {
  readonly intent: string;
  /** Of the manifest after the merge. */
  readonly path: string;
  readonly manifest: Both<Pick<GoldensManifest, 'version' | 'sets'>>;
  readonly search: Both<MarkedSet>;
  readonly heldout: Both<MarkedSet>;
};

/** Stamping writes the `baseline` anew whenever what records are made of changes, so it is no part of what a case is. */
export function markOf(golden: GoldenCase): CaseMark {
  const { case_id: _, baseline: __, tags, expected, judgements, operator_corrections, ...recording } = golden;
  return { tags, expected: digestOf([expected, judgements, operator_corrections]), recording: digestOf(recording) };
}

/** What became of a set, in counts of its cases before. */
export type Kept = {
  readonly stays: number;
  readonly gone: number;
  /** Of those that stay: how many expect or were judged something else, have another recording, have fewer tags. */
  readonly asked: number;
  readonly recorded: number;
  readonly untagged: number;
};

type Pair = { readonly was: CaseMark; readonly is: CaseMark };
const NOTHING: Kept = { stays: 0, gone: 0, asked: 0, recorded: 0, untagged: 0 };

/** Nothing is told of a set of which one side could not be opened. */
export function keptOf({ before, after }: Both<MarkedSet>): Kept {
  if (before === null || after === null) return NOTHING;
  const pairs = [...before].flatMap(([id, was]) => {
    const is = after.get(id);
    return is === undefined ? [] : [{ was, is }];
  });
  const count = (isSo: (pair: Pair) => boolean) => pairs.filter(isSo).length;
  return {
    stays: pairs.length,
    gone: before.size - pairs.length,
    asked: count(({ was, is }) => was.expected !== is.expected),
    recorded: count(({ was, is }) => was.recording !== is.recording),
    untagged: count(({ was, is }) => was.tags.some((tag) => !is.tags.includes(tag))),
  };
}

/** Whether the cases are the same, whatever their order and their stamps; null where only one side could be opened. */
export function isSameSet({ before, after }: Both<MarkedSet>): boolean | null {
  if (before === null || after === null) return null;
  const { gone, asked, recorded } = keptOf({ before, after });
  const isTagged = [...before].every(([id, { tags }]) => digestOf(tags) === digestOf(after.get(id)?.tags ?? null));
  return before.size === after.size && gone + asked + recorded === 0 && isTagged;
}
