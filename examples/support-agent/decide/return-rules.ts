// A customer who changed their mind: final sale, hygiene, the window of the category, what extends it, and the answer when it is over.

import type { Clause } from '../facts/clauses.ts';
import { datesIn, extraDaysIn } from '../facts/limits.ts';
import { addDays } from '../shop/days.ts';
import { type Desk, directive, follow, isInside, precedent, standing } from './desk.ts';

/** Adds every way in which a return can be answered. */
export function returnRules(desk: Desk): void {
  const { order, marks, request } = desk.known;
  if (marks?.marketplace === true) follow(desk, 'marketplace', { tier: 0, cites: [marks.cite] });
  if (marks?.clearance === true) follow(desk, 'final_sale', { tier: 0, cites: [marks.cite] });
  if (marks?.hygiene === true && request.opened === true)
    follow(desk, 'hygiene', { tier: 1, conditions: ['opened'], cites: [marks.cite] });
  if (order !== null && order.delivered !== null) {
    for (const clause of desk.rules('returns')) if (clause.scope === order.category) byWindow(desk, clause);
  }
  precedent(desk, 'returns');
}

function byWindow(desk: Desk, window: Clause): void {
  const { order, today } = desk.known;
  const told = directive(window, 'always');
  if (order === null || order.delivered === null || window.limit === null || told === null) return;
  if (isInside(window.limit, order.delivered, today)) {
    desk.add({ outcome: told.outcome, cites: [window.ref, order.cite] }, standing(3, window));
    return;
  }
  for (const spring of desk.rules('spring')) {
    const [from, until, last] = datesIn(spring.text);
    if (from === undefined || until === undefined || last === undefined) continue;
    if (order.placed >= from && order.placed <= until && today <= last)
      desk.add(
        { outcome: told.outcome, cites: [window.ref, spring.ref, order.cite] },
        { ...standing(3, window, spring), extension: true },
      );
  }
  for (const plus of desk.rules('plus')) {
    const extra = extraDaysIn(plus.text);
    if (extra === null || today > addDays(order.delivered, window.limit.amount + extra)) continue;
    for (const proof of desk.known.plus)
      desk.add(
        { outcome: told.outcome, cites: [window.ref, plus.ref, proof, order.cite] },
        { ...standing(3, window, plus), extension: true },
      );
  }
  for (const late of desk.rules('late_returns')) {
    const refusal = directive(late, 'always');
    if (refusal !== null)
      desk.add({ outcome: refusal.outcome, cites: [window.ref, late.ref, order.cite] }, standing(3, window, late));
  }
}
