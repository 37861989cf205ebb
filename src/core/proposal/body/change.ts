/** The typed patch as a table, with what it is expected to do and why. */

import { code, plain, table } from '../../../kit/markdown.ts';
import { LAPSED } from '../../../kit/rejection-words.ts';
import type { Proposal } from '../../../schema/proposal.ts';
import { printedValue } from '../../packs/printed-value.ts';

export function changeSection(proposal: Proposal): string {
  const { patch, target_pack } = proposal.candidate_change;
  const rows = Object.entries(patch).map(([path, { from, to }]) => [
    code(path),
    code(printedValue(from)),
    code(printedValue(to)),
  ]);
  return [
    '### Change',
    table(['path', 'from', 'to'], rows),
    ...earlier(proposal),
    `${code(target_pack)} becomes ${code(proposal.candidate_pack ?? '')}. Mechanism: ${plain(proposal.hypothesis?.mechanism ?? '')}.`,
  ].join('\n\n');
}

/** What was said against it before, so that nobody has to remember. */
function earlier({ earlier_rejections = [] }: Proposal): string[] {
  return earlier_rejections.map(
    ({ proposal_id, by, at, reason, lapsed }) =>
      `**Rejected before** by ${plain(by)} on ${at.slice(0, 10)}, as ${code(proposal_id)}: “${plain(reason)}”. That no longer holds: ${LAPSED[lapsed]}.`,
  );
}
