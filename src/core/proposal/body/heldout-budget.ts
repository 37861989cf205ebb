/** How many looks at the held-out set were made, what each took of the allowed error, and how many are left. */

import { code } from '../../../kit/markdown.ts';
import type { Proposal } from '../../../schema/proposal.ts';

const SHOWN = 12;

export function budgetSentences({ heldout }: Proposal): string {
  if (heldout === undefined) return 'The held-out set was not looked at.';
  const { look, max_looks, confidence, budget } = heldout;
  const sentences = [`Look ${look} of ${max_looks} at this held-out set, at ${percent(confidence)} confidence`];
  if (budget === undefined) return `${sentences.join('')}.`;
  const { remaining, spent, carried } = budget;
  const said = spent.slice(-SHOWN).map((made) => `look ${made.look} ${percent(made.error)} by ${code(made.run_id)}`);
  return [
    `${sentences.join('')}; ${remaining === 1 ? 'one remains' : `${remaining} remain`}.`,
    `Each look takes its part of the allowed error: ${said.join(', ')}.`,
    ...(carried === undefined
      ? []
      : [`${carried.looks} looks at earlier versions count too: about ${carried.cases} of its cases stood in them.`]),
  ].join(' ');
}

function percent(share: number): string {
  return `${(share * 100).toFixed(2)} %`;
}
