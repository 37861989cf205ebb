/** The check of a proposal's commit: the verdict, the scorecard, and the effect beside each changed line of the pack. */

import { inert } from '../../kit/markdown.ts';
import { parseYaml } from '../../kit/yaml-document.ts';
import type { Proposal } from '../../schema/proposal.ts';
import { printedValue } from '../packs/printed-value.ts';
import { BUDGET, withinBudget } from './body/budget.ts';
import { figure, nameOf, percent } from './body/figures.ts';
import { guardrailsSection } from './body/guardrails.ts';
import { scorecardSection } from './body/scorecard.ts';
import { summarySection } from './body/summary.ts';

export type CheckContent = {
  readonly conclusion: 'success' | 'failure';
  readonly title: string;
  readonly summary: string;
  readonly annotations: readonly { readonly path: string; readonly line: number; readonly message: string }[];
};

/** @param pack the pack as the proposal's commit has it */
export function checkOf(proposal: Proposal, pack: { readonly path: string; readonly text: string }): CheckContent {
  const { passed, verdicts = [] } = proposal.guardrails;
  const failed = verdicts.filter(({ status }) => status !== 'pass').length;
  const sections = [summarySection, scorecardSection, guardrailsSection].map((section) => section(proposal));
  const rest = 'More would not fit: the proposal file has the rest.';
  return {
    conclusion: passed ? 'success' : 'failure',
    title: passed ? `All ${verdicts.length} guardrails hold` : `${failed} of ${verdicts.length} guardrails do not hold`,
    summary: `${withinBudget(sections.join('\n\n'), BUDGET, rest)}\n`,
    annotations: annotationsOf(proposal, pack),
  };
}

function annotationsOf(
  { candidate_change, target: { metric }, observed_delta, baseline }: Proposal,
  { path: file, text }: { readonly path: string; readonly text: string },
): CheckContent['annotations'] {
  const { locate } = parseYaml(file, text);
  const delta = observed_delta[metric];
  const share = percent(delta, baseline?.[metric]);
  const effect = `${nameOf(metric)} ${figure(metric, delta, true)}${share === '' ? '' : ` (${share})`}`;
  const paths = Object.entries(candidate_change.patch);
  const whole = paths.length === 1 ? effect : `all ${paths.length} changes together: ${effect}`;
  return paths.map(([path, { from, to }]) => ({
    path: file,
    line: locate(path.split('.')).line,
    message: inert(`${path}: ${printedValue(from)} → ${printedValue(to)}; ${whole}`, 400),
  }));
}
