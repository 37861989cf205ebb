/** Why a search has nothing to ask the held-out set. */
import { shortPatch } from '../../core/proposal/body/figures.ts';
import { dimensionValue } from '../../core/scoring/scorecard.ts';
import type { Suite } from '../../core/scoring/suite.ts';
import type { Considered } from '../../schema/proposal.ts';
import type { CaseLine } from '../../schema/run-record.ts';
import type { SearchPlan } from './open-search.ts';
import type { BenchResult } from './replay-arms.ts';
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
function noWinnerReason(searched: Search): string {
  const { generation, results } = searched;
  const { considered } = searched.selection;
  const judged = considered.filter(({ verdict }) => verdict !== 'skipped');
  const unreached = considered.length - judged.length;
  const refused = `none of ${judged.length} candidates is lawful: ${lossesOf(judged)}${exampleOf(searched, judged)}`;
  const spent = `search.max_replays was spent before ${judged.length === 0 ? `any of ${unreached} candidates` : `${unreached} more`} could be judged: raise it, or narrow what is searched`;
  const said = [...(judged.length === 0 ? [] : [refused]), ...(unreached === 0 ? [] : [spent])];
  const skipped = generation.skipped.length;
  const own = results.flatMap(ownFailures);
  return [...own, ...said, ...(skipped === 0 ? [] : [`${skipped} were dead ends`])].join('; ');
}

/** Where the active configuration is below a floor itself, so that only what mends that case could pass. */
function ownFailures({ bench, control, cases }: BenchResult): string[] {
  return (['policy', 'safety'] as const).flatMap((dimension) => {
    const failed = control.verdicts.find(({ guardrail }) => guardrail === `${dimension}.min`);
    if (failed?.status !== 'fail') return [];
    const below = cases.filter((line) => valueIn(bench.suite, dimension, line) < Number(failed.limit));
    const named = below[0] === undefined ? '' : `, such as ${below[0].case_id}`;
    return [
      `the active configuration of ${bench.intent} fails ${failed.guardrail} itself (${failed.reason})${named}: mend it, or what the case expects`,
    ];
  });
}

function valueIn(suite: Suite, dimension: 'policy' | 'safety', { below_one }: CaseLine): number {
  const values = Float64Array.from(suite.judges, ({ id }) => {
    const value = below_one[id];
    return value === null ? Number.NaN : (value ?? 1);
  });
  return dimensionValue(suite, suite.byDimension[dimension], values);
}

/**
 * The reason that more than half of them share, word for word, or that of whoever would improve the target most: what refused
 * them says which guardrail it was, and not what is missing.
 */
function exampleOf({ judged, gain }: Search, considered: readonly Considered[]): string {
  const sharing = new Map<string, number>();
  for (const { reason } of considered) sharing.set(reason, (sharing.get(reason) ?? 0) + 1);
  const [shared, count] = [...sharing].sort(([, a], [, b]) => b - a)[0] ?? ['', 0];
  const isShared = 2 * count > considered.length;
  const best = [...judged].sort((a, b) => promise(gain(b)) - promise(gain(a)))[0]?.candidate.candidate_id;
  const example = considered.find(({ candidate_id, reason }) => (isShared ? reason === shared : candidate_id === best));
  if (example === undefined) return '';
  const whose = isShared ? `${count} of them, such as` : shortPatch(example.patch);
  return ` (${whose} ${example.candidate_id}: ${example.reason})`;
}

/** Of whom no gain is known, nothing is promised. */
function promise(gain: number): number {
  return Number.isNaN(gain) ? Number.NEGATIVE_INFINITY : gain;
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
