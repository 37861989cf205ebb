/** The first thing a reviewer reads: what changes and why, in two sentences. */

import { code, inert } from '../../../kit/markdown.ts';
import type { Proposal } from '../../../schema/proposal.ts';
import { figure, nameOf, percent, shortPatch } from './figures.ts';

/** GitHub takes 256 characters. */
const TITLE = 200;

export function titleOf(proposal: Proposal): string {
  const { intent, metric } = proposal.target;
  const change =
    percent(proposal.observed_delta[metric], proposal.baseline?.[metric]) ||
    figure(metric, proposal.observed_delta[metric], true);
  const effect = `(${nameOf(metric)} ${change})`;
  const room = Math.max(20, TITLE - intent.length - effect.length);
  return `${intent}: ${inert(shortPatch(proposal.candidate_change.patch), room)} ${effect}`;
}

export function summarySection(proposal: Proposal): string {
  const { intent, metric } = proposal.target;
  const delta = proposal.observed_delta[metric];
  const relative = percent(delta, proposal.baseline?.[metric]);
  const { counts, heldout } = proposal;
  const utility = figure('utility', proposal.observed_delta['utility'], true);
  return [
    `For ${code(intent)}, ${shortPatchInCode(proposal)} changes ${nameOf(metric)} by **${figure(metric, delta, true)}${relative === '' ? '' : ` (${relative})`}**${metric === 'utility' ? '' : ` and utility by **${utility}**`}, over ${counts?.total ?? 0} recorded search cases.`,
    `It was then held, once, against ${heldout?.counts.total ?? 0} held-out cases${familiesOf(proposal)} that the search never saw: ${heldoutSentence(proposal)}`,
  ].join('\n');
}

/** Where the cases are of fewer families, these are the observations. */
function familiesOf({ heldout }: Proposal): string {
  const families = heldout?.counts.families;
  return families === undefined ? '' : ` of ${families} families`;
}

function shortPatchInCode({ candidate_change: { patch } }: Proposal): string {
  return Object.keys(patch)
    .map((path) => code(shortPatch({ [path]: patch[path] ?? { from: '', to: '' } })))
    .join(' with ');
}

function heldoutSentence({ target: { metric }, heldout }: Proposal): string {
  if (heldout === undefined) return 'not looked at.';
  const change = figure(metric, heldout.observed_delta[metric], true);
  const utility = figure('utility', heldout.observed_delta['utility'], true);
  return `${nameOf(metric)} ${change}${metric === 'utility' ? '' : `, utility ${utility}`}, and every guardrail is confirmed.`;
}
