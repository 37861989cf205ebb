/** The typed patch as a table, with what it is expected to do and why. */

import { code, plain, table } from '../../../kit/markdown.ts';
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
    `${code(target_pack)} becomes ${code(proposal.candidate_pack ?? '')}. Mechanism: ${plain(proposal.hypothesis?.mechanism ?? '')}.`,
  ].join('\n\n');
}
