// Triage tickets about the goods themselves: returns, faults, accidents, broken or incomplete deliveries, danger.
import { faults } from './faults.ts';
import { houseRules as house, returnDays, warrantyMonths } from './rulebook.ts';
import { age, damageTruth, faultTruth, hasPlus, inSpring, returnTruth } from './rules-of-truth.ts';
import type { Scene, Template } from './template.ts';

const triage = 'support.triage';
const delivered = ({ order }: Scene): boolean => order.delivered !== null;
const ownGoods = (scene: Scene): boolean =>
  delivered(scene) && !scene.order.marketplace && !scene.order.product.recalled;
const plainGoods = (scene: Scene): boolean => ownGoods(scene) && !scene.order.clearance;
const window = ({ order }: Scene): number => returnDays[order.product.category];
const fault = (scene: Scene): Record<string, string> => ({
  fault: scene.draw.one(faults[scene.order.product.category]),
});

const sealed = ['It is still sealed.', 'I have not opened it.', 'The box was never opened.', 'Untouched, in its box.'];
const opened = [
  'I opened it and tried it once.',
  'It has been used twice.',
  'The seal is off, I had it opened the same day.',
  'Unpacked and tried, nothing more.',
];
const state = (values: readonly string[]) => (scene: Scene) => ({ state: scene.draw.one(values) });

const wantBack = [
  'I would like to return my {thing}. {order} {state}',
  'The {thing} is not for me after all, can I send it back? {order} {state}',
  'I changed my mind about the {thing}. How do I return it? {state} {order}',
  'Can you take the {thing} back? {state} We simply do not need it. {order}',
  'My partner bought the same {thing}, so I want my money back for mine. {order} {state}',
  'Second thoughts about the {thing}: how do I hand it back? {order} {state}',
  'I am done with the {thing}. {state} What are my options? {order}',
  'The {thing} would be better off with somebody else, it seems. {order} {state}',
  'How long may I keep a {thing} before I have to decide? {state} {order}',
  'Honestly the {thing} disappoints me. I do not want to keep it. {state} {order}',
];
const broken = [
  'My {thing} {fault}. {order} What now?',
  'Hello, the {thing} I bought from you {fault}. {order}',
  'I am writing because my {thing} {fault}. Is there still a guarantee? {order}',
  'The {thing} {fault}. I have treated it well. {order}',
  'Since yesterday my {thing} {fault}. {order} Please help.',
  'My {thing} is acting up: it {fault}. {order}',
  'I had high hopes, but the {thing} {fault}. {order} Who pays for that?',
  'The {thing} is a riddle to me, it {fault}. {order}',
];
const arrivedBroken = [
  'The {thing} arrived with a big crack. {order}',
  'My {thing} was delivered damaged, the carton is crushed on one side. {order}',
  'We unpacked the {thing} and one corner is smashed. {order} I have pictures.',
  'The {thing} turned up broken. The driver was already gone. {order}',
];

