// Triage tickets about goods that are incomplete, wrong, too small, a gift, or just not liked.
import { houseRules as house } from '../rulebook.ts';
import { age, returnTruth } from '../rules-of-truth.ts';
import type { Template } from '../template.ts';
import { ownGoods, plainGoods, triage, window } from './triage-scenes.ts';

export const wishTemplates: readonly Template[] = [
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
