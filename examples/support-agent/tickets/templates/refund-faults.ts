// Refund tickets about goods that fail, broke on the way or came late.
import { age, brokenTruth, faultyTruth } from '../rules-of-truth.ts';
import type { Template } from '../template.ts';
import {
  clean,
  crushed,
  delivered,
  fault,
  faulty,
  inspectionIs,
  refund,
  terms,
  trusted,
  unbarred,
} from './refund-scenes.ts';

export const faultyTemplates: readonly Template[] = [
  {
    id: 'fault-confirmed',
    intent: refund,
    quota: 36,
    tags: ['ordinary'],
    fits: (scene) =>
      clean(scene) &&
      delivered(scene) &&
      age(scene) <= (terms(scene)?.defect_days ?? 0) &&
      inspectionIs('fault_confirmed')(scene),
    phrasings: faulty,
    slots: fault,
    truth: faultyTruth,
  },
  {
    id: 'fault-untested',
    intent: refund,
    quota: 18,
    tags: ['ordinary'],
    fits: (scene) =>
      clean(scene) && delivered(scene) && age(scene) <= (terms(scene)?.defect_days ?? 0) && inspectionIs(null)(scene),
    phrasings: faulty,
    slots: fault,
    truth: faultyTruth,
  },
  {
    id: 'no-fault',
    intent: refund,
    quota: 20,
    tags: ['policy_denial', 'multi_article'],
    fits: (scene) => unbarred(scene) && delivered(scene) && age(scene) < 300 && inspectionIs('no_fault_found')(scene),
    phrasings: faulty,
    slots: fault,
    truth: faultyTruth,
  },
  {
    id: 'fault-late',
    intent: refund,
    quota: 17,
    tags: ['policy_denial'],
    fits: (scene) =>
      clean(scene) &&
      delivered(scene) &&
      age(scene) > (terms(scene)?.defect_days ?? 0) &&
      inspectionIs(null, 'fault_confirmed')(scene),
    phrasings: faulty,
    slots: fault,
    truth: faultyTruth,
  },
  {
    id: 'crushed',
    intent: refund,
    quota: 22,
    tags: ['ordinary'],
    fits: (scene) => clean(scene) && delivered(scene) && age(scene) <= (terms(scene)?.damage_days ?? 0),
    phrasings: crushed,
    truth: brokenTruth,
  },
  {
    id: 'crushed-late',
    intent: refund,
    quota: 14,
    tags: ['policy_denial'],
    fits: (scene) =>
      clean(scene) && delivered(scene) && age(scene) > (terms(scene)?.damage_days ?? 0) && age(scene) < 60,
    phrasings: crushed,
    truth: brokenTruth,
  },
  {
    id: 'slow-parcel',
    intent: refund,
    quota: 20,
    tags: ['ordinary'],
    fits: (scene) =>
      delivered(scene) && unbarred(scene) && trusted(scene) && scene.order.delivery_fee > 0 && age(scene) < 120,
    phrasings: [
      'The {thing} came days after the promised date. I want the delivery fee back. {order}',
      'My parcel with the {thing} was delivered far too late, days after you promised for. Refund the delivery please. {order}',
    ],
    truth: (scene) => {
      const late = Date.parse(scene.order.delivered ?? '') - Date.parse(scene.order.promised) > 3 * 86_400_000;
      const required = ['sup:house-late-delivery#1'];
      return late
        ? { outcome: 'refund:delivery', required, amount: scene.order.delivery_fee }
        : { outcome: 'deny:on_time', required, amount: scene.order.delivery_fee };
    },
  },
];
