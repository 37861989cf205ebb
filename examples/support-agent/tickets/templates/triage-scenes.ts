// What triage templates about goods have in common: which orders fit, and how people say the usual things.

import { faults } from '../faults.ts';
import { returnDays } from '../rulebook.ts';
import type { Scene } from '../template.ts';

export const triage = 'support.triage';
export const delivered = ({ order }: Scene): boolean => order.delivered !== null;
export const ownGoods = (scene: Scene): boolean =>
  delivered(scene) && !scene.order.marketplace && !scene.order.product.recalled;
export const plainGoods = (scene: Scene): boolean => ownGoods(scene) && !scene.order.clearance;
export const window = ({ order }: Scene): number => returnDays[order.product.category];
export const fault = (scene: Scene): Record<string, string> => ({
  fault: scene.draw.one(faults[scene.order.product.category]),
});

export const sealed = [
  'It is still sealed.',
  'I have not opened it.',
  'The box was never opened.',
  'Untouched, in its box.',
];
export const opened = [
  'I opened it and tried it once.',
  'It has been used twice.',
  'The seal is off, I had it opened the same day.',
  'Unpacked and tried, nothing more.',
];
export const state = (values: readonly string[]) => (scene: Scene) => ({ state: scene.draw.one(values) });

export const wantBack = [
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
export const broken = [
  'My {thing} {fault}. {order} What now?',
  'Hello, the {thing} I bought from you {fault}. {order}',
  'I am writing because my {thing} {fault}. Is there still a guarantee? {order}',
  'The {thing} {fault}. I have treated it well. {order}',
  'Since yesterday my {thing} {fault}. {order} Please help.',
  'My {thing} is acting up: it {fault}. {order}',
  'I had high hopes, but the {thing} {fault}. {order} Who pays for that?',
  'The {thing} is a riddle to me, it {fault}. {order}',
];
export const arrivedBroken = [
  'The {thing} arrived with a big crack. {order}',
  'My {thing} was delivered damaged, the carton is crushed on one side. {order}',
  'We unpacked the {thing} and one corner is smashed. {order} I have pictures.',
  'The {thing} turned up broken. The driver was already gone. {order}',
];
