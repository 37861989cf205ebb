/** Production runs, grouped, as a person reads them on the terminal. */

import { excerpt } from '../kit/problem.ts';
import type { ExperienceGroup, ExperienceReport } from '../schema/experience-report.ts';
import type { Paint } from './text.ts';

export function experienceText({ source, runs, groups, beyond }: ExperienceReport, paint: Paint): string {
  const lines: string[] = [`${runs} production runs from ${source === 'command' ? 'the command' : 'files'}`];
  let above = '';
  for (const group of groups) {
    const { intent_id, pack_version, evaluator_suite_version, risk_class } = group;
    const head = `${intent_id}  ${pack_version}  ${evaluator_suite_version}  ${risk_class}`;
    if (head !== above) lines.push('', paint('bold', head));
    above = head;
    lines.push(...groupLines(group));
  }
  if (beyond > 0) lines.push('', `${beyond} runs more have outcomes beyond the groups that are kept`);
  return `${lines.join('\n')}\n`;
}

function groupLines(group: ExperienceGroup): string[] {
  const { outcome, runs, from, to, utility, economics_cents, p95_latency_ms } = group;
  const { corrected, below_floor, approval_bypasses } = group;
  return [
    `  ${excerpt(outcome, 80)}: ${runs} runs, ${from} to ${to}`,
    `    utility ${utility}, ${economics_cents} cents, p95 ${p95_latency_ms} ms; ${corrected} corrected, ${below_floor} below a floor, ${approval_bypasses} bypassed an approval`,
  ];
}
