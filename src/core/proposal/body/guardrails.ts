/** What must not regress, and whether it did not: one line a guardrail. */

import { code, plain, table } from '../../../kit/markdown.ts';
import type { Proposal } from '../../../schema/proposal.ts';
import type { Verdict } from '../../../schema/verdict.ts';

const MARK: Record<Verdict['status'], string> = { pass: '✅', fail: '❌', inconclusive: '❔', error: '❌' };

export function guardrailsSection(proposal: Proposal): string {
  const rows = (proposal.guardrails.verdicts ?? []).map((verdict) => [
    code(verdict.guardrail),
    `${MARK[verdict.status]} ${plain(verdict.reason)}`,
  ]);
  const rule =
    'A margin holds where the held-out estimate respects it alone and the bounds over search and held-out cases together do.';
  return ['### Guardrails', table(['guardrail', 'verdict'], rows), rule].join('\n\n');
}
