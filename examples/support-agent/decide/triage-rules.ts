// Triage, subject by subject: which clauses and facts together lead to which desk, reply or refusal.

import { kronorIn } from '../facts/limits.ts';
import type { Topic } from '../facts/topics.ts';
import type { Subject } from '../reading/subjects.ts';
import { type Desk, directive, follow, isInside, precedent, standing } from './desk.ts';
import { returnRules } from './return-rules.ts';

type Rule = (desk: Desk) => void;

const plain =
  (topic: Topic, withCases = false): Rule =>
  (desk) => {
    follow(desk, topic, { tier: 3 });
    if (withCases) precedent(desk, topic);
  };

/** The rules of each subject that triage knows. */
export const triageRules: Readonly<Partial<Record<Subject, Rule>>> = {
  hazard: plain('hazard', true),
  takeover: plain('takeover', true),
  privacy: plain('privacy', true),
  login: plain('login'),
  parts: plain('parts', true),
  wrong_item: plain('wrong_item'),
  loyalty: plain('loyalty', true),
  gift_card: plain('gift_card', true),
  pickup: plain('pickup', true),
  engraving: plain('engraving', true),
  double_charge: doubleCharge,
  price: (desk) => timed(desk, 'price', 'delivered'),
  cancel: (desk) => byDispatch(desk, 'cancel'),
  address: (desk) => byDispatch(desk, 'address'),
  invoice,
  size: (desk) => timed(desk, 'size', 'delivered'),
  gift: (desk) => timed(desk, 'gift', 'delivered'),
  lost: (desk) => timed(desk, 'lost', 'dispatched'),
  late_delivery: (desk) => timed(desk, 'lost', 'dispatched'),
  delivered_missing: deliveredMissing,
  transit_damage: transitDamage,
  accident,
  defect,
  returns: returnRules,
};

/** Orders of partners are not ours to decide, whatever is asked about them. */
export function marketplace(desk: Desk): void {
  const { marks } = desk.known;
  if (marks?.marketplace === true) follow(desk, 'marketplace', { tier: 0, cites: [marks.cite] });
}

/** A model on the recall list leads everything but danger; an old list only counts when nothing else does. */
export function recall(desk: Desk): void {
  const { order, request } = desk.known;
  for (const clause of desk.rules('recall')) {
    const told = directive(clause, 'always');
    if (told === null) continue;
    const tier = clause.authority === 0 ? -1 : 7;
    if (order !== null && clause.text.includes(order.article))
      desk.add({ outcome: told.outcome, cites: [clause.ref, order.cite] }, standing(tier, clause));
    const named = /\b[A-Z][a-z]+ [A-Z][a-z]+\b/g;
    if ((request.text.match(named) ?? []).some((name) => clause.text.includes(`the ${name} `)))
      desk.add({ outcome: told.outcome, cites: [clause.ref] }, standing(tier, clause));
  }
}

/** A limit counted from delivery or dispatch, with one answer inside it and perhaps another outside. */
function timed(desk: Desk, topic: Topic, from: 'delivered' | 'dispatched'): void {
  const { order, today } = desk.known;
  const start = order?.[from] ?? null;
  if (order === null || start === null) return;
  for (const clause of desk.rules(topic)) {
    if (clause.limit === null) continue;
    const told = directive(clause, isInside(clause.limit, start, today) ? 'always' : 'outside');
    if (told !== null) desk.add({ outcome: told.outcome, cites: [clause.ref, order.cite] }, standing(3, clause));
  }
}

function byDispatch(desk: Desk, topic: Topic): void {
  const { order } = desk.known;
  if (order === null) return;
  follow(desk, topic, {
    tier: 3,
    conditions: [order.dispatched === null ? 'not_dispatched' : 'dispatched'],
    cites: [order.cite],
  });
  follow(desk, topic, { tier: 3, cites: [order.cite] });
}

function doubleCharge(desk: Desk): void {
  const { order } = desk.known;
  if (order === null || order.payment === 'captured') return;
  follow(desk, 'double_charge', {
    tier: 3,
    conditions: [order.payment === 'one_pending' ? 'pending' : 'captured'],
    cites: [order.cite],
  });
  follow(desk, 'double_charge', { tier: 3, cites: [order.cite] });
}

