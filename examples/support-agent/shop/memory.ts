// What the assistant remembers about a customer: short notes in the order in which they were kept, useful or not.
import { seeded, seedOf } from './seeded.ts';
import type { Customer } from './store.ts';

export type MemoryNote = { readonly ref: string; readonly text: string };

const chatter = [
  'Prefers answers in English and by mail, not by phone.',
  'Lives on the fourth floor without a lift; asks for evening delivery.',
  'Has a dog that chews parcels; wants deliveries to the parcel shop.',
  'Writes long messages with several questions; likes numbered answers.',
  'Asked twice about the newsletter and was unsubscribed from it.',
  'Works shifts; phone calls only after six in the evening.',
  'Was unhappy with a courier last autumn and got an apology.',
  'Usually orders for the whole family on one account.',
  'Collects the printed catalogue.',
];

/** The notes kept on one customer. */
export function memoryOf(customer: Customer): readonly MemoryNote[] {
  const draw = seeded(seedOf(`memory ${customer.customer_id}`));
  const texts: string[] = [];
  for (let i = draw.between(1, 4); i > 0; i--) texts.push(draw.one(chatter));
  if (customer.plus_since !== null)
    texts.splice(draw.between(0, texts.length), 0, `Plus member since ${customer.plus_since}.`);
  if (customer.care_plan)
    texts.splice(draw.between(0, texts.length), 0, `Holds an active Care plan for the devices on this account.`);
  const unique = [...new Set(texts)];
  return unique.map((text, index) => ({ ref: `mem:${customer.customer_id}-${index + 1}`, text }));
}
