/** The pull request's text, section by section; details give way first where it would grow beyond the budget. */
import type { Proposal } from '../../../schema/proposal.ts';
import { attributionSection } from './attribution.ts';
import { BUDGET, sizeOf, withinBudget } from './budget.ts';
import { type Bar, candidatesSection, chartSection } from './candidates.ts';
import { changeSection } from './change.ts';
import { evidenceSection } from './evidence.ts';
import { guardrailsSection } from './guardrails.ts';
import { type Reviewing, reviewSection } from './review.ts';
import { scorecardSection } from './scorecard.ts';
import { summarySection } from './summary.ts';

/** Renders the body. The same proposal, bars and base give the same text. */
export function renderBody(proposal: Proposal, bars: readonly Bar[], reviewing: Reviewing): string {
  const sections = [
    summarySection,
    changeSection,
    scorecardSection,
    attributionSection,
    guardrailsSection,
    (document: Proposal) => reviewSection(document, reviewing),
  ];
  const needed = sections.map((section) => section(proposal)).filter((text) => text !== '');
  const details = [chartSection(proposal.target.metric, bars), candidatesSection(proposal), evidenceSection(proposal)];
  const marker = `<!-- autotune proposal ${proposal.tuning_proposal_id} -->`;
  const budget = BUDGET - sizeOf(`\n\n${marker}\n`);
  let body = withinBudget(
    needed.join('\n\n'),
    budget,
    'More would not fit: the proposal file of this diff has the rest.',
  );
  for (const detail of details) {
    const longer = `${body}\n\n${detail}`;
    if (detail !== '' && sizeOf(longer) <= budget) body = longer;
  }
  return `${body}\n\n${marker}\n`;
}
