/**
 * A run's report as the sections of a page: what came of each target, then each proposal with its scorecard. It stands
 * beside the pull request's text and is made of the same sections, so that both show the same figures.
 */
import { code, plain, table } from '../../kit/markdown.ts';
import { skippedSentence } from '../../kit/rejection-words.ts';
import type { Proposal } from '../../schema/proposal.ts';
import type { ProposalOutcome, RunReport, TargetResult } from '../../schema/run-report.ts';
import { guardrailsSection } from './body/guardrails.ts';
import { scorecardSection } from './body/scorecard.ts';
import { summarySection, titleOf } from './body/summary.ts';

const RESULT = { proposed: '✅ proposed', no_proposal: '➖ no proposal', refused: '❌ refused' } as const;
const TARGETS = 200;
/** An address that cannot end the link it stands in. */
const ADDRESS = /^https?:\/\/[\w.~:/?#@!$&*+,;=%-]{1,500}$/;

/** Sections in order of what a reader misses most; each stands alone. */
export function renderRunSummary(report: RunReport): readonly string[] {
  const { proposals, outcomes, targets } = report;
  return [
    ...(targets.length === 0 ? [] : [targetsSection(targets)]),
    ...proposals.flatMap((proposal) => {
      const outcome = outcomes.find(({ proposal_id }) => proposal_id === proposal.tuning_proposal_id);
      return proposalSections(proposal, proposal.branch, outcome);
    }),
    ...flaggedSection(report),
    ...(targets.length === 0 ? [] : [searchSection(report)]),
  ];
}

function targetsSection(targets: readonly TargetResult[]): string {
  const rows = targets
    .slice(0, TARGETS)
    .map(({ intent, metric, result, reason, considered, skipped }) => [
      code(intent),
      code(metric),
      RESULT[result],
      plain(reason, 600),
      countsOf(considered) || 'none',
      countsOf(skipped) || 'none',
    ]);
  const more = targets.length > TARGETS ? `\n\nand ${targets.length - TARGETS} more, in the report.` : '';
  const header = ['target', 'metric', 'result', 'why', 'candidates', 'dead ends skipped'];
  return `${table(header, rows)}${more}${spared(targets)}`;
}

const SPARED_BY = 20;

/** Which rejections kept candidates from being searched. */
function spared(targets: readonly TargetResult[]): string {
  const by = targets.flatMap(({ skipped_by }) => skipped_by);
  if (by.length === 0) return '';
  const shown = by.slice(0, SPARED_BY).map(({ proposal_id, scope, candidates }) => {
    return `${candidates} by ${code(proposal_id)} (${scope})`;
  });
  const more = by.length > SPARED_BY ? `, and ${by.length - SPARED_BY} more` : '';
  return `\n\nThe search ${skippedSentence(by)}; these are ${shown.join(', ')}${more}. ${code('autotune rejections')} lists them all.`;
}

/** Surfaces that a person may want to retire. */
function flaggedSection({ flagged }: RunReport): readonly string[] {
  return flagged.map(
    ({ surface_id, path, file, proposals }) =>
      `> Reviewers rejected ${proposals.length} different changes of ${code(path)} on this baseline. Think of retiring the surface ${code(surface_id)} in ${code(file)}, with ${code('retired: { since, reason }')}.`,
  );
}

/** `8 refused, 3 lawful`: the most frequent first. */
function countsOf(counts: Readonly<Record<string, number | undefined>>): string {
  return Object.entries(counts)
    .flatMap(([name, count]) => (count === undefined || count === 0 ? [] : [{ name, count }]))
    .sort((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1))
    .map(({ name, count }) => `${count} ${name.replaceAll('_', ' ')}`)
    .join(', ');
}

function proposalSections(proposal: Proposal, branch: string, outcome: ProposalOutcome | undefined): readonly string[] {
  return [
    [`### ${plain(titleOf(proposal))}`, placeOf(branch, outcome), summarySection(proposal)].join('\n\n'),
    ...[scorecardSection(proposal), guardrailsSection(proposal)].map((section) => section.replace(/^### /, '#### ')),
  ];
}

function placeOf(branch: string, outcome: ProposalOutcome | undefined): string {
  const pullRequest = outcome?.pull_request;
  const operation = outcome?.operation ?? 'none';
  if (pullRequest === undefined) return `${operation}, on the branch ${code(branch)}`;
  const { number, url } = pullRequest;
  const link = ADDRESS.test(url) ? `[#${number}](${url})` : `#${number}`;
  return `${operation}: ${link}, on the branch ${code(branch)}`;
}

function searchSection({ search, run_id }: RunReport): string {
  const { strategy, candidates, replays } = search;
  return `${candidates} candidates, ${replays} replays, ${plain(strategy)} search, ${code(run_id)}`;
}
