/** The benches of a target and of the intents it also affects, each over the sets as they stand in the checkout. */
import type { ResolvedTarget } from '../../core/targets/resolve-target.ts';
import type { World } from '../world.ts';
import { type Bench, openBench } from './bench.ts';
import { findSet } from './read-set.ts';

/** The bench of each, over the sets as they stand. */
export async function openBenches(
  { workspace }: Pick<World, 'workspace'>,
  all: readonly ResolvedTarget[],
): Promise<Bench[]> {
  const benches: Bench[] = [];
  for (const resolved of all) {
    const { intent } = resolved.manifest;
    const search = (await findSet(workspace, intent, 'search')) ?? `goldens/${intent}/search.jsonl`;
    const heldout = (await findSet(workspace, intent, 'test')) ?? `goldens/${intent}/test.jsonl`;
    benches.push(openBench(resolved, { search, heldout }));
  }
  return benches;
}
