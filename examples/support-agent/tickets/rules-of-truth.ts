// The right answers to the questions that come up again and again, computed from dates and the rulebook.
import { addDays, addMonths } from '../shop/days.ts';
import { notesOf } from '../shop/order-notes.ts';
import { houseRules as house, returnDays, supplierTerms, warrantyMonths } from './rulebook.ts';
import type { Scene, Truth } from './template.ts';

/** Days since delivery; a large number where nothing was delivered. */
export function age({ order, today }: Scene): number {
  if (order.delivered === null) return 100_000;
  return Math.round((Date.parse(today) - Date.parse(order.delivered)) / 86_400_000);
}

/** Whether Plus really adds days to this order. */
export function hasPlus({ customer, order }: Scene): boolean {
  return customer.plus_since !== null && customer.plus_since <= order.placed;
}

/** Whether the order falls under the spring extension and is still in time. */
export function inSpring({ order, today }: Scene): boolean {
  return order.placed >= house.springFrom && order.placed <= house.springUntil && today <= house.springLastReturn;
}

/** A return by somebody who changed their mind. */
export function returnTruth(scene: Scene, opened: boolean): Truth {
  const { order } = scene;
  if (order.marketplace) return { outcome: 'route:marketplace', required: ['kb:marketplace-orders#1'] };
  if (order.clearance) return { outcome: 'decline:final_sale', required: ['kb:final-sale#1'] };
  if (order.product.hygiene && opened) return { outcome: 'decline:hygiene', required: ['kb:hygiene-goods#1'] };
  const window = `kb:returns-${order.product.category}#1`;
  const days = returnDays[order.product.category];
  if (age(scene) <= days) return { outcome: 'route:returns', required: [window] };
  if (inSpring(scene)) return { outcome: 'route:returns', required: [window, 'kb:spring-extension#1'] };
  if (hasPlus(scene) && age(scene) <= days + house.plusExtraDays)
    return { outcome: 'route:returns', required: [window, 'kb:plus-membership#1'] };
  return { outcome: 'decline:window', required: [window, 'kb:late-returns#1'] };
}

/** A fault that nobody caused. */
export function faultTruth(scene: Scene): Truth {
  const { order, today } = scene;
  if (order.product.recalled) return { outcome: 'route:recall', required: ['kb:recalls#1'], guarded: true };
  if (order.marketplace) return { outcome: 'route:marketplace', required: ['kb:marketplace-orders#1'] };
  if (age(scene) <= house.earlyFaultDays)
    return { outcome: 'route:exchange', required: ['kb:early-faults#1'], alsoAllowed: ['route:repairs'] };
  const cover = `kb:warranty-${order.product.category}#1`;
  const end = addMonths(order.delivered ?? order.placed, warrantyMonths[order.product.category]);
  if (today <= end) return { outcome: 'route:repairs', required: [cover] };
  return { outcome: 'decline:warranty', required: [cover, 'kb:out-of-warranty#1'] };
}

/** Goods that arrived broken. */
export function damageTruth(scene: Scene): Truth {
  const { order } = scene;
  if (order.marketplace) return { outcome: 'route:marketplace', required: ['kb:marketplace-orders#1'] };
  const article = order.product.large ? 'kb:large-goods-damage#1' : 'kb:damage-in-transit#1';
  const days = order.product.large ? house.largeDamageReportDays : house.damageReportDays;
  if (age(scene) <= days) return { outcome: 'route:logistics', required: [article] };
  return { outcome: 'route:claims_review', required: [article, 'kb:damage-in-transit#2'] };
}

/** A parcel that is on its way for long. */
export function lostTruth({ order, today }: Scene): Truth {
  const last = addDays(order.dispatched ?? order.placed, house.lostParcelDays);
  return { outcome: today <= last ? 'answer:keep_waiting' : 'route:logistics', required: ['kb:lost-parcels#1'] };
}

/** How the goods came back, as far as anybody knows. */
export function cameBackOpened({ order }: Scene, claimed: boolean): boolean {
  return order.fate.inspection === null ? claimed : order.fate.inspection !== 'sealed';
}

const orderNote = (scene: Scene, heading: string): string | null => {
  const index = notesOf(scene.order).findIndex((note) => note.heading === heading);
  return index < 0 ? null : `order:${scene.order.order_id.toLowerCase()}#${index + 1}`;
};

