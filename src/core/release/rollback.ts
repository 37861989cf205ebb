/**
 * Whether a change can be taken back, and the pack's text once it is: the inverse of the typed patch, under the version
 * before. What cannot be restored as it was is no way back, and better known before a promotion than at the fire.
 */
import { canonicalJson, digestOf } from '../../kit/canonical.ts';
import { isAutotuneError } from '../../kit/errors.ts';
import { excerpt } from '../../kit/problem.ts';
import { readDocument } from '../../kit/schema-problems.ts';
import { ContextPack } from '../../schema/context-pack.ts';
import { type ReleaseTuple, TUPLE_MEMBERS } from '../../schema/release-record.ts';
import { SurfaceValue, type TypedPatch } from '../../schema/tunable-surface.ts';
import { valueAt } from '../packs/address.ts';
import { applyPatch, invert, nextVersion } from '../packs/patch.ts';
import { printedValue } from '../packs/printed-value.ts';

export type Undoing = {
  readonly path: string;
  readonly text: string;
  readonly pack: ContextPack;
  readonly patch: TypedPatch;
  /** `name@version` of the pack as the change left it. */
  readonly made: string;
  /** The tuple that was active before, complete. */
  readonly previous: ReleaseTuple;
  /** What this repository has of that tuple's members other than the pack. */
  readonly present: NonNullable<ReleaseTuple['digests']>;
};

export type Undone = {
  readonly text: string;
  /** `name@version` of the pack: the one before, or a new one where other changes came on top. */
  readonly pin: string;
  readonly digest: string;
};

/** The pack's text with the change taken back, or why there is none, in one sentence. */
export function undo(undoing: Undoing): Undone | { readonly refused: string } {
  const { pack, patch, previous, present } = undoing;
  for (const [at, { to }] of Object.entries(patch)) {
    const current = valueAt(pack, at);
    if (canonicalJson(current ?? null) === canonicalJson(to)) continue;
    const read = SurfaceValue.safeParse(current);
    const now = read.success ? printedValue(read.data) : 'gone';
    return { refused: `${at} is ${now} there now, and the change had made it ${printedValue(to)}` };
  }
  const changed = TUPLE_MEMBERS.find((member) => {
    const recorded = previous.digests?.[member];
    return member !== 'pack' && recorded !== undefined && present[member] !== recorded;
  });
  if (changed !== undefined) return { refused: `${changed} of ${previous.id} is not here any more as it was released` };
  try {
    return restored(undoing);
  } catch (error) {
    if (!isAutotuneError(error)) throw error;
    const why = excerpt(error.problems[0]?.message ?? error.message, 200);
    return { refused: `${undoing.path} cannot be patched as it is written: ${why}` };
  }
}

/** With nothing on top of the change it has to be the pack before, to its digest. */
function restored({ path, text, pack, patch, made, previous }: Undoing): Undone | { readonly refused: string } {
  const { id, version } = pack.pack_meta;
  const isOnTop = made === `${id}@${version}`;
  const to = isOnTop
    ? previous.pack.slice(previous.pack.indexOf('@') + 1)
    : nextVersion(version, digestOf({ undoes: made, patch }));
  const inverse = invert(Object.entries(patch).map(([at, change]) => ({ path: at, ...change })));
  const before = applyPatch(text, [...inverse, { path: 'pack_meta.version', from: version, to }], path);
  const read = readDocument(path, before, ContextPack, 'yaml').document;
  if (read === null) return { refused: `${path} would not be a pack any more` };
  const digest = digestOf(read);
  const expected = previous.digests?.pack;
  if (isOnTop && expected !== undefined && digest !== expected) {
    return { refused: `taking the change back does not give ${previous.pack} as it was released` };
  }
  return { text: before, pin: `${id}@${to}`, digest };
}
