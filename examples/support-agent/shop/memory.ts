// What the assistant remembers about a customer: short notes in the order in which they were kept, useful or not. Plans and
// memberships that were sold in the shops are known from here only.
import { seeded, seedOf } from './seeded.ts';
import type { Customer } from './store.ts';

export type MemoryNote = { readonly ref: string; readonly text: string };

const chatter = [
  'Prefers answers in English and by mail, not by phone, because of a hearing aid that does not like our waiting music.',
  'Lives on the fourth floor without a lift; asks for evening delivery and for drivers who take the stairs.',
  'Has a dog that chews parcels; wants everything that is not frozen sent to the parcel shop in the station.',
  'Writes long messages with several questions in them; likes answers that are numbered in the same order.',
  'Asked twice about the newsletter, was unsubscribed from it, and does not want to be asked about it again.',
  'Works shifts; phone calls only after six in the evening, never before noon, and not on Thursdays.',
  'Was unhappy with a courier last autumn, got an apology from the shift lead and accepted it.',
  'Usually orders for the whole family on one account, so names on parcels and cards differ.',
  'Collects the printed catalogue and notices every change of price in it.',
];

/** The notes kept on one customer. */
export function memoryOf(customer: Customer): readonly MemoryNote[] {
  const draw = seeded(seedOf(`memory ${customer.customer_id}`));
  const texts: string[] = [];
  for (let i = draw.between(1, 5); i > 0; i--) texts.push(draw.one(chatter));
  if (customer.plus_since !== null && !customer.listed)
    texts.splice(draw.between(0, texts.length), 0, `Plus member since ${customer.plus_since}.`);
  if (customer.care_plan && !customer.listed)
    texts.splice(draw.between(0, texts.length), 0, `Holds an active Care plan for the devices on this account.`);
  const unique = [...new Set(texts)];
  return unique.map((text, index) => ({ ref: `mem:${customer.customer_id}-${index + 1}`, text }));
}
