/** Which intents a merge alters, compared by name wherever their pack stands; a renamed one is known by its search cases. */
import type { IntentPlace, ReplayedIntent, UnjudgedIntent } from '../../core/gate/checks/guardrails.ts';
import type { ChangedPack } from '../../core/gate/checks/pack-changes.ts';
import { effectiveConfiguration } from '../../core/packs/effective.ts';
import type { Repository } from '../../core/repository/repository.ts';
import { canonicalJson } from '../../kit/canonical.ts';
import { isAutotuneError } from '../../kit/errors.ts';
import type { Workspace } from '../../ports/workspace.ts';
import type { ContextPack, IntentEntry } from '../../schema/context-pack.ts';
import type { HarnessConfiguration } from '../../schema/harness-configuration.ts';
import { verifySet } from '../replay/verify-set.ts';
import { type LawChange, lawChange } from './law-change.ts';
import type { MergedChange } from './request.ts';

export type ChangedIntent = {
  /** As the base names it. */
  readonly intent: IntentEntry;
  /** Its name after the merge. */
  readonly now: string;
  /** What it would run under. */
  readonly configuration: HarnessConfiguration;
  /** Whether it is replayed as if it still read all that it reads at the base, since what runs it may use that all the same. */
  readonly isReadingOn: boolean;
  readonly place: ReplayedIntent['place'];
  /** What it would be decided and accounted by, where that is not as it was. */
  readonly law: LawChange;
};

export type IntentChanges = {
  readonly changed: readonly ChangedIntent[];
  /** On one side alone, with no counterpart by its cases. */
  readonly gone: readonly IntentPlace[];
  readonly added: readonly IntentPlace[];
  /** Whether an intent comes, be it one of the base under another name. */
  readonly areOthersNew: boolean;
  readonly unjudged: readonly UnjudgedIntent[];
};

type Merged = { readonly merged: Repository; readonly packs: readonly ChangedPack[] };
type Declared = { readonly path: string; readonly pack: ContextPack; readonly intent: IntentEntry };

/** Reads search sets only where intents come and go at once. */
export async function intentChanges(change: MergedChange, { merged, packs }: Merged): Promise<IntentChanges> {
  const [before, after] = [declaredIn(change.repository), declaredIn(merged)];
  const gone = [...before.values()].filter(({ intent }) => !after.has(intent.id));
  const added = [...after.values()].filter(({ intent }) => !before.has(intent.id));
  const renamed = await renames(change, merged, { gone, added });
  const known = new Set(renamed.values());
  const unjudged: UnjudgedIntent[] = [];
  const changed = [...before.values()].flatMap((was): ChangedIntent[] => {
    const now = after.get(renamed.get(was.intent.id) ?? was.intent.id);
    if (now === undefined) return [];
    const law = lawChange(change.repository, merged, was.intent.id, now.intent.id);
    if (law.unjudged.length > 0) unjudged.push({ intent: now.intent.id, members: law.unjudged });
    return changesOf(was, now, law, packs);
  });
  return {
    changed,
    unjudged,
    areOthersNew: added.length > 0,
    gone: gone.filter(({ intent }) => !renamed.has(intent.id)).map(placed),
    added: added.filter(({ intent }) => !known.has(intent.id)).map(placed),
  };
}

/** What an intent is replayed under: what it reads after the merge, and that with what it read before. */
function changesOf(was: Declared, now: Declared, law: LawChange, packs: readonly ChangedPack[]): ChangedIntent[] {
  const before = effectiveConfiguration(was.pack, was.intent);
  const configuration = effectiveConfiguration(now.pack, now.intent);
  const reads = [...was.intent.reads, ...now.intent.reads];
  const readingOn = effectiveConfiguration(now.pack, { ...now.intent, reads });
  const [known, isKept] = [{ intent: was.intent, now: now.intent.id, law }, isSame(before, configuration)];
  const inPack = placeOf(now.path, packs);
  const place = isKept && law.law !== null ? { path: law.path, line: 0 } : inPack;
  const isAsBefore = isKept && law.law === null && now.intent.id === was.intent.id;
  return [
    ...(isSame(readingOn, before) || isSame(readingOn, configuration)
      ? []
      : [{ ...known, configuration: readingOn, isReadingOn: true, place: inPack }]),
    ...(isAsBefore ? [] : [{ ...known, configuration, isReadingOn: false, place }]),
  ];
}

function declaredIn({ packs }: Repository): ReadonlyMap<string, Declared> {
  const all = packs.flatMap(({ path, value: pack }) => pack.intents.map((intent) => ({ path, pack, intent })));
  return new Map(all.map((declared) => [declared.intent.id, declared]));
}

function placed({ path, intent: { id } }: Declared): IntentPlace {
  return { intent: id, path };
}

function placeOf(path: string, packs: readonly ChangedPack[]): ReplayedIntent['place'] {
  const pack = packs.find((one) => one.path === path);
  if (pack === undefined) return { path, line: 0 };
  const { patch, undeclared } = pack.change;
  return { path, line: pack.lineOf(Object.keys(patch)[0]?.split('.') ?? undeclared[0]?.field ?? []) };
}

/** Buckets are retrieved in their order, so the same ones in another order are another configuration. */
function isSame(one: HarnessConfiguration, other: HarnessConfiguration): boolean {
  const orderOf = ({ evidence }: HarnessConfiguration) => canonicalJson(Object.keys(evidence));
  return canonicalJson(one) === canonicalJson(other) && orderOf(one) === orderOf(other);
}

/** From the name at the base to the one after the merge, where both have the same search cases by their ids. */
async function renames(
  { base, merged: files, repository }: MergedChange,
  merged: Repository,
  { gone, added }: { readonly gone: readonly Declared[]; readonly added: readonly Declared[] },
): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  if (gone.length === 0 || added.length === 0) return found;
  const free = new Map<string, string>();
  for (const { intent } of added) {
    const cases = await casesOf(files, merged, intent);
    if (cases !== null) free.set(cases, intent.id);
  }
  for (const { intent } of gone) {
    const cases = await casesOf(base, repository, intent);
    const now = cases === null ? undefined : free.get(cases);
    if (cases === null || now === undefined) continue;
    found.set(intent.id, now);
    free.delete(cases);
  }
  return found;
}

/** The ids of its search cases as one text; null where there are none to be read. */
async function casesOf(files: Workspace, { manifests }: Repository, intent: IntentEntry): Promise<string | null> {
  const manifest = manifests.find(({ value }) => value.intent === intent.id)?.value;
  if (manifest === undefined) return null;
  try {
    const { ids } = await verifySet(files, {
      manifest,
      role: 'search',
      riskClass: intent.risk_class,
      isStampNeeded: false,
    });
    return ids.size === 0 ? null : canonicalJson([...ids.keys()].sort());
  } catch (error) {
    if (isAutotuneError(error)) return null;
    throw error;
  }
}
