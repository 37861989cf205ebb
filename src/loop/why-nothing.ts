/** Why a search has nothing to ask the held-out set. */
import { noWinnerReason } from './record-run.ts';
import type { Search, SearchPlan } from './search.ts';

export function nothingReason(plan: SearchPlan, searched: Search | null): string {
  return searched === null ? noCandidatesReason(plan) : noWinnerReason(searched);
}

function noCandidatesReason({ generation, closed }: SearchPlan): string {
  const skipped = generation.skipped.length;
  if (skipped > 0) return `all ${skipped} candidates are dead ends: reviewers rejected them`;
  const why = closed.map(({ id, reason }) => `${id}: ${reason}`).join('; ');
  return `no surface can be searched${why === '' ? '' : ` (${why})`}`;
}
