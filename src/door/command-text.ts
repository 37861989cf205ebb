/** What came of a command, for the log of its job: people's words are shown on one line each and mean nothing there. */

import { excerpt } from '../kit/problem.ts';
import type { CommandReport } from '../schema/command-report.ts';
import type { Paint } from './text.ts';

export function commandText(report: CommandReport, paint: Paint): string {
  const { result, command, reason, pull_request, comment, login, heeded_as, proposal_id } = report;
  const style = ({ done: 'green', refused: 'red', ignored: 'yellow' } as const)[result];
  const where = pull_request === null ? '' : ` on #${pull_request}`;
  const what = command === null ? 'a comment' : command;
  const as = heeded_as === null ? '' : `, as ${heeded_as}`;
  return [
    `${paint('bold', what)} by ${excerpt(login, 100)}${as}${where} (comment ${comment}): ${paint(style, result)}`,
    ...(proposal_id === null ? [] : [`  ${proposal_id}`]),
    `  ${excerpt(reason, 2000)}`,
    '',
  ].join('\n');
}
