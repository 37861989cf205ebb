/** What the run proved about itself, in two sentences per intent, with the figures. */

import { code, plain } from '../../../kit/markdown.ts';
import type { Proposal } from '../../../schema/proposal.ts';
import type { SelfTest } from '../../../schema/self-test.ts';

export function selfTestSentences({ self_test, target: { intent } }: Proposal): string[] {
  return Object.entries(self_test ?? {}).map(([name, test]) =>
    [
      `Self-test${name === intent ? '' : ` of ${code(name)}`}:`,
      noChangeSentence(test),
      plantedSentence(test),
      ...setsSentence(test),
    ].join(' '),
  );
}

function noChangeSentence({ no_change, evaluators }: SelfTest): string {
  const { cases, changed, moved, flips } = no_change;
  const figures = `${changed} of ${cases} cases, ${moved.length} metrics and ${flips.length} verdicts`;
  return `the baseline replayed as a candidate changed ${figures}; asked twice, the evaluators differed in ${evaluators.differing} of ${evaluators.cases} cases.`;
}

function plantedSentence({ planted }: SelfTest): string {
  const tried = planted.filter(({ answer }) => answer !== 'not_breakable');
  const refused = tried.filter(({ answer }) => answer !== 'pass');
  const rest = planted.filter(({ answer }) => answer === 'not_breakable').map(({ guardrail }) => guardrail);
  const named = rest.length === 0 ? '' : ` (no loss can break ${plain(rest.join(', '))})`;
  return `Losses planted into the baseline's own results were refused by ${refused.length} of ${tried.length} guardrails${named}.`;
}

function setsSentence({ sets }: SelfTest): string[] {
  if (sets === undefined) return [];
  return [`Search and held-out set share ${sets.shared_families} families and ${sets.shared_cases} cases.`];
}
