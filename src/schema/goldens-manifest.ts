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
