/** Why a search has nothing to ask the held-out set. */
import type { Considered } from '../../schema/proposal.ts';
import type { SearchPlan } from './open-search.ts';
import type { Search } from './search.ts';

export function nothingReason(plan: SearchPlan, searched: Search | null): string {
  return searched === null ? noCandidatesReason(plan) : noWinnerReason(searched);
}

function noCandidatesReason({ generation, closed }: SearchPlan): string {
  const skipped = generation.skipped.length;
  if (skipped > 0) return `all ${skipped} candidates are dead ends: reviewers rejected them`;
  const why = closed.map(({ id, reason }) => `${id}: ${reason}`).join('; ');
  return `no surface can be searched${why === '' ? '' : ` (${why})`}`;
}

/** How many candidates lost to what, most frequent first; of whom the replays did not reach, nothing is said but that. */
function noWinnerReason({ selection: { considered }, generation }: Search): string {
  const judged = considered.filter(({ verdict }) => verdict !== 'skipped');
  const unreached = considered.length - judged.length;
  const refused = `none of ${judged.length} candidates is lawful: ${lossesOf(judged)}`;
  const spent = `search.max_replays was spent before ${judged.length === 0 ? `any of ${unreached} candidates` : `${unreached} more`} could be judged: raise it, or narrow what is searched`;
  const said = [...(judged.length === 0 ? [] : [refused]), ...(unreached === 0 ? [] : [spent])];
  const skipped = generation.skipped.length;
  return [...said, ...(skipped === 0 ? [] : [`${skipped} were dead ends`])].join('; ');
}

function lossesOf(judged: readonly Considered[]): string {
  const counts = new Map<string, number>();
  for (const { reason } of judged) {
    const what = reason.split(':')[0] ?? reason;
    counts.set(what, (counts.get(what) ?? 0) + 1);
  }
  const sorted = [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  return sorted.map(([what, count]) => `${count} by ${what}`).join(', ');
}
