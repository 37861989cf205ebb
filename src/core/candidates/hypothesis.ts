/** What a change is expected to do, said before anything is replayed: one mechanism, and the sign of each effect. */
import type { Candidate } from '../../schema/candidate.ts';
import type { TunableSurface, TypedPatch } from '../../schema/tunable-surface.ts';
import { printedValue } from '../packs/printed-value.ts';

type Effect = Candidate['hypothesis']['expected_delta'][string];
type Mechanism = { readonly text: string; readonly cost: Effect; readonly latency: Effect };

/** `evidence.policy_kb.top_k 8 → 6`, one per changed path. */
export function printedPatch(patch: TypedPatch): string {
  return Object.entries(patch)
    .map(([path, { from, to }]) => `${path} ${printedValue(from)} → ${printedValue(to)}`)
    .join(', ');
}

export function hypothesisOf(patch: TypedPatch, surfaces: readonly TunableSurface[]): Candidate['hypothesis'] {
  const mechanisms = Object.entries(patch).map(([path, { from, to }]) => {
    const field = surfaces.find((surface) => surface.path === path)?.field;
    const isLess = typeof from === 'number' && typeof to === 'number' && to < from;
    return mechanismOf(field, isLess);
  });
  return {
    mechanism: [...new Set(mechanisms.map(({ text }) => text))].join('; '),
    expected_delta: {
      economics_cents_per_decision: joined(mechanisms.map(({ cost }) => cost)),
      p95_latency_ms: joined(mechanisms.map(({ latency }) => latency)),
    },
  };
}

function mechanismOf(field: TunableSurface['field'] | undefined, isLess: boolean): Mechanism {
  const cost: Effect = isLess ? 'decrease' : 'increase';
  switch (field) {
    case 'top_k':
      return {
        text: `${isLess ? 'fewer' : 'more'} items are retrieved per hop, so the context is ${isLess ? 'smaller' : 'larger'}`,
        cost,
        latency: cost,
      };
    case 'max_hops':
      return { text: `${isLess ? 'fewer' : 'more'} retrieval hops are followed`, cost, latency: cost };
    case 'evidence_tokens':
    case 'memory_tokens':
    case 'tool_tokens':
      return { text: `${isLess ? 'less' : 'more'} of the retrieved material is admitted`, cost, latency: cost };
    case 'threshold':
      return { text: 'the approval gate asks a person more often', cost: 'none', latency: 'none' };
    default:
      return { text: 'the same budget is spent on other material or other calls', cost: 'none', latency: 'none' };
  }
}

function joined(effects: readonly Effect[]): Effect {
  const known = effects.filter((effect) => effect !== 'none');
  return known.length > 0 && known.every((effect) => effect === known[0]) ? (known[0] ?? 'none') : 'none';
}
