// What colleagues, couriers and the workshop wrote into an order by hand. The agent finds these notes by search, as any text.
import { addDays } from './days.ts';
import { type Draw, seeded, seedOf } from './seeded.ts';
import type { Order } from './store.ts';

export type Note = { readonly heading: string; readonly text: string };

const sealed = [
  'Came back with the seal untouched. Put to grade A.',
  'Package never opened, the strip is whole. Grade A.',
  'Still sealed on arrival at the bench, nothing to test.',
];
const opened = [
  'Package was opened and the article shows traces of use. Grade B.',
  'Seal broken, accessories complete. Counts as opened.',
  'Opened: somebody used it for a while. Grade B, no fault looked for.',
];
const faulty = [
  'Workshop confirmed the fault on the first try. Not caused by the customer.',
  'Fault confirmed after two runs on the bench.',
  'The bench shows the same failure: fault confirmed.',
];
const healthy = [
  'Tested for three days. No fault found.',
  'Ran through the full test plan, no fault found.',
  'No fault found, article works as it should.',
];
const chats = [
  'Customer asked about the opening hours of the parcel shop and whether somebody else may collect. Told that a copy of the mail and any identity card will do, and that the shelf is cleared after fourteen days.',
  'Customer wanted the manual in another language. Sent the link to the archive and, as the link was blocked at work, the file itself in a second mail the next morning.',
  'Customer asked whether the colour will come back in stock. Put on the list; the buyer expects the next container in June and nobody should promise a day.',
  'Short call about the delivery slot. The customer can be at home from four on, the dog is friendly, the bell does not work, please knock.',
  'Customer praised the packing and asked what the paper filling is made of. Forwarded to the packing team, who were pleased.',
  'Asked if the article works abroad with another plug. Pointed to the product page, where the adapter is listed, and to the customs note for Norway.',
  'Customer reported that the tracking page showed two parcels. Explained that the second line was an empty label printed by mistake and then cancelled.',
  'Chat about the newsletter and a voucher that had run out the day before. The voucher was not renewed; the customer took it with humour.',
];

/** The notes of one order, in the order in which they were written. */
export function notesOf(order: Order): readonly Note[] {
  const draw = seeded(seedOf(order.order_id));
  const notes: Note[] = [
    { heading: 'Payment', text: paymentText(order) },
    { heading: 'Dispatch', text: dispatchText(order, draw) },
  ];
  if (order.delivered !== null) notes.push({ heading: 'Delivery', text: deliveryText(order, draw) });
  for (let i = draw.between(0, 3); i > 0; i--) notes.push({ heading: 'Conversation', text: draw.one(chats) });
  if (order.fate.inspection !== null) notes.push({ heading: 'Inspection', text: inspectionText(order, draw) });
  if (order.fate.goodwill > 0)
    notes.push({
      heading: 'Goodwill',
      text: `Upset about the wait, spoke on the phone. Goodwill credit of ${order.fate.goodwill} kr paid by hand, not visible in the payment block.`,
    });
  if (order.fate.credited)
    notes.push({
      heading: 'Goodwill',
      text: `Full credit of ${order.price} kr already paid by the shift lead after a complaint. Nothing left to pay on this order.`,
    });
  return notes;
}

function paymentText(order: Order): string {
  const lines = {
    captured: 'One line, captured.',
    captured_twice: 'Two lines of the same amount, both captured.',
    one_pending: 'Two lines of the same amount, one captured, one authorised.',
  };
  return `${order.price} kr for ${order.product.name}, delivery ${order.delivery_fee} kr. ${lines[order.payment]}`;
}

function dispatchText(order: Order, draw: Draw): string {
  if (order.dispatched === null) return 'Waiting for the pick wave.';
  return `Left the warehouse on ${order.dispatched}, promised for ${order.promised}. ${draw.one(['Two cartons.', 'One parcel.', 'Weight matches.'])}`;
}

function deliveryText(order: Order, draw: Draw): string {
  const place = draw.one(['at the door', 'to the parcel room', 'to a neighbour', 'to the parcel shop']);
  const state = order.fate.courier_damage
    ? `Courier remark: carton crushed, damage confirmed by the driver on ${addDays(order.delivered ?? order.placed, 1)}.`
    : 'No remarks by the courier.';
  return `Delivered ${place} on ${order.delivered}. ${state}`;
}

function inspectionText(order: Order, draw: Draw): string {
  const texts = { sealed, opened, fault_confirmed: faulty, no_fault_found: healthy };
  return order.fate.inspection === null ? '' : draw.one(texts[order.fate.inspection]);
}
