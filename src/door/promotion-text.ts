/** How each rollout stands and why it goes on or not, as a person reads it on the terminal. */

import { excerpt } from '../kit/problem.ts';
import type { PromotionReport } from '../schema/promotion-report.ts';
import { whereOf } from './record-text.ts';
import type { Paint } from './text.ts';

const COLOUR = { promote: 'green', pause: 'yellow', stop: 'red', none: 'dim' } as const;

export function promotionText({ promotions }: PromotionReport, paint: Paint): string {
  return `${promotions.flatMap((line) => linesOf(line, paint)).join('\n')}\n`;
}

function linesOf(
  {
    intent,
    decision,
    reason,
    stage,
    next,
    evidence,
    branch,
    result,
    pull_request,
    asked_again,
  }: PromotionReport['promotions'][number],
  paint: Paint,
): string[] {
  const head = `${paint('bold', intent)}  ${stage}${next === null ? '' : ` to ${next}`}: ${paint(COLOUR[decision], decision)}`;
  const runs = evidence?.runs;
  const checks = (evidence?.checks ?? []).map(
    ({ id, status, reason: said }) => `    ${status.padEnd(12)} ${id}: ${excerpt(said, 300)}`,
  );
  const open = (evidence?.checks ?? []).filter(({ status }) => status !== 'pass');
  const where = branch === null ? '' : whereOf(result, branch, pull_request?.url);
  const again =
    asked_again === undefined
      ? ''
      : `; it is asked for again from ${asked_again} on, or at once with --approver or /autotune promote`;
  return [
    head,
    // Where every question is answered, what is missing is a name.
    ...(checks.length === 0 || (decision === 'pause' && open.length === 0) ? [`  ${excerpt(reason, 600)}`] : []),
    ...(runs === undefined
      ? []
      : [
          `  ${evidence?.full_days} full days, ${runs.candidate} runs of the candidate, ${runs.baseline} of the baseline`,
        ]),
    ...checks,
    ...(branch === null ? [] : [`  ${result}: ${where}${again}`]),
  ];
}