export const goodsTemplates: readonly Template[] = [
  {
    id: 'return-in-time',
    intent: triage,
    quota: 28,
    tags: ['ordinary'],
    fits: (scene) => plainGoods(scene) && age(scene) <= window(scene) && !scene.order.product.hygiene,
    phrasings: wantBack,
    slots: state([...sealed, ...opened]),
    truth: (scene) => returnTruth(scene, false),
  },
  {
    id: 'return-late',
    intent: triage,
    quota: 19,
    tags: ['ordinary', 'multi_article'],
    fits: (scene) =>
      plainGoods(scene) &&
      age(scene) > window(scene) &&
      age(scene) < window(scene) + 60 &&
      !inSpring(scene) &&
      !(hasPlus(scene) && age(scene) <= window(scene) + house.plusExtraDays),
    phrasings: wantBack,
    slots: state(sealed),
    truth: (scene) => returnTruth(scene, false),
  },
  {
    id: 'return-plus',
    intent: triage,
    quota: 10,
    tags: ['multi_article'],
    fits: (scene) =>
      plainGoods(scene) &&
      hasPlus(scene) &&
      !inSpring(scene) &&
      age(scene) > window(scene) &&
      age(scene) <= window(scene) + house.plusExtraDays,
    phrasings: [...wantBack, 'As a member, do I have more time to return the {thing}? {order} {state}'],
    slots: state(sealed),
    truth: (scene) => returnTruth(scene, false),
  },
  {
    id: 'return-spring',
    intent: triage,
    quota: 9,
    tags: ['multi_article'],
    fits: (scene) => plainGoods(scene) && inSpring(scene) && age(scene) > window(scene),
    phrasings: [...wantBack, 'The {thing} was bought before Easter. May it still go back? {order} {state}'],
    slots: state(sealed),
    truth: (scene) => returnTruth(scene, false),
  },
  {
    id: 'return-hygiene',
    intent: triage,
    quota: 9,
    tags: ['policy_denial', 'conflicting_evidence'],
    fits: (scene) => plainGoods(scene) && scene.order.product.hygiene && age(scene) < 60,
    phrasings: wantBack,
    slots: state(opened),
    truth: (scene) => returnTruth(scene, true),
  },
  {
    id: 'return-clearance',
    intent: triage,
    quota: 9,
    tags: ['policy_denial', 'conflicting_evidence'],
    fits: (scene) => ownGoods(scene) && scene.order.clearance && age(scene) < 90,
    phrasings: wantBack,
    slots: state(sealed),
    truth: (scene) => returnTruth(scene, false),
  },
  {
    id: 'return-partner',
    intent: triage,
    quota: 6,
    tags: ['conflicting_evidence'],
    fits: (scene) => delivered(scene) && scene.order.marketplace && !scene.order.product.recalled,
    phrasings: wantBack,
    slots: state([...sealed, ...opened]),
    truth: (scene) => returnTruth(scene, false),
  },
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
  {
    id: 'parts',
    intent: triage,
    quota: 8,
    tags: ['ordinary', 'stale_evidence'],
    fits: ownGoods,
    phrasings: [
      'The {thing} came without the manual and one part. {order}',
      'There are screws missing from the {thing}. {order}',
      'My {thing} arrived but the strap is missing. {order}',
      'A piece of the {thing} was not in the box, so it is missing a part. {order}',
    ],
    truth: () => ({ outcome: 'route:spares', required: ['kb:missing-parts#1'], alsoAllowed: ['route:logistics'] }),
  },
  {
    id: 'wrong-article',
    intent: triage,
    quota: 7,
    tags: ['ordinary'],
    fits: ownGoods,
    phrasings: [
      'I got the wrong colour of the {thing}. {order}',
      'This is not what I ordered: I wanted the {thing}. {order}',
      'You sent the wrong version of the {thing}. {order}',
      'Wrong article in the box instead of the {thing}! {order}',
    ],
    truth: () => ({ outcome: 'route:exchange', required: ['kb:wrong-item#1'] }),
  },
  {
    id: 'size',
    intent: triage,
    quota: 7,
    tags: ['ordinary', 'stale_evidence'],
    fits: (scene) =>
      ownGoods(scene) &&
      ['apparel', 'footwear'].includes(scene.order.product.category) &&
      age(scene) <= house.sizeExchangeDays,
    phrasings: [
      'The {thing} is too small, can I swap it for a larger one? {order}',
      'I need another size of the {thing}. {order}',
      'These {thing} pinch, one size up please. {order}',
    ],
    truth: () => ({ outcome: 'route:exchange', required: ['kb:size-exchange#1'], alsoAllowed: ['route:returns'] }),
  },
  {
    id: 'gift',
    intent: triage,
    quota: 7,
    tags: ['conflicting_evidence'],
    fits: (scene) => plainGoods(scene) && age(scene) <= house.giftDays,
    phrasings: [
      'I got the {thing} as a present and would like to give it back. No receipt. {order}',
      'The {thing} was a gift. What can I get for it? {order}',
    ],
    truth: () => ({ outcome: 'answer:store_credit', required: ['kb:gift-returns#1'], alsoAllowed: ['route:returns'] }),
  },
  {
    id: 'vague',
    intent: triage,
    quota: 8,
    tags: ['ambiguous'],
    fits: (scene) => plainGoods(scene) && age(scene) <= Math.min(window(scene), 30) && !scene.order.product.hygiene,
    phrasings: [
      'The {thing} does not work for us. {order}',
      'It is about the {thing}. We are not happy. {order} What can be done?',
      'The {thing} does not fit our flat. {order}',
      'I cannot live with this {thing}. {order}',
      'The {thing} is not what we hoped for, what are the options? {order}',
    ],
    truth: (scene) => ({ ...returnTruth(scene, false), alsoAllowed: ['route:exchange', 'route:repairs'] }),
  },
];
