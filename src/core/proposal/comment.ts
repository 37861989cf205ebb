/** The one comment that stays on a pull request: the verdict, the scorecard delta in a few lines, and how to say no. */

import { code, plain, table } from '../../kit/markdown.ts';
import { metricsInOrder } from '../../kit/metric-order.ts';
import type { Proposal } from '../../schema/proposal.ts';
import { type Answering, help, toReject } from './answering.ts';
import { BUDGET, withinBudget } from './body/budget.ts';
import { figure, nameOf, percent, shortPatch } from './body/figures.ts';
import { questionsOf } from './body/questions.ts';
import type { ReviewFacts } from './body/review-facts.ts';

export type CommentPlace = {
  /** The head commit. */
  readonly commit: string;
  /** The commit that it took the place of, if any: approvals were of that one. */
  readonly replaced: string | null;
  /** What the forge has to say to a person, in sentences. */
  readonly notices: readonly string[];
  readonly facts: ReviewFacts;
  readonly answering: Answering;
};

/** Renders the comment. The same proposal at the same place gives the same text. */
export function renderComment(
  proposal: Proposal,
  { commit, replaced, notices, facts, answering }: CommentPlace,
): string {
  const verdicts = proposal.guardrails.verdicts ?? [];
  const verdict = proposal.guardrails.passed
    ? `all ${verdicts.length} guardrails hold`
    : `${verdicts.filter(({ status }) => status !== 'pass').length} of ${verdicts.length} guardrails do not hold`;
  const text = [
    `**${code(shortPatch(proposal.candidate_change.patch))}: ${verdict}.**`,
    deltaTable(proposal),
    countsSentence(proposal),
    ...questionsOf(proposal, facts).map(({ asked, answers: [first = ''] }) => `**${asked}** ${first}`),
    commitSentence(commit, replaced),
    ...notices.map((notice) => `> ${plain(notice, 1000)}`),
    `Merging is the release gate. To say no, and keep the search from coming back to it, ${toReject(answering, proposal.tuning_proposal_id)}; ${help(answering)} shows what else there is. Closed without a word, the same change stays away for a while.`,
  ].join('\n\n');
  return `${withinBudget(text, BUDGET, 'More would not fit: the proposal file has the rest.')}\n`;
}

function deltaTable(proposal: Proposal): string {
  const { baseline, together } = proposal;
  const rows = metricsInOrder(proposal.target.metric, proposal.observed_delta).map((metric) => {
    const delta = together?.observed_delta[metric];
    const interval = together?.intervals[metric];
    const bounds =
      interval === undefined ? '' : `${figure(metric, interval.lower, true)} … ${figure(metric, interval.upper, true)}`;
    const share = metric === proposal.target.metric ? percent(delta, baseline?.[metric]) : '';
    const change = `${figure(metric, delta, true)}${share === '' ? '' : ` (${share})`}`;
    return [plain(nameOf(metric)), figure(metric, baseline?.[metric]), change, bounds];
  });
  return table(['metric', 'baseline', `change over ${together?.counts.total ?? 0} cases`, 'bounds'], rows, [1, 2, 3]);
}

function countsSentence({ counts, heldout, together }: Proposal): string {
  const confidence = Math.round((together?.confidence ?? 0.95) * 1e4) / 100;
  const sets = `${counts?.total ?? 0} search and ${heldout?.counts.total ?? 0} held-out cases, paired case by case; each bound at ${confidence} % confidence.`;
  if (heldout === undefined) return sets;
  const left = heldout.budget?.remaining ?? heldout.max_looks - heldout.look;
  return `${sets} Look ${heldout.look} of ${heldout.max_looks} at the held-out set; ${left === 1 ? 'one remains' : `${left} remain`}.`;
}

function commitSentence(commit: string, replaced: string | null): string {
  const short = (id: string) => code(id.slice(0, 12));
  if (replaced === null) return `Of commit ${short(commit)}.`;
  return `Of commit ${short(commit)}, which took the place of ${short(replaced)} because what it rests on changed: an approval of that one is none of this.`;
}
