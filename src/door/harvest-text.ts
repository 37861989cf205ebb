/** What became of corrected production runs, as a person reads it. */

import { excerpt } from '../kit/problem.ts';
import type { HarvestedIntent, HarvestReport } from '../schema/harvest-report.ts';
import type { Paint } from './text.ts';

export function harvestText({ week, intents }: HarvestReport, paint: Paint): string {
  if (intents.length === 0) return 'no traces are configured, so there is nothing to harvest from\n';
  const lines = [`week of ${week}`, '', ...intents.flatMap((intent) => [...intentLines(intent, paint), ''])];
  return `${lines.join('\n').trimEnd()}\n`;
}

function intentLines(found: HarvestedIntent, paint: Paint): string[] {
  const { intent, result, reason, added, needs_person, left_out, over_limit, redacted, branch, pull_request } = found;
  const counts = Object.entries(redacted).map(([kind, count]) => `${count} ${kind}`);
  const where = pull_request === undefined ? branch : excerpt(pull_request.url, 300);
  return [
    `${paint('bold', intent)}  ${result}: ${excerpt(reason, 400)}`,
    ...added.map(
      ({ case_id, recorded, expected }) => `  + ${case_id}  ${excerpt(recorded, 80)} → ${excerpt(expected, 80)}`,
    ),
    ...(added.length === 0
      ? []
      : [
          `  redacted: ${counts.length === 0 ? 'nothing' : counts.join(', ')}; names of people cannot be found, read the cases for them`,
        ]),
    ...needs_person.map(
      ({ run_id, reason: why }) => `  ? ${excerpt(run_id, 120)} needs a person: ${excerpt(why, 200)}`,
    ),
    ...left_out.map(({ run_id, reason: why }) => `  - ${excerpt(run_id, 120)}: ${excerpt(why, 200)}`),
    ...(over_limit === 0 ? [] : [`  ${over_limit} more wait for another week`]),
    ...(where === undefined ? [] : [`  ${where}`]),
  ];
}
