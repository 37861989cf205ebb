/** The pull request's text, section by section; details give way first where it would grow beyond the budget. */
import type { Proposal } from '../../../schema/proposal.ts';
import { attributionSection } from './attribution.ts';
import { type Bar, candidatesSection, chartSection } from './candidates.ts';
import { changeSection } from './change.ts';
import { evidenceSection } from './evidence.ts';
import { guardrailsSection } from './guardrails.ts';
import { reviewSection } from './review.ts';
import { scorecardSection } from './scorecard.ts';
import { summarySection } from './summary.ts';

/** Characters; GitHub takes 65,536. */
const BUDGET = 60_000;

/** Renders the body. The same proposal and bars give the same text. */
export function renderBody(proposal: Proposal, bars: readonly Bar[]): string {
  const sections = [
    summarySection,
    changeSection,
    scorecardSection,
    attributionSection,
    guardrailsSection,
    reviewSection,
  ];
  const needed = sections.map((section) => section(proposal)).filter((text) => text !== '');
  const details = [chartSection(proposal.target.metric, bars), candidatesSection(proposal), evidenceSection(proposal)];
  const marker = `<!-- autotune proposal ${proposal.tuning_proposal_id} -->`;
  let body = [...needed, marker].join('\n\n');
  for (const detail of details) {
    const longer = body.replace(marker, () => `${detail}\n\n${marker}`);
    if (detail !== '' && longer.length <= BUDGET) body = longer;
  }
  return `${body}\n`;
}
