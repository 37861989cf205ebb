/** `goldens/<intent>/manifest.yaml`: the pinned sets of an intent and the configurations they were recorded under. */
import * as z from 'zod';
import { HarnessConfiguration } from './harness-configuration.ts';
import { CalendarDate, Digest, Id, PinnedName, VersionedId } from './ids.ts';

const Recipient = z.string().regex(/^age1[0-9a-z]+$/, 'an age recipient');

const PinnedSet = z.strictObject({
  cases: z.int().min(0),
  /** Of the set as it is before it is sealed: sealing it, or sealing it again to others, leaves its looks counted. */
  sha256: Digest,
  /** The age recipients that a sealed set can be opened by: one, or several. */
  sealed: z.union([Recipient, z.array(Recipient).min(1)]).optional(),
  /** Of the sealed file itself: what can be checked by those who cannot open it. */
  sealed_sha256: Digest.optional(),
});
export type PinnedSet = z.infer<typeof PinnedSet>;

export const GoldensManifest = z.strictObject({
  schema_version: z.literal(1),
  intent: Id,
  version: CalendarDate,
  split: z.strictObject({
    by: z.literal('family'),
    seed: z.union([z.string(), z.int()]),
    ratio: z.number().gt(0).lt(1),
  }),
  sets: z.strictObject({ search: PinnedSet, test: PinnedSet }),
  tuples: z.record(PinnedName, HarnessConfiguration),
  runtime: VersionedId,
});
export type GoldensManifest = z.infer<typeof GoldensManifest>;

const UnpinnedSet = PinnedSet.partial();

/** As it may be written before it is stamped: without counts and digests, or without its sets. */
export const WrittenManifest = GoldensManifest.extend({
  sets: z.strictObject({ search: UnpinnedSet.optional(), test: UnpinnedSet.optional() }).optional(),
});
export type WrittenManifest = z.infer<typeof WrittenManifest>;

/** The manifest with the pins that it has; null where one is not there yet. */
export function pinnedManifest(written: WrittenManifest): GoldensManifest | null {
  const [search, test] = [pinned(written.sets?.search), pinned(written.sets?.test)];
  return search === null || test === null ? null : { ...written, sets: { search, test } };
}

function pinned(set: z.infer<typeof UnpinnedSet> | undefined): PinnedSet | null {
  if (set?.cases === undefined || set.sha256 === undefined) return null;
  return { ...set, cases: set.cases, sha256: set.sha256 };
}

/** The pins that a manifest does not have yet, by their paths; where it has none of a set, or of both, that alone. */
export function missingPins({ sets }: WrittenManifest): readonly string[] {
  if (sets === undefined) return ['sets'];
  return (['search', 'test'] as const).flatMap((role) => {
    const set = sets[role];
    if (set === undefined) return [`sets.${role}`];
    return (['cases', 'sha256'] as const).flatMap((pin) => (set[pin] === undefined ? [`sets.${role}.${pin}`] : []));
  });
}

/** The cases candidates are searched on. A type of its own: what takes a `SearchSet` cannot be given the held-out set. */
export type SearchSet = {
  readonly role: 'search';
  readonly name: string;
  readonly path: string;
  readonly sha256: string;
};

/** The cases nobody searches on; read by the one step that looks at it. */
export type HeldoutSet = {
  readonly role: 'heldout';
  readonly name: string;
  readonly path: string;
  readonly sha256: string;
};
