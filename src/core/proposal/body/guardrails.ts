/** What must not regress, and whether it did not: one line a guardrail, search and held-out. */
import type { Proposal } from '../../../schema/proposal.ts';
import type { Verdict } from '../../../schema/verdict.ts';
import { code, plain, table } from './markdown.ts';

const MARK: Record<Verdict['status'], string> = { pass: '✅', fail: '❌', inconclusive: '❔', error: '❌' };

export function guardrailsSection(proposal: Proposal): string {
  const heldout = new Map((proposal.heldout?.verdicts ?? []).map((verdict) => [verdict.guardrail, verdict]));
  const rows = (proposal.guardrails.verdicts ?? []).map((verdict) => {
    const other = heldout.get(verdict.guardrail);
    return [
      code(verdict.guardrail),
      `${MARK[verdict.status]} ${plain(verdict.reason)}`,
      other === undefined ? '' : MARK[other.status],
    ];
  });
  return ['### Guardrails', table(['guardrail', 'search', 'held-out'], rows)].join('\n\n');
}
