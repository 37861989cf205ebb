/** What a search would ask the held-out set: the steps of its lines, and what the look at them is known by. */
import type { Judged } from '../core/selection/judged.ts';
import { digestOf } from '../kit/canonical.ts';
import type { Bench } from './bench.ts';
import type { Search } from './search.ts';
import type { Evaluation } from './target-run.ts';

/** Every step of the lines once, in their order. */
export function stepsOf({ lines }: Pick<Search, 'lines'>): Judged[] {
  return [...new Set(lines.flat())];
}

/** What a look is known by: its steps in order and all that its answer depends on. Another rule is another look. */
export function planDigest(
  { resolved, configuration }: Evaluation,
  { searchSet }: Bench,
  steps: readonly Judged[],
): string {
  const { guardrails, min_effect } = resolved.target;
  return digestOf({
    steps: steps.map(({ candidate }) => candidate.fingerprint),
    guardrails,
    min_effect,
    evidence: configuration.evidence,
    seed: configuration.search.seed,
    search_set: searchSet.sha256,
  });
}
