/** What `audit` found, as a person reads it: a line a question, what breaks it, and where to read on. */

import { excerpt } from '../kit/problem.ts';
import type { AuditAnswer, AuditReport, Evidence } from '../schema/audit-report.ts';
import type { Paint } from './text.ts';

const STYLE = { met: 'green', not_met: 'red', unknown: 'yellow', not_applicable: 'dim' } as const;
const WORD = { met: 'met', not_met: 'not met', unknown: 'unknown', not_applicable: 'not yet' } as const;
const INDENT = ' '.repeat(11);
/** Breaches, and places to read on, that are shown; `--json` has more. */
const SHOWN = 5;
const PLACES = 3;

export function auditText(
  { ledger, base, definition_of_done, failure_modes, tally }: AuditReport,
  paint: Paint,
): string {
  const at = ledger.head === null ? 'nothing is recorded yet' : `${ledger.head.slice(0, 12)}, ${ledger.events} events`;
  const counts = [
    `${tally.met} met`,
    ...(tally.not_met === 0 ? [] : [`${tally.not_met} not met`]),
    ...(tally.unknown === 0 ? [] : [`${tally.unknown} unknown`]),
    ...(tally.not_applicable === 0 ? [] : [`${tally.not_applicable} not yet`]),
  ];
  const lines = [
    `${excerpt(base.branch, 200)} at ${base.commit.slice(0, 12)}; ${ledger.ref}: ${at}`,
    '',
    paint('bold', 'definition of done'),
    ...definition_of_done.flatMap((answer) => answerLines(answer, paint)),
    '',
    paint('bold', 'failure modes'),
    ...failure_modes.flatMap((answer) => answerLines(answer, paint)),
    '',
    paint(tally.not_met > 0 ? 'red' : tally.unknown > 0 ? 'yellow' : 'dim', counts.join(', ')),
  ];
  return `${lines.join('\n')}\n`;
}

function answerLines(
  { answer, question, control, reason, counts, breaches, unseen, evidence }: AuditAnswer,
  paint: Paint,
) {
  const wrong = [...breaches, ...unseen];
  const more = wrong.length > SHOWN ? [`${INDENT}and more; --json lists them`] : [];
  return [
    `  ${paint(STYLE[answer], WORD[answer].padEnd(9))}${question}`,
    ...(control === undefined ? [] : [`${INDENT}control: ${control}`]),
    ...(answer === 'not_applicable' ? [`${INDENT}${excerpt(reason, 400)}`] : []),
    ...wrong.slice(0, SHOWN).map(({ reason: why, evidence: [place] }) => {
      const at = place === undefined ? '' : placeOf(place);
      return `${INDENT}${paint('red', '!')} ${excerpt(why, 400)}${why.includes(at) ? '' : ` (${at})`}`;
    }),
    ...more,
    ...counts.filter(({ of }) => of > 0).map(({ claim, held, of }) => `${INDENT}${held} of ${of} ${claim}`),
    ...(evidence.length === 0 ? [] : [`${INDENT}${paint('dim', placesOf(evidence))}`]),
  ];
}

function placesOf(evidence: readonly Evidence[]): string {
  const more = evidence.length > PLACES ? ` and ${evidence.length - PLACES} more` : '';
  return `see ${evidence.slice(0, PLACES).map(placeOf).join(', ')}${more}`;
}

function placeOf(evidence: Evidence): string {
  switch (evidence.kind) {
    case 'file':
      return excerpt(evidence.at === undefined ? evidence.path : `${evidence.at.slice(0, 12)}:${evidence.path}`, 200);
    case 'event':
      return `event ${evidence.sequence} ${evidence.event}`;
    case 'branch':
      return `${excerpt(evidence.branch, 200)} at ${evidence.commit.slice(0, 12)}`;
    case 'pull_request':
      return excerpt(evidence.url, 300);
  }
}