function invoice(desk: Desk): void {
  const { customer } = desk.known;
  if (customer?.business === true)
    follow(desk, 'invoice', { tier: 2, conditions: ['business'], cites: [customer.cite] });
  follow(desk, 'invoice', { tier: 3 });
}

/** Nothing is promised about a missing parcel before the rule for valuable ones was looked at. */
function deliveredMissing(desk: Desk): void {
  const { order } = desk.known;
  if (order === null) return;
  for (const valuable of desk.rules('high_value')) {
    const least = kronorIn(valuable.text);
    const told = directive(valuable, 'always');
    if (told === null || least === null) continue;
    if (order.price >= least) {
      desk.add({ outcome: told.outcome, cites: [valuable.ref, order.cite] }, standing(2, valuable));
      continue;
    }
    for (const usual of desk.rules('delivered_missing')) {
      const routed = directive(usual, 'always');
      if (routed !== null)
        desk.add({ outcome: routed.outcome, cites: [usual.ref, valuable.ref, order.cite] }, standing(3, usual));
    }
  }
}

function transitDamage(desk: Desk): void {
  const { order, marks, today } = desk.known;
  marketplace(desk);
  if (order === null || order.delivered === null) return;
  const start = order.delivered;
  const report = (topic: Topic, tier: number, cites: readonly string[]): void => {
    for (const clause of desk.rules(topic)) {
      if (clause.limit === null) continue;
      if (isInside(clause.limit, start, today)) {
        const told = directive(clause, 'always');
        if (told !== null) desk.add({ outcome: told.outcome, cites: [clause.ref, ...cites] }, standing(tier, clause));
        continue;
      }
      const own = directive(clause, 'outside');
      if (own !== null) desk.add({ outcome: own.outcome, cites: [clause.ref, ...cites] }, standing(tier, clause));
      for (const late of desk.rules('late_damage')) {
        const told = directive(late, 'outside', 'always');
        if (told !== null)
          desk.add({ outcome: told.outcome, cites: [clause.ref, late.ref, ...cites] }, standing(tier, clause, late));
      }
    }
  };
  if (marks?.large_goods === true) report('large_damage', 2, [order.cite, marks.cite]);
  report('transit_damage', 3, [order.cite]);
}

function accident(desk: Desk): void {
  marketplace(desk);
  for (const proof of desk.known.care) follow(desk, 'care_plan', { tier: 2, cites: [proof] });
  follow(desk, 'accident', { tier: 3 });
  precedent(desk, 'accident');
}

function defect(desk: Desk): void {
  const { order, today } = desk.known;
  marketplace(desk);
  const start = order?.delivered ?? null;
  if (order !== null && start !== null) {
    timedFault(desk, 'early_fault', 2);
    for (const clause of desk.rules('warranty')) {
      if (clause.limit === null || clause.scope !== order.category) continue;
      const told = directive(clause, 'always');
      if (isInside(clause.limit, start, today)) {
        if (told !== null) desk.add({ outcome: told.outcome, cites: [clause.ref, order.cite] }, standing(3, clause));
        continue;
      }
      for (const over of desk.rules('out_of_warranty')) {
        const refusal = directive(over, 'always');
        if (refusal !== null)
          desk.add({ outcome: refusal.outcome, cites: [clause.ref, over.ref, order.cite] }, standing(3, clause, over));
      }
    }
  }
  precedent(desk, 'early_fault');
  precedent(desk, 'warranty');
}

function timedFault(desk: Desk, topic: Topic, tier: number): void {
  const { order, today } = desk.known;
  if (order === null || order.delivered === null) return;
  for (const clause of desk.rules(topic)) {
    const told = directive(clause, 'always');
    if (told !== null && clause.limit !== null && isInside(clause.limit, order.delivered, today))
      desk.add({ outcome: told.outcome, cites: [clause.ref, order.cite] }, standing(tier, clause));
  }
}
