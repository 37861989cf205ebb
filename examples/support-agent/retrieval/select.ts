// What a configuration keeps of the retrieved pools: hops up to max_hops, in each hop the preferred sources first, then the best top_k.
import type { Retrieval } from '../agent/configuration.ts';
import type { Retrieved } from './hops.ts';

export type Ranked = Retrieved & { readonly rank: number };

/** Re-orders and cuts the pools of one bucket; `rank` counts from 0 within the hop, after re-ordering. */
export function select(pools: readonly Retrieved[], retrieval: Retrieval): readonly Ranked[] {
  const kept: Ranked[] = [];
  for (let hop = 1; hop <= retrieval.max_hops; hop++) {
    const inHop = pools.filter((item) => item.hop === hop);
    const ordered = prefer(inHop, retrieval.source_priority ?? []);
    kept.push(...ordered.slice(0, retrieval.top_k).map((item, rank) => ({ ...item, rank })));
  }
  return kept;
}

/** How many hops were really walked: never more than asked for, never fewer than one. */
export function hopsWalked(pools: readonly Retrieved[], retrieval: Retrieval): number {
  const deepest = pools.reduce((most, item) => Math.max(most, item.hop), 1);
  return Math.min(retrieval.max_hops, deepest);
}

function prefer(items: readonly Retrieved[], priority: readonly string[]): readonly Retrieved[] {
  const named = priority.flatMap((source) => items.filter((item) => item.section.source === source));
  return [...named, ...items.filter((item) => !priority.includes(item.section.source))];
}
