/**
 * The part of a pack that an intent runs under, and what a patch makes of it. It stands with law 1 because a candidate
 * is replayed under exactly what its intent reads, and nothing else of the pack.
 */
import { canonicalJson } from '../../kit/canonical.ts';
import { AutotuneError } from '../../kit/errors.ts';
import type { ContextPack, IntentEntry } from '../../schema/context-pack.ts';
import {
  ApprovalGate,
  ContextBudget,
  EvidenceBucket,
  type HarnessConfiguration,
  Planner,
  Prompt,
} from '../../schema/harness-configuration.ts';
import type { SurfaceValue, TypedPatch } from '../../schema/tunable-surface.ts';
import { isRead } from './reach.ts';

/** Projects a pack on what an intent reads: whole buckets and gates, in the order of the pack; single limits and settings. */
export function effectiveConfiguration(pack: ContextPack, intent: IntentEntry): HarnessConfiguration {
  const part = <Value>(section: string, members: Readonly<Record<string, Value>> | undefined) =>
    Object.fromEntries(Object.entries(members ?? {}).filter(([name]) => isRead(intent, `${section}.${name}`)));
  const budget = part('context_budget', pack.context_budget);
  const planner = part('planner', pack.planner);
  const prompt = part('prompt', pack.prompt);
  const gates = part('approval_gate', pack.approval_gate);
  return {
    evidence: part('evidence', pack.evidence),
    ...(isEmpty(budget) ? {} : { context_budget: budget }),
    ...(isEmpty(planner) ? {} : { planner }),
    ...(isEmpty(prompt) || pack.prompt === undefined ? {} : { prompt: pack.prompt }),
    ...(isEmpty(gates) ? {} : { approval_gate: gates }),
  };
}

/**
 * The configuration under a patch. What the patch does not change is the same object as before; a path that is not in
 * the configuration changes nothing, since the intent does not read it. Throws on a value of the wrong type.
 */
export function withPatch(configuration: HarnessConfiguration, patch: TypedPatch): HarnessConfiguration {
  return Object.entries(patch).reduce(
    (patched, [path, { to }]) => withValue(patched, path.split('.'), to),
    configuration,
  );
}

type Edit = { readonly path: readonly string[]; readonly to: SurfaceValue };
type Schema<Value> = { safeParse(value: unknown): { success: true; data: Value } | { success: false } };

function withValue(
  configuration: HarnessConfiguration,
  path: readonly string[],
  to: SurfaceValue,
): HarnessConfiguration {
  const [section, ...rest] = path;
  const edit = { path: rest, to };
  const { evidence, context_budget, planner, prompt, approval_gate } = configuration;
  if (section === 'evidence') {
    const changed = withMember(EvidenceBucket, evidence, edit);
    return changed === evidence ? configuration : { ...configuration, evidence: changed };
  }
  if (section === 'approval_gate' && approval_gate !== undefined) {
    const changed = withMember(ApprovalGate, approval_gate, edit);
    return changed === approval_gate ? configuration : { ...configuration, approval_gate: changed };
  }
  if (section === 'context_budget' && context_budget !== undefined) {
    const changed = withField(ContextBudget, context_budget, edit);
    return changed === context_budget ? configuration : { ...configuration, context_budget: changed };
  }
  if (section === 'planner' && planner !== undefined) {
    const changed = withField(Planner, planner, edit);
    return changed === planner ? configuration : { ...configuration, planner: changed };
  }
  if (section === 'prompt' && prompt !== undefined) {
    const changed = withField(Prompt, prompt, edit);
    return changed === prompt ? configuration : { ...configuration, prompt: changed };
  }
  return configuration;
}

function withMember<Value extends object>(
  schema: Schema<Value>,
  members: Record<string, Value>,
  { path: [name, ...rest], to }: Edit,
): Record<string, Value> {
  const member = name !== undefined && Object.hasOwn(members, name) ? members[name] : undefined;
  if (name === undefined || member === undefined) return members;
  const changed = withField(schema, member, { path: rest, to });
  return changed === member ? members : { ...members, [name]: changed };
}

function withField<Value extends object>(schema: Schema<Value>, value: Value, { path, to }: Edit): Value {
  const [field, ...beyond] = path;
  if (field === undefined || beyond.length > 0 || !Object.hasOwn(value, field)) return value;
  if (canonicalJson(Reflect.get(value, field)) === canonicalJson(to)) return value;
  const changed = schema.safeParse({ ...value, [field]: to });
  if (changed.success) return changed.data;
  throw new AutotuneError('DOCUMENTS_INVALID', `a patch gives ${field} a value that it cannot have`);
}

function isEmpty(members: object): boolean {
  return Object.keys(members).length === 0;
}
