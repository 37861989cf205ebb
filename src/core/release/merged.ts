/**
 * Which proposals were merged, and which of them are still in effect: read off the files that a commit of the base
 * has, since no message and no commit id survives every way to merge.
 */
import { canonicalJson } from '../../kit/canonical.ts';
import type { ContextPack } from '../../schema/context-pack.ts';
import type { Proposal } from '../../schema/proposal.ts';
import type { TypedPatch } from '../../schema/tunable-surface.ts';
import { valueAt } from '../packs/address.ts';
import { proposalId } from '../packs/identity.ts';

type Found<Value> = { readonly path: string; readonly value: Value };

/** A proposal that stands on the base. */
export type MergedChange = {
  readonly id: string;
  readonly intent: string;
  readonly fingerprint: string;
  readonly patch: TypedPatch;
  /** `name@version` of the pack as the proposal left it. */
  readonly pack: string;
  readonly proposal: Proposal;
};

/**
 * The proposals of a pack that autotune made, by the version that each gave it; of those made of one version, the one
 * whose version the pack has comes last. A file under another name, of another pack, or with an identity that does not
 * follow from what it says is no proposal of ours.
 */
export function mergedChanges(
  pack: Found<ContextPack>,
  proposals: readonly Found<Proposal>[],
): readonly MergedChange[] {
  const folder = pack.path.replace(/pack\.yaml$/, 'proposals/');
  const changes = proposals.flatMap(({ path, value }): MergedChange[] => {
    const { tuning_proposal_id: id, fingerprint, candidate_pack, target, candidate_change } = value;
    if (fingerprint === undefined || candidate_pack === undefined) return [];
    const isOfPack = path === `${folder}${id}.json` && candidate_pack.startsWith(`${pack.value.pack_meta.id}@`);
    const isNamed = proposalId(target.intent, target.metric, fingerprint) === id;
    if (!isOfPack || !isNamed || !pack.value.intents.some((intent) => intent.id === target.intent)) return [];
    const { patch } = candidate_change;
    return [{ id, intent: target.intent, fingerprint, patch, pack: candidate_pack, proposal: value }];
  });
  const isNow = ({ pack: made }: MergedChange) => Number(made === pinOf(pack.value));
  return changes.sort((a, b) => compareVersions(a.pack, b.pack) || isNow(a) - isNow(b) || (a.id < b.id ? -1 : 1));
}

/**
 * `standing`: the pack has every value that it brought. `undone`: the pack has every value again that it took away.
 * `overtaken`: something else changed these values since, or a part of them.
 */
export type Standing = 'standing' | 'undone' | 'overtaken';

/** `name@version` of a pack. */
export function pinOf({ pack_meta: { id, version } }: ContextPack): string {
  return `${id}@${version}`;
}

/** How a change stands in the pack, given those that came after it. */
export function standingOf(pack: ContextPack, patch: TypedPatch, later: readonly TypedPatch[]): Standing {
  const taken = new Set(later.flatMap((other) => Object.keys(other)));
  const paths = Object.entries(patch);
  if (paths.some(([path]) => taken.has(path))) return 'overtaken';
  const has = (path: string, value: unknown) => canonicalJson(valueAt(pack, path) ?? null) === canonicalJson(value);
  if (paths.every(([path, { to }]) => has(path, to))) return 'standing';
  return paths.every(([path, { from }]) => has(path, from)) ? 'undone' : 'overtaken';
}

/**
 * Changes without those that were rolled back and are not in effect again. Such a one keeps its file, and its version is
 * given again: what came later under that version, or a newer one, is no sign of it, even with the same values.
 */
export function inEffect(
  pack: ContextPack,
  changes: readonly MergedChange[],
  takenBack: ReadonlySet<string>,
): readonly MergedChange[] {
  const others = changes.filter(({ id }) => !takenBack.has(id));
  return changes.filter(({ id, patch, pack: made }) => {
    if (!takenBack.has(id)) return true;
    const later = others.filter((other) => compareVersions(other.pack, made) >= 0);
    return (
      standingOf(
        pack,
        patch,
        later.map((other) => other.patch),
      ) === 'standing'
    );
  });
}

/** Negative where the version of the first `name@version` is the older one; what follows a dash or a plus does not count. */
export function compareVersions(a: string, b: string): number {
  const numbers = (pinned: string) => (pinned.split('@').at(-1)?.split(/[-+]/)[0] ?? '').split('.').map(Number);
  const [before, after] = [numbers(a), numbers(b)];
  const at = before.findIndex((part, i) => part !== after[i]);
  return at < 0 ? 0 : (before[at] ?? 0) - (after[at] ?? 0);
}
