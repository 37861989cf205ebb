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
      other === undefined ? '' : `${MARK[other.status]} ${plain(other.reason)}`,
    ];
  });
  const rule =
    'The held-out set confirms where its own estimate respects the limit and the bounds over search and held-out cases together do.';
  return ['### Guardrails', table(['guardrail', 'search', 'held-out'], rows), rule].join('\n\n');
}
