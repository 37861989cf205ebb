/**
 * Which released versions a change gives another content under their name: the digest that a release record pins for a
 * name stays, since whoever reads the name later takes it for what was judged and approved.
 */
import { activeTuple, type ReleaseRecord, TUPLE_MEMBERS } from '../../schema/release-record.ts';

export type Repinned = {
  /** Of the record. */
  readonly path: string;
  /** The version, such as `policy.bench@1.0.0`. */
  readonly name: string;
  readonly was: string;
  /** Null where the digest is taken away, after which anything could be pinned. */
  readonly is: string | null;
};

type Placed = { readonly path: string; readonly value: ReleaseRecord };

/**
 * A digest that is added where no record of the base had one is none, and neither is one that goes with its document.
 * @param held the versions that documents have after the merge
 */
export function repinned(
  before: readonly Placed[],
  after: readonly Placed[],
  held: ReadonlySet<string>,
): readonly Repinned[] {
  const pinned = new Map<string, Set<string>>();
  for (const { name, digest } of before.flatMap(({ value }) => tuplesOf(value).flatMap(pinsOf))) {
    if (digest !== null) pinned.set(name, (pinned.get(name) ?? new Set()).add(digest));
  }
  return after.flatMap(({ path, value }) => {
    const pins = [
      ...tuplesOf(value)
        .flatMap(pinsOf)
        .filter(({ digest }) => digest !== null),
      ...pinsOf(activeTuple(value)),
    ];
    const others = pins.flatMap(({ name, digest }): Repinned[] => {
      const known = pinned.get(name);
      const [was] = known ?? [];
      if (known === undefined || was === undefined) return [];
      const isKept = digest === null ? !held.has(name) : known.has(digest);
      return isKept ? [] : [{ path, name, was, is: digest }];
    });
    return [...new Map(others.map((one) => [`${one.name} ${one.is}`, one])).values()];
  });
}

function tuplesOf({ release_tuple, previous, rollout }: ReleaseRecord) {
  return [release_tuple, previous, rollout.candidate_tuple].flatMap((tuple) => tuple ?? []);
}

function pinsOf(tuple: ReleaseRecord['release_tuple']) {
  return TUPLE_MEMBERS.map((member) => {
    return { name: tuple[member], digest: tuple.digests?.[member] ?? null };
  });
}
