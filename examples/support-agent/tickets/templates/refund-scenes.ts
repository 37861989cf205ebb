// What refund templates have in common: which orders fit, and how people ask for money.
import { faults } from '../faults.ts';
import { supplierTerms } from '../rulebook.ts';
import { age } from '../rules-of-truth.ts';
import type { Scene } from '../template.ts';

export const refund = 'support.refund';
export const terms = ({ order }: Scene) => supplierTerms[order.product.supplier];
export const delivered = ({ order }: Scene): boolean => order.delivered !== null;
export const inWindow = (scene: Scene): boolean => delivered(scene) && age(scene) <= (terms(scene)?.window_days ?? 0);
export const unbarred = ({ order }: Scene): boolean => !order.fate.credited && !order.marketplace;
export const trusted = ({ customer }: Scene): boolean => customer.verified && !customer.blocked;
export const clean = (scene: Scene): boolean => unbarred(scene) && trusted(scene) && scene.order.fate.goodwill === 0;
export const plain = (scene: Scene): boolean => clean(scene) && !scene.order.clearance;

export const sealed = ['I sent it back sealed.', 'It was never opened.', 'The seal is still whole.'];
export const opened = ['I had opened it.', 'It was used for two days.', 'I tried it before I sent it back.'];
export const state = (values: readonly string[]) => (scene: Scene) => ({ state: scene.draw.one(values) });
export const fault = (scene: Scene): Record<string, string> => ({
  fault: scene.draw.one(faults[scene.order.product.category]),
});

export const changedMind = [
  'I returned the {thing} and would like a refund. {state} {order}',
  'I changed my mind about the {thing}, please pay me back. {order} {state}',
  'Money back for the {thing} please, I do not need it. {state} {order}',
  'The {thing} was not for me and is on its way back to you. When do I get the refund? {order} {state}',
  'Please refund my {thing}. {order} {state}',
  'I am waiting for my money for the {thing}. {order} {state}',
  'The {thing} went back to your warehouse. {state} {order} What about the payment?',
];
export const faulty = [
  'My {thing} {fault}. I want my money back, no repair. {order}',
  'The {thing} {fault}. It is with your workshop since last week. Please refund it. {order}',
  'I bought a {thing} that {fault}. Refund please. {order}',
  'Since I have it the {thing} {fault}. I ask for the full price back. {order}',
  'My {thing} {fault}. The workshop has it. {order} I would like to see my money.',
];
export const crushed = [
  'The {thing} arrived broken. I want a refund. {order}',
  'My {thing} was delivered with a crack, carton crushed. Please pay me back. {order}',
  'We unpacked the {thing} and it is smashed. Refund please. {order}',
];

export const inspectionIs =
  (...findings: readonly (string | null)[]) =>
  (scene: Scene): boolean =>
    findings.includes(scene.order.fate.inspection);
