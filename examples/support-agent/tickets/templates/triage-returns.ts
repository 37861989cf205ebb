// Triage tickets of customers who changed their mind.
import { houseRules as house } from '../rulebook.ts';
import { age, hasPlus, inSpring, returnTruth } from '../rules-of-truth.ts';
import type { Template } from '../template.ts';
import { delivered, opened, ownGoods, plainGoods, sealed, state, triage, wantBack, window } from './triage-scenes.ts';

export const returnTemplates: readonly Template[] = [
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
];
