/**
 * The one candidate that is proposed, or nobody, with the reason why each of the others is not it. Only what both sets
 * confirmed can win; nothing is ever added up to one score.
 */
import type { Considered } from '../../schema/proposal.ts';
import type { Verdict } from '../../schema/verdict.ts';
import { blastRadiusOf } from './blast-radius.ts';
import type { Judged } from './judged.ts';
import type { Line } from './lines.ts';
import { paretoFront } from './pareto.ts';
import { type Answers, isConfirmed } from './walk.ts';

export type Selection = {
  readonly winner: Judged | null;
  /** The confirmed candidates that none of the others dominates, best first. */
  readonly front: readonly Judged[];
  readonly considered: readonly Considered[];
};

export const SELECTION_RULE =
  'The search set refuses whom it can and lines the others up along one setting each: away from the active value, or, beside other changes, from the most to the least too. The held-out set is asked once, step by step: a step is confirmed when every guardrail and the improvement pass over search and held-out cases together, and the first that is not ends its line; one that misses a hard limit which the active configuration misses too is asked for the rest and never proposed. Of the confirmed ones the Pareto front over target improvement, utility, p95 latency, economics and blast radius; of the front the largest improvement, unless one with fewer changed paths or an earlier layer reaches nine tenths of it; then fewer changed runs, then the id.';

/** A change that reaches further has to be worth it. */
const WORTH = 0.9;

/**
 * Selects by the printed rule.
 *
 * @param lines what was to be asked
 * @param answers what was answered; empty where no look was made
 * @param gain how much an entry improves the target metric on the search set
 */
export function select(
  judged: readonly Judged[],
  lines: readonly Line[],
  answers: Answers,
  gain: (entry: Judged) => number,
): Selection {
  const confirmed = judged.filter((entry) => isConfirmed(entry, answers.get(entry) ?? []));
  const front = byPreference(
    paretoFront(confirmed, (entry) => objectivesOf(entry, gain(entry))),
    gain,
  );
  const winner = front[0] ?? null;
  const asked = new Set(lines.flat());
  const most = winner === null ? 0 : gain(winner);
  const considered = judged.map((entry) => consider(entry, winner, answers, asked, gain(entry) <= most));
  return { winner, front, considered };
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

/** Those that reach nine tenths of the largest gain by blast radius, then the others by gain. */
function byPreference(front: readonly Judged[], gain: (entry: Judged) => number): Judged[] {
  const most = Math.max(...front.map(gain));
  const isNear = (entry: Judged) => gain(entry) >= WORTH * most;
  return [...front].sort((a, b) => {
    if (isNear(a) !== isNear(b)) return isNear(a) ? -1 : 1;
    const x = blastRadiusOf(a.candidate, a.delta.counts.changed);
    const y = blastRadiusOf(b.candidate, b.delta.counts.changed);
    return (
      (isNear(a) ? x.paths - y.paths || x.layer - y.layer : 0) ||
      gain(b) - gain(a) ||
      x.changedRuns - y.changedRuns ||
      (a.candidate.candidate_id < b.candidate.candidate_id ? -1 : 1)
    );
  });
}

function consider(
  entry: Judged,
  winner: Judged | null,
  answers: Answers,
  asked: ReadonlySet<Judged>,
  isLess: boolean,
): Considered {
  const { candidate_id, patch } = entry.candidate;
  const said = (verdict: Considered['verdict'], reason: string): Considered => ({
    candidate_id,
    patch,
    verdict,
    reason,
  });
  if (entry === winner) return said('proposed', 'selected');
  const answer = answers.get(entry);
  if (answer !== undefined) {
    const open = answer.filter(({ guardrail, status }) => status !== 'pass' && !entry.misses.includes(guardrail));
    const missed = entry.verdicts.find(({ guardrail }) => entry.misses.includes(guardrail));
    if (open.length === 0 && missed !== undefined)
      return said(missed.status === 'fail' ? 'refused' : 'inconclusive', `${missed.guardrail}: ${missed.reason}`);
    if (open.length === 0)
      return said('lawful', `confirmed, but it ${isLess ? 'gains less' : 'reaches further for too little more'}`);
    return said('heldout_refused', `not confirmed: ${open.map(refusalOf).join(', ')}`);
  }
  const broken =
    entry.verdicts.find(({ status }) => status === 'fail') ?? entry.verdicts.find(({ status }) => status === 'error');
  if (broken !== undefined) return said('refused', `${broken.guardrail}: ${broken.reason}`);
  if (entry.improvement.status !== 'pass') return said('no_improvement', `improvement: ${entry.improvement.reason}`);
  if (asked.has(entry)) {
    const reason =
      answers.size === 0 ? 'the held-out set was not looked at' : 'a step before it in its line was not confirmed';
    return said('inconclusive', `not asked: ${reason}`);
  }
  const open = entry.verdicts.find(({ status }) => status !== 'pass');
  return open === undefined
    ? said('inconclusive', 'not asked: a step before it in each of its lines was refused, or other lines promise more')
    : said('inconclusive', `${open.guardrail}: ${open.reason}`);
}

/** What the held-out set did not confirm, and how many more cases would settle it. */
function refusalOf({ guardrail, status, cases_needed }: Verdict): string {
  return cases_needed === undefined
    ? `${guardrail} ${status}`
    : `${guardrail} ${status}, about ${cases_needed} more ${cases_needed === 1 ? 'case' : 'cases'} would settle it`;
}
