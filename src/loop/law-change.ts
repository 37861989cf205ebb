/** What an intent runs under besides its pack, on either side of a merge: what replay can hold against each other, and what not. */
import { rulesFor } from '../core/replay/approve.ts';
import type { Law } from '../core/replay/replay.ts';
import type { Document, Repository } from '../core/repository/repository.ts';
import { canonicalJson } from '../kit/canonical.ts';
import type { PolicyBundle } from '../schema/policy-bundle.ts';
import { activeTuple, type ReleaseTuple } from '../schema/release-record.ts';
import type { Runtime } from '../schema/runtime.ts';
import type { ToolManifest } from '../schema/tool-manifest.ts';

type Side = {
  readonly intent: string;
  readonly tuple: ReleaseTuple;
  readonly policy: Document<PolicyBundle> | undefined;
  readonly tools: Document<ToolManifest> | undefined;
  /** The one that the tuple names, and the one that recordings are accounted by. */
  readonly served: Document<Runtime> | undefined;
  readonly modelled: Document<Runtime> | undefined;
};

export type LawChange = {
  /** What replay decides and accounts by after the merge; null where that is as it was. */
  readonly law: Law | null;
  /** Where that changes. */
  readonly path: string;
  /** Whether a rule that bound the intent does not bind it as it did. */
  readonly hasLostRule: boolean;
  /** Members of the tuple that change and that no recording tells anything of. */
  readonly unjudged: readonly string[];
};

const NONE: LawChange = { law: null, path: '', hasLostRule: false, unjudged: [] };

/** Nothing where one side has no release record: others tell that. */
export function lawChange(base: Repository, merged: Repository, was: string, is: string): LawChange {
  const [before, after] = [sideOf(base, was), sideOf(merged, is)];
  if (before === null || after === null) return NONE;
  const [oldRules, newRules] = [rulesOf(before), rulesOf(after)];
  const runtime = differs(before.served, after.served) ? after.served : after.modelled;
  const hasOtherRules = canonicalJson(oldRules) !== canonicalJson(newRules);
  const isOther = hasOtherRules || differs(before.modelled, runtime);
  const policy = after.policy;
  return {
    law:
      isOther && policy !== undefined && runtime !== undefined
        ? { policy: policy.value, runtime: runtime.value }
        : null,
    path: (hasOtherRules ? policy?.path : runtime?.path) ?? '',
    hasLostRule: oldRules.some((rule) => !newRules.includes(rule)),
    unjudged: [
      ...(differs(before.tools, after.tools) ? ['tools'] : []),
      ...(['model', 'prompts', 'environment'] as const).filter((name) => before.tuple[name] !== after.tuple[name]),
    ],
  };
}

function sideOf({ releases, manifests, policies, tools, runtimes }: Repository, intent: string): Side | null {
  const record = releases.find(({ value }) => value.release_tuple.intent === intent)?.value;
  if (record === undefined) return null;
  const tuple = activeTuple(record);
  const runtime = manifests.find(({ value }) => value.intent === intent)?.value.runtime;
  return {
    intent,
    tuple,
    policy: policies.find(({ value }) => value.id === tuple.policy),
    tools: tools.find(({ value }) => value.id === tuple.tools),
    served: runtimes.find(({ value }) => value.id === tuple.runtime),
    modelled: runtimes.find(({ value }) => value.id === runtime),
  };
}

/** Each rule that binds the intent as one text, without the names that it binds. */
function rulesOf({ policy, intent }: Side): readonly string[] {
  if (policy === undefined) return [];
  return rulesFor(policy.value, intent).map(({ applies_to: _, ...rule }) => canonicalJson(rule));
}

/** A version alone is no difference. */
function differs<Value extends { readonly id: string }>(
  one: Document<Value> | undefined,
  other: Document<Value> | undefined,
): boolean {
  const contentOf = (document: Document<Value> | undefined) =>
    document === undefined ? null : { ...document.value, id: '' };
  return canonicalJson(contentOf(one)) !== canonicalJson(contentOf(other));
}
