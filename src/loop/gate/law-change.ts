/** What an intent runs under besides its pack, on either side of a merge: what replay can hold against each other, and what not. */
import { rulesFor } from '../../core/replay/approve.ts';
import type { Law } from '../../core/replay/replay.ts';
import type { Document, Repository } from '../../core/repository/repository.ts';
import { canonicalJson } from '../../kit/canonical.ts';
import type { PolicyBundle, PolicyRule } from '../../schema/policy-bundle.ts';
import { activeTuple, type ReleaseTuple } from '../../schema/release-record.ts';
import type { Runtime } from '../../schema/runtime.ts';
import type { ToolManifest } from '../../schema/tool-manifest.ts';

type Side = {
  readonly intent: string;
  readonly tuple: ReleaseTuple;
  readonly policy: Document<PolicyBundle> | undefined;
  readonly tools: Document<ToolManifest> | undefined;
  /** The one that the tuple names, and the one that recordings are accounted by. */
  readonly served: Document<Runtime> | undefined;
  readonly modelled: Document<Runtime> | undefined;
};

/** A rule that bound the intent and does not bind it as it did. */
export type LostRule = {
  readonly id: string;
  /** `changed`: one of its name stays, and says something else. */
  readonly how: 'gone' | 'changed';
  /** The law after the merge with this one rule as it was: what tells the rule from all else that changes. */
  readonly kept: Law | null;
};

export type LawChange = {
  /** What replay decides and accounts by after the merge; null where that is as it was. */
  readonly law: Law | null;
  /** Where that changes. */
  readonly path: string;
  readonly lost: readonly LostRule[];
  /** Members of the tuple that change and that no recording tells anything of. */
  readonly unjudged: readonly string[];
};

const NONE: LawChange = { law: null, path: '', lost: [], unjudged: [] };

/** Nothing where one side has no release record: others tell that. */
export function lawChange(base: Repository, merged: Repository, was: string, is: string): LawChange {
  const [before, after] = [sideOf(base, was), sideOf(merged, is)];
  if (before === null || after === null) return NONE;
  const runtime = differs(before.served, after.served) ? after.served : after.modelled;
  const hasOtherRules = canonicalJson(rulesOf(before)) !== canonicalJson(rulesOf(after));
  const isOther = hasOtherRules || differs(before.modelled, runtime);
  const policy = after.policy;
  const law =
    isOther && policy !== undefined && runtime !== undefined ? { policy: policy.value, runtime: runtime.value } : null;
  return {
    law,
    path: (hasOtherRules ? policy?.path : runtime?.path) ?? '',
    lost: lostRules(before, after, law),
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

function boundBy({ policy, intent }: Side): readonly PolicyRule[] {
  return policy === undefined ? [] : rulesFor(policy.value, intent);
}

function rulesOf(side: Side): readonly string[] {
  return boundBy(side).map(textOf);
}

/** A rule as one text, without the names that it binds. */
function textOf({ applies_to: _, ...rule }: PolicyRule): string {
  return canonicalJson(rule);
}

function lostRules(before: Side, after: Side, law: Law | null): readonly LostRule[] {
  const [old, now] = [boundBy(before), boundBy(after)];
  const [known, standing] = [new Set(old.map(textOf)), new Set(now.map(textOf))];
  return old
    .filter((rule) => !standing.has(textOf(rule)))
    .map((rule) => {
      const instead = now.filter((other) => other.id === rule.id && !known.has(textOf(other)));
      const how = instead.length === 0 ? 'gone' : 'changed';
      return { id: rule.id, how, kept: law === null ? null : withRule(law, instead, asBinding(rule, after.intent)) };
    });
}

function asBinding(rule: PolicyRule, intent: string): PolicyRule {
  return { ...rule, applies_to: [intent] };
}

/** Their order decides nothing: the strictest effect wins. */
function withRule({ policy, runtime }: Law, instead: readonly PolicyRule[], rule: PolicyRule): Law {
  const rules = [...policy.rules.filter((other) => !instead.includes(other)), rule];
  return { policy: { ...policy, rules }, runtime };
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