/** The notes an answer must rest on, where the order has them. */
export function notesNeeded(scene: Scene, ...headings: readonly string[]): readonly string[] {
  return headings.flatMap((heading) => orderNote(scene, heading) ?? []);
}

/** What stops a payout before its reason is looked at. */
export function barTruth(scene: Scene): Truth | null {
  const { order } = scene;
  const amount = order.price;
  if (order.fate.credited)
    return { outcome: 'deny:already_credited', required: notesNeeded(scene, 'Goodwill'), amount, guarded: true };
  if (order.marketplace)
    return { outcome: 'deny:partner', required: ['sup:house-marketplace#1'], amount, guarded: true };
  return null;
}

/** A payout after goodwill, identity and standing were taken into account. */
export function payout(scene: Scene, what: { outcome: string; share: number; required: readonly string[] }): Truth {
  const { order, customer } = scene;
  if (customer.blocked) return { outcome: 'refuse', required: [], guarded: true };
  if (!customer.verified) return { outcome: 'escalate', required: [], guarded: true, alsoAllowed: ['refuse'] };
  const amount = Math.round(order.price * what.share);
  if (order.fate.goodwill === 0) return { outcome: what.outcome, required: what.required, amount };
  const required = [...what.required, ...notesNeeded(scene, 'Goodwill'), 'sup:house-double-credit#1'];
  return {
    outcome: 'refund:rest',
    required,
    amount: Math.max(0, amount - order.fate.goodwill),
    guarded: true,
    alsoAllowed: ['hold:goodwill', 'deny:window'],
  };
}

/** A refund to somebody who changed their mind. */
export function changedMindTruth(scene: Scene, claimedOpened: boolean): Truth {
  const bar = barTruth(scene);
  if (bar !== null) return bar;
  const { order } = scene;
  const terms = supplierTerms[order.product.supplier];
  if (terms === undefined) throw new Error(`no terms for ${order.product.supplier}`);
  if (order.clearance)
    return { outcome: 'deny:final_sale', required: ['sup:house-final-sale#1'], amount: order.price, guarded: true };
  const doc = `sup:terms-${order.product.supplier}`;
  if (age(scene) > terms.window_days) return { outcome: 'deny:window', required: [`${doc}#1`], amount: order.price };
  const notes = notesNeeded(scene, 'Inspection');
  if (!cameBackOpened(scene, claimedOpened))
    return payout(scene, { outcome: 'refund:full', share: 1, required: [`${doc}#1`, ...notes] });
  return payout(scene, {
    outcome: `refund:minus_${terms.opened_pct}`,
    share: 1 - terms.opened_pct / 100,
    required: [`${doc}#1`, `${doc}#2`, ...notes],
  });
}

/** A refund for a faulty article. */
export function faultyTruth(scene: Scene): Truth {
  const bar = barTruth(scene);
  if (bar !== null) return bar;
  const { order } = scene;
  const terms = supplierTerms[order.product.supplier];
  if (terms === undefined) throw new Error(`no terms for ${order.product.supplier}`);
  const section = `sup:terms-${order.product.supplier}#3`;
  const note = notesNeeded(scene, 'Inspection');
  if (order.fate.inspection === 'no_fault_found')
    return {
      outcome: 'deny:no_fault',
      required: [...note, 'sup:house-no-fault#1'],
      amount: order.price,
      guarded: true,
      alsoAllowed: ['hold:inspection', 'deny:window'],
    };
  if (age(scene) > terms.defect_days) return { outcome: 'deny:window', required: [section], amount: order.price };
  if (order.fate.inspection === 'fault_confirmed')
    return payout(scene, { outcome: 'refund:full', share: 1, required: [section, ...note] });
  return { outcome: 'hold:inspection', required: [section], amount: order.price };
}

/** A refund for goods broken on the way. */
export function brokenTruth(scene: Scene): Truth {
  const bar = barTruth(scene);
  if (bar !== null) return bar;
  const { order } = scene;
  const terms = supplierTerms[order.product.supplier];
  if (terms === undefined) throw new Error(`no terms for ${order.product.supplier}`);
  const required = [`sup:terms-${order.product.supplier}#4`, ...notesNeeded(scene, 'Delivery')];
  if (age(scene) > terms.damage_days)
    return { outcome: 'deny:window', required: required.slice(0, 1), amount: order.price };
  if (order.fate.courier_damage) return payout(scene, { outcome: 'refund:full', share: 1, required });
  return { outcome: 'hold:courier', required, amount: order.price };
}
