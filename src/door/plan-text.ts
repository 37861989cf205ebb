/** What a search came to, as a person reads it: what each target would ask the held-out set, and which plan that is. */

import { digestOf } from '../kit/canonical.ts';
import { excerpt } from '../kit/problem.ts';
import type { Plan, PlannedTarget } from '../schema/plan.ts';
import type { Paint } from './text.ts';

export function plannedText(plan: Plan, out: string | undefined, paint: Paint): string {
  const written = out === undefined ? 'written nowhere; --out FILE writes it' : `written to ${excerpt(out, 200)}`;
  return [
    ...plan.targets.flatMap((target) => targetLines(target, paint)),
    `plan ${digestOf(plan)}  ${paint('dim', plan.base_commit.slice(0, 12))}`,
    paint('dim', written),
    '',
  ].join('\n');
}

function targetLines(target: PlannedTarget, paint: Paint): string[] {
  const head = `${paint('bold', target.intent)}  ${target.metric}  `;
  if (target.result !== 'asks') {
    const style = target.result === 'refused' ? 'red' : 'yellow';
    return [`${head}${paint(style, target.result.replace('_', ' '))}`, `  ${excerpt(target.reason, 600)}`, ''];
  }
  const { steps, lines, looks } = target;
  const sets = looks.map(({ heldout_test_set }) => heldout_test_set.name).join(', ');
  const counted = `${steps.length} ${steps.length === 1 ? 'step' : 'steps'} in ${lines.length} ${lines.length === 1 ? 'line' : 'lines'}`;
  return [`${head}${paint('green', 'asks')}`, `  ${counted}, to be asked of ${sets}; none was read`, ''];
}
