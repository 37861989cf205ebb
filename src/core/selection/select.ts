/**
 * The one candidate that is worth a look at the held-out set, or nobody, with the reason why each of the others is not
 * it. Hard law first, then the Pareto front, then the smallest blast radius; nothing is ever added up to one score.
 */
import type { Candidate } from '../../schema/candidate.ts';
import type { Considered } from '../../schema/proposal.ts';
import type { ScorecardDelta } from '../../schema/scorecard-delta.ts';
import type { Verdict } from '../../schema/verdict.ts';
import { worstOf } from '../guardrails/check-guardrails.ts';
import { blastRadiusOf } from './blast-radius.ts';
import { paretoFront } from './pareto.ts';

export type Judged = {
  readonly candidate: Candidate;
  readonly delta: ScorecardDelta;
  readonly verdicts: readonly Verdict[];
  readonly improvement: Verdict;
};

export type Selection = {
  readonly winner: Judged | null;
  /** The lawful candidates that none of the others dominates, best first. */
  readonly front: readonly Judged[];
  readonly considered: readonly Considered[];
};

export const SELECTION_RULE =
  'Lawful candidates only: every guardrail passes and the improvement is proven on the search set. Of these the Pareto front over target improvement, utility, p95 latency, economics and blast radius. Of the front the fewest changed paths, then the earlier layer, then the larger improvement, then the fewer changed runs, then the id.';

/** Selects by the printed rule. `sign` is -1 where the target metric is to decrease, else 1. */
export function select(judged: readonly Judged[], metric: string, sign: 1 | -1): Selection {
  const lawful = judged.filter(({ verdicts, improvement }) => worstOf([...verdicts, improvement]) === 'pass');
  const gain = (entry: Judged) => sign * (entry.delta.metrics[metric]?.delta ?? 0);
  const front = paretoFront(lawful, (entry) => objectivesOf(entry, gain(entry))).sort((a, b) =>
    byPreference(a, b, gain),
  );
  const winner = front[0] ?? null;
  return { winner, front, considered: judged.map((entry) => consider(entry, winner, front)) };
}

function objectivesOf({ candidate, delta }: Judged, gain: number): number[] {
  const radius = blastRadiusOf(candidate, delta.counts.changed);
  const of = (metric: string) => delta.metrics[metric]?.delta ?? 0;
  return [
    -gain,
    -of('utility'),
    of('p95_latency_ms'),
    of('economics_cents_per_decision'),
    radius.paths,
    radius.layer,
    radius.changedRuns,
  ];
}

function byPreference(a: Judged, b: Judged, gain: (entry: Judged) => number): number {
  const x = blastRadiusOf(a.candidate, a.delta.counts.changed);
  const y = blastRadiusOf(b.candidate, b.delta.counts.changed);
  return (
    x.paths - y.paths ||
    x.layer - y.layer ||
    gain(b) - gain(a) ||
    x.changedRuns - y.changedRuns ||
    (a.candidate.candidate_id < b.candidate.candidate_id ? -1 : 1)
  );
}

function consider(entry: Judged, winner: Judged | null, front: readonly Judged[]): Considered {
  const { candidate_id, patch } = entry.candidate;
  const said = (verdict: Considered['verdict'], reason: string): Considered => ({
    candidate_id,
    patch,
    verdict,
    reason,
  });
  const broken =
    entry.verdicts.find(({ status }) => status === 'fail') ?? entry.verdicts.find(({ status }) => status !== 'pass');
  if (broken !== undefined) {
    return said(broken.status === 'fail' ? 'refused' : 'inconclusive', `${broken.guardrail}: ${broken.reason}`);
  }
  if (entry.improvement.status !== 'pass') return said('no_improvement', `improvement: ${entry.improvement.reason}`);
  if (entry === winner) return said('proposed', 'selected');
  return said(
    'lawful',
    front.includes(entry)
      ? 'on the front, with a larger blast radius or a smaller gain'
      : 'dominated by another lawful candidate',
  );
}
