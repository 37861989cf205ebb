/** What a generation left out, by the rejection that covers it: how a run tells reviewers what their no has spared. */
import type { SkippedBy } from '../../schema/rejection.ts';
import type { Skipped } from './generate.ts';

/** One entry a rejection, in the order in which they were met. */
export function skippedBy(skipped: readonly Skipped[]): SkippedBy[] {
  const counts = new Map<string, SkippedBy>();
  for (const { proposal_id, scope } of skipped) {
    const key = `${scope} ${proposal_id}`;
    counts.set(key, { proposal_id, scope, candidates: (counts.get(key)?.candidates ?? 0) + 1 });
  }
  return [...counts.values()];
}
