/**
 * LAW 1: the values a surface may take. Nothing is proposed that is not a value of a declared surface, inside its
 * bounds, on its step and, for an approval gate, on the stricter side.
 */
import { canonicalJson } from '../../kit/canonical.ts';
import { excerpt } from '../../kit/problem.ts';
import type { ContextPack } from '../../schema/context-pack.ts';
import { SurfaceValue, type TunableSurface } from '../../schema/tunable-surface.ts';
import { addedTokens } from './added-tokens.ts';
import { valueAt } from './address.ts';
import { isOnStep, type Steps, valuesOf } from './steps.ts';

/** What a surface's bounds are held against: the value it has now and, for a gate, the direction that tightens it. */
export type SurfaceContext = {
  readonly current: SurfaceValue | undefined;
  readonly tightens: 'up' | 'down' | undefined;
};

/** The current value of a surface in a pack, or undefined where the pack has no value that a surface could have. */
export function currentValue(pack: ContextPack, surface: TunableSurface): SurfaceValue | undefined {
  const value = SurfaceValue.safeParse(valueAt(pack, surface.path));
  return value.success ? value.data : undefined;
}

/** The context of a surface in a pack. */
export function contextOf(pack: ContextPack, surface: TunableSurface): SurfaceContext {
  const gate = surface.layer === 'approval_gate' ? pack.approval_gate?.[surface.path.split('.')[1] ?? ''] : undefined;
  return { current: currentValue(pack, surface), tightens: gate?.tightens };
}

/**
 * Every lawful value of a surface but the current one, in the order of its bounds: numbers from the smallest, choices as
 * listed. Prompt blocks have none, since only generators write text. Of more than 100,000 numbers, the nearest ones.
 */
export function surfaceValues(surface: TunableSurface, current: SurfaceValue, context: SurfaceContext): SurfaceValue[] {
  const near = typeof current === 'number' ? current : 0;
  return offered(surface, near).filter(
    (value) => !isSame(value, current) && checkValue(surface, value, { ...context, current }) === null,
  );
}

/** Null where a surface may have this value, else the reason why not. */
export function checkValue(surface: TunableSurface, value: unknown, context: SurfaceContext): string | null {
  switch (surface.layer) {
    case 'prompt':
      return checkPrompt(surface, value, context);
    case 'planner':
      return checkChoice(surface.bounds.allowed, value);
    case 'approval_gate':
      return checkNumber(surface.bounds, value) ?? checkDirection(surface, value, context);
    case 'context_budget':
      return checkNumber(surface.bounds, value);
    case 'retrieval':
      return surface.field === 'source_priority'
        ? checkOrdering(surface.bounds.allowed, value)
        : checkNumber(surface.bounds, value);
  }
}

/** Null where a surface's path is the place its layer and field say, else what the path should look like. */
export function isLayerPath(surface: TunableSurface): string | null {
  const [form, pattern] = LAYER_PATHS[surface.layer](surface.field);
  return pattern.test(surface.path) ? null : `the path of ${surface.layer} ${surface.field} has the form ${form}`;
}

type PathForm = (field: string) => readonly [form: string, pattern: RegExp];

const LAYER_PATHS: Readonly<Record<TunableSurface['layer'], PathForm>> = {
  retrieval: (field) => [`evidence.<bucket>.${field}`, new RegExp(`^evidence\\.[^.]+\\.${field}$`)],
  context_budget: (field) => [`context_budget.${field}`, new RegExp(`^context_budget\\.${field}$`)],
  planner: (field) => [`planner.${field}`, new RegExp(`^planner\\.${field}$`)],
  prompt: (field) => [`prompt.${field}`, new RegExp(`^prompt\\.${field}$`)],
  approval_gate: (field) => [`approval_gate.<gate>.${field}`, new RegExp(`^approval_gate\\.[^.]+\\.${field}$`)],
};

type Of<Layer> = Extract<TunableSurface, { layer: Layer }>;

function offered(surface: TunableSurface, near: number): SurfaceValue[] {
  switch (surface.layer) {
    case 'prompt':
      return [];
    case 'planner':
      return [...new Set(surface.bounds.allowed)];
    case 'retrieval':
      if (surface.field === 'source_priority')
        return [...new Set(surface.bounds.allowed)].map((each) => each.split('>'));
      return valuesOf(stepsOf(surface.bounds), near);
    default:
      return valuesOf(stepsOf(surface.bounds), near);
  }
}

function stepsOf({ min = 1, max, step = 1 }: NumericBounds): Steps {
  return { min, max, step };
}

type NumericBounds = { readonly min?: number | undefined; readonly max: number; readonly step?: number | undefined };

function checkNumber(bounds: NumericBounds, value: unknown): string | null {
  const { min, max, step } = stepsOf(bounds);
  if (typeof value !== 'number' || !Number.isFinite(value)) return `${printed(value)} is not a number`;
  if (value < min) return `${value} is below the minimum ${min}`;
  if (value > max) return `${value} is above the maximum ${max}`;
  return isOnStep({ min, max, step }, value) ? null : `${value} is not on a step of ${step} from ${min}`;
}

function checkChoice(allowed: readonly string[], value: unknown): string | null {
  if (typeof value !== 'string') return `${printed(value)} is not text`;
  return allowed.includes(value) ? null : `${printed(value)} is not one of ${allowed.join(', ')}`;
}

function checkOrdering(allowed: readonly string[], value: unknown): string | null {
  if (!Array.isArray(value) || !value.every((source) => typeof source === 'string')) {
    return `${printed(value)} is not a list of sources`;
  }
  const ordering = value.join('>');
  const isWhole = value.every((source) => !source.includes('>'));
  return isWhole && allowed.includes(ordering) ? null : `${printed(ordering)} is not one of ${allowed.join(', ')}`;
}

function checkPrompt(surface: Of<'prompt'>, value: unknown, { current }: SurfaceContext): string | null {
  if (typeof value !== 'string') return `${printed(value)} is not text`;
  const { forbidden_terms, max_added_tokens } = surface.bounds;
  const heard = folded(value);
  const term = forbidden_terms.find((each) => heard.includes(folded(each)));
  if (term !== undefined) return `it contains the forbidden term ${printed(term)}`;
  const added = addedTokens(typeof current === 'string' ? current : '', value);
  return added <= max_added_tokens ? null : `it adds up to ${added} tokens; at most ${max_added_tokens} may be added`;
}

/** Text as a model hears it: case, width, line breaks and invisible characters do not hide a term. */
function folded(text: string): string {
  return text
    .normalize('NFKC')
    .replaceAll(/\p{Cf}/gu, '')
    .replaceAll(/\s+/g, ' ')
    .toLowerCase();
}

function checkDirection(surface: Of<'approval_gate'>, value: unknown, context: SurfaceContext): string | null {
  const { current, tightens } = context;
  if (surface.policy_owner_approval !== undefined || value === current) return null;
  if (typeof value !== 'number' || typeof current !== 'number' || tightens === undefined) {
    return 'the direction that tightens this gate is not known';
  }
  const isTighter = tightens === 'down' ? value < current : value > current;
  return isTighter ? null : `${value} loosens the gate, and the surface names no policy_owner_approval`;
}

function isSame(one: SurfaceValue, other: SurfaceValue): boolean {
  return canonicalJson(one) === canonicalJson(other);
}

function printed(value: unknown): string {
  return excerpt(JSON.stringify(value) ?? 'nothing');
}
