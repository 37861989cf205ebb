// Refund tickets of customers who changed their mind, rightly or not.
import { age, changedMindTruth } from '../rules-of-truth.ts';
import type { Template } from '../template.ts';
import {
  changedMind,
  delivered,
  inspectionIs,
  inWindow,
  opened,
  plain,
  refund,
  sealed,
  state,
  trusted,
  unbarred,
} from './refund-scenes.ts';

export const changedMindTemplates: readonly Template[] = [
  {
    id: 'sealed-in-time',
    intent: refund,
    quota: 27,
    tags: ['ordinary'],
    fits: (scene) => plain(scene) && inWindow(scene) && inspectionIs('sealed', null)(scene),
    phrasings: changedMind,
    slots: state(sealed),
    truth: (scene) => changedMindTruth(scene, false),
  },
  {
    id: 'opened-in-time',
    intent: refund,
    quota: 39,
    tags: ['ordinary', 'multi_article', 'stale_evidence'],
    fits: (scene) => plain(scene) && inWindow(scene) && inspectionIs('opened', null)(scene),
    phrasings: changedMind,
    slots: state(opened),
    truth: (scene) => changedMindTruth(scene, true),
  },
  {
    id: 'says-sealed',
    intent: refund,
    quota: 17,
    tags: ['conflicting_evidence', 'multi_article'],
    fits: (scene) => plain(scene) && inWindow(scene) && inspectionIs('opened')(scene),
    phrasings: changedMind,
    slots: state(sealed),
    truth: (scene) => changedMindTruth(scene, false),
  },
  {
    id: 'too-late',
    intent: refund,
    quota: 32,
    tags: ['policy_denial', 'stale_evidence'],
    fits: (scene) => plain(scene) && delivered(scene) && !inWindow(scene) && age(scene) < 160,
    phrasings: changedMind,
    slots: state([...sealed, ...opened]),
    truth: (scene) => changedMindTruth(scene, false),
  },
  {
    id: 'clearance',
    intent: refund,
    quota: 17,
    tags: ['policy_denial'],
    fits: (scene) => unbarred(scene) && delivered(scene) && scene.order.clearance && age(scene) < 120,
    phrasings: changedMind,
    slots: state(sealed),
    truth: (scene) => changedMindTruth(scene, false),
  },
  {
    id: 'after-goodwill',
    intent: refund,
    quota: 20,
    tags: ['multi_article', 'conflicting_evidence'],
    fits: (scene) =>
      unbarred(scene) &&
      trusted(scene) &&
      !scene.order.clearance &&
      inWindow(scene) &&
      scene.order.fate.goodwill > 0 &&
      inspectionIs('sealed', 'opened', null)(scene),
    phrasings: changedMind,
    slots: state(sealed),
    truth: (scene) => changedMindTruth(scene, false),
  },
  {
    id: 'credited-already',
    intent: refund,
    quota: 12,
    tags: ['policy_denial'],
    fits: (scene) => delivered(scene) && scene.order.fate.credited && !scene.order.marketplace && age(scene) < 300,
    phrasings: [
      ...changedMind,
      'Nobody paid me anything for the {thing} yet, I returned it and want my money back. {state} {order}',
    ],
    slots: state(sealed),
    truth: (scene) => changedMindTruth(scene, false),
  },
  {
    id: 'partner',
    intent: refund,
    quota: 9,
    tags: ['policy_denial'],
    fits: (scene) => delivered(scene) && scene.order.marketplace && !scene.order.fate.credited,
    phrasings: changedMind,
    slots: state(sealed),
    truth: (scene) => changedMindTruth(scene, false),
  },
];
