/** The one question this kind of change raises, with the numbers that answer it, and who has to answer. */

import { code } from '../../../kit/markdown.ts';
import type { Proposal } from '../../../schema/proposal.ts';
import { figure } from './figures.ts';

export function reviewSection(proposal: Proposal): string {
  const reviewers = proposal.release_path.requires_reviewers.map((role) => code(role)).join(', ');
  return [
    '### Review',
    questionOf(proposal),
    `Needed: ${reviewers}; owner of the surface and the target: ${code(proposal.owner ?? 'unknown')}. Merging is the release gate: it admits the change to ${code(proposal.release_path.rollout_stage)}, nothing more.`,
    `Not convinced? Do not merge: a rejection in the ledger keeps the search from walking there again. To undo later: ${code(proposal.release_path.rollback_target)} (${code(proposal.release_path.rollback_release_tuple ?? '')}).`,
  ].join('\n\n');
}

function questionOf({ candidate_change: { layer, patch }, together, upper_bounds, slices }: Proposal): string {
  const coverage = `${figure('evidence_coverage', together?.observed_delta['evidence_coverage'], true)} over both sets`;
  const worst = worstSlice(slices ?? []);
  switch (layer) {
    case 'retrieval':
      return Object.keys(patch).some((path) => path.endsWith('source_priority'))
        ? '**Is the source that now comes first owned and fresh?** The recordings cannot tell how it is kept.'
        : `**Did evidence coverage stay complete?** It changed by ${coverage}. ${worst}`;
    case 'context_budget':
      return `**Is the cost inside the band, and is nothing needed cut off?** Evidence coverage changed by ${coverage}. ${worst}`;
    case 'planner':
      return `**Did risky tool calls increase?** Approval bypasses: none seen; with 95 % confidence below ${((upper_bounds?.['approval_bypass_rate'] ?? 1) * 100).toFixed(1)} %. ${worst}`;
    case 'prompt':
      return '**Why is this not a smaller typed change?**';
    case 'approval_gate':
      return '**Which policy owner approved this?** The gate is only tightened: more decisions go to a person.';
  }
}

function worstSlice(slices: NonNullable<Proposal['slices']>): string {
  const falling = slices
    .filter(({ metric, delta }) => metric === 'utility' && delta < 0)
    .sort((a, b) => a.delta - b.delta)[0];
  if (falling === undefined) return 'No slice lost utility.';
  return `The slice that lost most utility is ${code(falling.slice)}: ${figure('utility', falling.delta, true)} over ${falling.cases} cases (${falling.losses} lost, ${falling.wins} won${boundsOf(falling)}).`;
}

function boundsOf({ interval }: NonNullable<Proposal['slices']>[number]): string {
  if (interval === undefined) return '';
  return `; between ${figure('utility', interval.lower, true)} and ${figure('utility', interval.upper, true)}`;
}
