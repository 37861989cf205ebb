// Refunds, reason by reason: what the supplier credits, what the notes of the order say, and how much is left to pay.
// A payout always rests on the order, the customer's identity and the marks of the order line; a missing piece pays nothing.

import type { Clause } from '../facts/clauses.ts';
import { percentIn } from '../facts/limits.ts';
import type { Topic } from '../facts/topics.ts';
import type { Subject } from '../reading/subjects.ts';
import { daysBetween } from '../shop/days.ts';
import { type Desk, isInside, standing } from './desk.ts';
import type { Finding, NoteFacts } from './order-notes.ts';

export type RefundScene = { readonly desk: Desk; readonly notes: NoteFacts };

type Rule = (scene: RefundScene) => void;

/** The rules of each reason for which customers want money back. */
export const refundRules: Readonly<Partial<Record<Subject, Rule>>> = {
  returns: changedMind,
  defect: faulty,
  transit_damage: damaged,
  late_delivery: lateDelivery,
};

/** What ends every refund before it begins. */
export function bars({ desk, notes }: RefundScene): void {
  const { order, marks } = desk.known;
  if (order === null) return;
  for (const cite of notes.credited)
    desk.add(
      { outcome: 'deny:already_credited', amount: order.price, cites: [cite, order.cite] },
      { tier: 0, authority: 0, effective: order.placed },
    );
  for (const clause of desk.rules('credit_partner'))
    if (marks?.marketplace === true)
      desk.add(
        { outcome: 'deny:partner', amount: order.price, cites: [clause.ref, marks.cite, order.cite] },
        standing(0, clause),
      );
}

function changedMind(scene: RefundScene): void {
  const { desk, notes } = scene;
  const { marks } = desk.known;
  if (marks?.clearance === true)
    for (const clause of desk.rules('credit_clearance'))
      deny(scene, { outcome: 'deny:final_sale', clause, cites: [marks.cite], tier: 1 });
  inTime(scene, 'credit_window', (window) => {
    if (marks?.clearance === true) return;
    for (const { cite, finding } of notes.inspections)
      byState(scene, { window, opened: finding !== 'sealed', cites: [cite], tier: 3 });
    if (desk.known.request.opened !== null)
      byState(scene, { window, opened: desk.known.request.opened, cites: [], tier: 5 });
  });
}

function byState(
  scene: RefundScene,
  how: { window: Clause; opened: boolean; cites: readonly string[]; tier: number },
): void {
  if (!how.opened) {
    pay(scene, { outcome: 'refund:full', share: 1, clauses: [how.window], cites: how.cites, tier: how.tier });
    return;
  }
  for (const clause of ofSupplier(scene, 'credit_opened')) {
    const percent = percentIn(clause.text);
    if (percent === null) continue;
    pay(scene, {
      outcome: `refund:minus_${percent}`,
      share: 1 - percent / 100,
      clauses: [how.window, clause],
      cites: how.cites,
      tier: how.tier,
    });
  }
}

function faulty(scene: RefundScene): void {
  const { desk, notes } = scene;
  const found = (finding: Finding): readonly string[] =>
    notes.inspections.filter((one) => one.finding === finding).map((one) => one.cite);
  for (const cite of found('no_fault_found'))
    for (const clause of desk.rules('credit_no_fault'))
      deny(scene, { outcome: 'deny:no_fault', clause, cites: [cite], tier: 1 });
  inTime(scene, 'credit_defect', (clause) => {
    for (const cite of found('fault_confirmed'))
      pay(scene, { outcome: 'refund:full', share: 1, clauses: [clause], cites: [cite], tier: 3 });
    deny(scene, { outcome: 'hold:inspection', clause, cites: [], tier: 6 });
  });
}

function damaged(scene: RefundScene): void {
  const { notes } = scene;
  inTime(scene, 'credit_damage', (clause) => {
    for (const cite of notes.courierDamage)
      pay(scene, { outcome: 'refund:full', share: 1, clauses: [clause], cites: [cite], tier: 3 });
    for (const cite of notes.courierClean) deny(scene, { outcome: 'hold:courier', clause, cites: [cite], tier: 4 });
  });
}

function lateDelivery(scene: RefundScene): void {
  const { desk } = scene;
  const { order, customer } = desk.known;
  if (order === null || order.delivered === null || customer === null) return;
  for (const clause of desk.rules('credit_delivery')) {
    const allowed = /(\d+) days? after the promised/.exec(clause.text)?.[1];
    if (allowed === undefined) continue;
    const late = daysBetween(order.promised, order.delivered) > Number(allowed);
    const cites = [clause.ref, order.cite, customer.cite];
    desk.add(
      late
        ? { outcome: 'refund:delivery', amount: order.delivery_fee, cites }
        : { outcome: 'deny:on_time', amount: order.delivery_fee, cites },
      standing(3, clause),
    );
  }
}

/** A refusal or a pause; its amount is the sum that is at stake. */
function deny(
  { desk }: RefundScene,
  how: { outcome: string; clause: Clause; cites: readonly string[]; tier: number },
): void {
  const { order } = desk.known;
  if (order === null) return;
  desk.add(
    { outcome: how.outcome, amount: order.price, cites: [how.clause.ref, ...how.cites, order.cite] },
    standing(how.tier, how.clause),
  );
}

/** Goes on while the supplier's time runs; afterwards the answer is no. */
function inTime(scene: RefundScene, topic: Topic, then: (clause: Clause) => void): void {
  const { desk } = scene;
  const { order, today } = desk.known;
  if (order === null || order.delivered === null) return;
  for (const clause of ofSupplier(scene, topic)) {
    if (clause.limit === null) continue;
    if (isInside(clause.limit, order.delivered, today)) then(clause);
    else deny(scene, { outcome: 'deny:window', clause, cites: [], tier: 3 });
  }
}

function ofSupplier({ desk }: RefundScene, topic: Topic): readonly Clause[] {
  const supplier = desk.known.order?.supplier;
  return supplier === undefined ? [] : desk.rules(topic).filter((clause) => clause.title.includes(supplier));
}

/** A payout; where the notes show goodwill, the smaller one by the house rule, or a pause when that rule is not at hand. */
function pay(
  { desk, notes }: RefundScene,
  how: { outcome: string; share: number; clauses: readonly Clause[]; cites: readonly string[]; tier: number },
): void {
  const { order, customer, marks } = desk.known;
  if (order === null || customer === null || marks === null || marks.marketplace) return;
  const cites = [...how.clauses.map((clause) => clause.ref), ...how.cites, order.cite, customer.cite, marks.cite];
  const amount = Math.round(order.price * how.share);
  desk.add({ outcome: how.outcome, amount, cites }, standing(how.tier, ...how.clauses));
  for (const { cite, paid } of notes.goodwill) {
    desk.add(
      { outcome: 'hold:goodwill', amount, cites: [...cites, cite] },
      { ...standing(how.tier, ...how.clauses), extension: true, general: true },
    );
    for (const clause of desk.rules('credit_goodwill'))
      desk.add(
        { outcome: 'refund:rest', amount: Math.max(0, amount - paid), cites: [...cites, cite, clause.ref] },
        { ...standing(how.tier, ...how.clauses), extension: true, general: false },
      );
  }
}
