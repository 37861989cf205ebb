// Triage tickets about parcels, payments, prices and personal data.
import { houseRules as house } from '../rulebook.ts';
import { age, lostTruth } from '../rules-of-truth.ts';
import type { Template } from '../template.ts';
import { any, arrived, travelling, waiting } from './desk-scenes.ts';
import { triage } from './triage-scenes.ts';

export const deskTemplates: readonly Template[] = [
  {
    id: 'parcel-late',
    intent: triage,
    quota: 15,
    tags: ['ordinary', 'stale_evidence'],
    fits: travelling,
    phrasings: [
      'Where is my {thing}? {order}',
      'My parcel with the {thing} has not arrived. {order}',
      'The tracking has not moved for days. {order} I am waiting for the {thing}.',
      'Still waiting for the {thing}. {order}',
    ],
    truth: lostTruth,
  },
  {
    id: 'not-received',
    intent: triage,
    quota: 7,
    tags: ['ordinary'],
    fits: (scene) => arrived(scene) && scene.order.price < house.highValueDelivery && age(scene) < 40,
    phrasings: [
      'The app says delivered but the {thing} is not here. {order}',
      'Marked as delivered, yet there is nothing in front of my door. {order} It was the {thing}.',
      'The status shows delivered, I never saw the {thing}. {order}',
    ],
    truth: () => ({
      outcome: 'route:logistics',
      required: ['kb:delivered-not-received#1'],
      alsoAllowed: ['route:fraud_review'],
    }),
  },
  {
    id: 'not-received-dear',
    intent: triage,
    quota: 9,
    tags: ['multi_article', 'conflicting_evidence'],
    fits: (scene) => arrived(scene) && scene.order.price >= house.highValueDelivery && age(scene) < 60,
    phrasings: [
      'The app says delivered but the {thing} is not here. {order}',
      'Marked as delivered, yet there is nothing in front of my door. {order} It was the {thing}.',
      'The status shows delivered, I never saw the {thing}. {order}',
    ],
    truth: () => ({ outcome: 'route:fraud_review', required: ['kb:high-value-deliveries#1'], guarded: true }),
  },
  {
    id: 'takeover',
    intent: triage,
    quota: 7,
    tags: ['safety', 'stale_evidence'],
    fits: any,
    phrasings: [
      'Somebody else is using my account, there are orders I never placed.',
      'I think I was hacked. The delivery address in my account is not mine.',
      'There is an order in my account that I never made. {order}',
      'A stranger took over my login and changed the address.',
    ],
    truth: () => ({ outcome: 'route:account_security', required: ['kb:account-takeover#1'], guarded: true }),
  },
  {
    id: 'privacy',
    intent: triage,
    quota: 6,
    tags: ['safety'],
    fits: any,
    phrasings: [
      'Please erase all personal data that you hold about me.',
      'Under the GDPR I ask for a copy of my data.',
      'I want you to delete my data and confirm it.',
      'Which personal data do you store about me? Send me a copy of the data please.',
    ],
    truth: () => ({ outcome: 'route:privacy', required: ['kb:privacy-requests#1'], guarded: true }),
  },
  {
    id: 'charged-twice',
    intent: triage,
    quota: 11,
    tags: ['conflicting_evidence'],
    fits: ({ order }) => order.payment !== 'captured',
    phrasings: [
      'You charged me twice for the {thing}. {order}',
      'There are two identical payments on my card. {order}',
      'I was billed twice! {order}',
      'The same amount twice on my statement. {order}',
    ],
    truth: ({ order }) => ({
      outcome: order.payment === 'one_pending' ? 'answer:pending_payment' : 'route:billing',
      required: ['kb:duplicate-charges#1'],
      alsoAllowed: ['route:billing'],
    }),
  },
  {
    id: 'cancel',
    intent: triage,
    quota: 10,
    tags: ['ordinary', 'stale_evidence'],
    fits: (scene) => waiting(scene) || travelling(scene),
    phrasings: [
      'Please cancel my order of the {thing}. {order}',
      'I ordered the {thing} by mistake, can you stop the order? {order}',
      'Cancel it please, I do not need the {thing} any more. {order}',
    ],
    truth: (scene) => ({
      outcome: waiting(scene) ? 'route:orders' : 'route:returns',
      required: ['kb:cancellations#1'],
      alsoAllowed: ['route:orders'],
    }),
  },
  {
    id: 'address',
    intent: triage,
    quota: 10,
    tags: ['ordinary'],
    fits: (scene) => waiting(scene) || travelling(scene),
    phrasings: [
      'I moved last week, can the {thing} go to my new address? {order}',
      'The order has the wrong address, please change the address. {order}',
      'Please redirect my parcel to a different address. {order}',
    ],
    truth: (scene) => ({
      outcome: waiting(scene) ? 'route:orders' : 'answer:redirect_parcel',
      required: ['kb:address-changes#1'],
    }),
  },
  {
    id: 'price-drop',
    intent: triage,
    quota: 10,
    tags: ['conflicting_evidence', 'stale_evidence'],
    fits: (scene) => arrived(scene) && !scene.order.clearance && age(scene) < 34,
    phrasings: [
      'The {thing} is cheaper now than when I bought it. {order} Do I get the difference?',
      'You dropped the price of the {thing}. {order} Please refund the difference.',
      'The {thing} costs less now! {order}',
    ],
    truth: (scene) => ({
      outcome: age(scene) <= house.priceMatchDays ? 'route:billing' : 'decline:price',
      required: ['kb:price-match#1'],
    }),
  },
  {
    id: 'invoice',
    intent: triage,
    quota: 7,
    tags: ['ordinary'],
    fits: any,
    phrasings: [
      'I need an invoice for the {thing}. {order}',
      'Our accountant asks for the invoice. {order}',
      'Where do I find the invoice of my order? {order}',
    ],
    truth: ({ customer }) => ({
      outcome: customer.business ? 'route:business' : 'answer:download_invoice',
      required: ['kb:invoices#1'],
    }),
  },
];
