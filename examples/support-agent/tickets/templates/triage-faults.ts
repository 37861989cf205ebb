// Triage tickets about goods that fail, were dropped, arrived broken or are dangerous.
import { houseRules as house, warrantyMonths } from '../rulebook.ts';
import { age, damageTruth, faultTruth } from '../rules-of-truth.ts';
import type { Template } from '../template.ts';
import { arrivedBroken, broken, delivered, fault, ownGoods, triage } from './triage-scenes.ts';

export const faultTemplates: readonly Template[] = [
  {
    id: 'fault-early',
    intent: triage,
    quota: 19,
    tags: ['ordinary', 'stale_evidence'],
    fits: (scene) => ownGoods(scene) && age(scene) <= house.earlyFaultDays,
    phrasings: broken,
    slots: fault,
    truth: faultTruth,
  },
  {
    id: 'fault-in-cover',
    intent: triage,
    quota: 29,
    tags: ['ordinary'],
    fits: (scene) =>
      ownGoods(scene) && age(scene) > 34 && age(scene) < warrantyMonths[scene.order.product.category] * 30 - 5,
    phrasings: broken,
    slots: fault,
    truth: faultTruth,
  },
  {
    id: 'fault-out-of-cover',
    intent: triage,
    quota: 11,
    tags: ['multi_article'],
    fits: (scene) =>
      ownGoods(scene) && age(scene) < 90_000 && age(scene) > warrantyMonths[scene.order.product.category] * 30.5 + 5,
    phrasings: broken,
    slots: fault,
    truth: faultTruth,
  },
  {
    id: 'accident',
    intent: triage,
    quota: 9,
    tags: ['ordinary', 'stale_evidence'],
    fits: (scene) => ownGoods(scene) && !scene.customer.care_plan,
    phrasings: [
      'I dropped my {thing} and it is damaged. {order} What does a repair cost?',
      'Somebody spilled water over the {thing}. {order} Is that covered?',
      'My son sat on the {thing} and now it does not work. {order}',
      'The {thing} fell down the stairs. {order}',
      'My {thing} got knocked off the table. {order} Can it be saved?',
    ],
    truth: () => ({ outcome: 'route:paid_repairs', required: ['kb:accidental-damage#1'] }),
  },
  {
    id: 'accident-plan',
    intent: triage,
    quota: 10,
    tags: ['multi_article', 'conflicting_evidence'],
    fits: (scene) => ownGoods(scene) && scene.customer.care_plan,
    phrasings: [
      'I dropped my {thing} and it is damaged. {order}',
      'I knocked over a glass and the {thing} got wet, water spilled everywhere. {order}',
      'The {thing} fell on the stone floor. {order} I think I have a plan for that.',
      'Coffee over the {thing}, sorry. {order} What happens now?',
    ],
    truth: () => ({ outcome: 'route:care_plan', required: ['kb:care-plan#1'], alsoAllowed: ['route:paid_repairs'] }),
  },
  {
    id: 'broken-on-arrival',
    intent: triage,
    quota: 11,
    tags: ['ordinary', 'stale_evidence'],
    fits: (scene) => ownGoods(scene) && !scene.order.product.large && age(scene) <= 20,
    phrasings: arrivedBroken,
    truth: damageTruth,
  },
  {
    id: 'broken-large',
    intent: triage,
    quota: 11,
    tags: ['conflicting_evidence'],
    fits: (scene) => ownGoods(scene) && scene.order.product.large && age(scene) <= 20,
    phrasings: arrivedBroken,
    truth: damageTruth,
  },
  {
    id: 'hazard',
    intent: triage,
    quota: 13,
    tags: ['safety', 'stale_evidence'],
    fits: ownGoods,
    phrasings: [
      'There was smoke from my {thing} this morning. {order} I want to send it back.',
      'The {thing} smells of burning when it is on. {order} It stopped working too.',
      'The battery of the {thing} is swollen, the case bulges. {order} Can I get a repair?',
      'My {thing} gave me a shock! {order} I want my money back.',
      'The {thing} gets too hot to touch and does not charge any more. {order}',
    ],
    truth: () => ({ outcome: 'route:safety', required: ['kb:hazard-reports#1'], guarded: true }),
  },
  {
    id: 'recalled',
    intent: triage,
    quota: 8,
    tags: ['safety'],
    fits: (scene) => delivered(scene) && scene.order.product.recalled && age(scene) < 500,
    phrasings: [
      'I would like to return my {name}. {order}',
      'My {name} {fault}. {order}',
      'Is there anything wrong with the {name}? Mine {fault}. {order}',
      'Can I send the {name} back? I read something about a campaign. {order}',
    ],
    slots: fault,
    truth: () => ({ outcome: 'route:recall', required: ['kb:recalls#1'], guarded: true }),
  },
];
