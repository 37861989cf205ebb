// How the desk itself would name a subject: the words that later searches add to the customer's own.
import type { Intent } from '../agent/configuration.ts';
import type { Reading } from './read-ticket.ts';
import type { Subject } from './subjects.ts';

const triage: Readonly<Partial<Record<Subject, string>>> = {
  hazard: 'hazard report safety smoke swelling burning',
  takeover: 'account takeover security signs',
  privacy: 'privacy request personal data erasure',
  double_charge: 'charged twice pending captured',
  price: 'price adjustment drop difference',
  cancel: 'cancel order before after dispatch',
  address: 'delivery address change dispatch',
  invoice: 'invoice copies',
  parts: 'missing parts box spares',
  wrong_item: 'wrong article delivered box',
  delivered_missing: 'marked delivered not received investigation',
  lost: 'late parcel not arrive wait dispatch',
  late_delivery: 'late parcel wait dispatch',
  transit_damage: 'transit damage report carrier time',
  accident: 'accident damage falls spilled',
  size: 'size exchange',
  gift: 'gift return without receipt',
  login: 'login trouble password',
  defect: 'warranty fault length of cover repairs',
  returns: 'returns return window time limit days of delivery',
};

const refund: Readonly<Partial<Record<Subject, string>>> = {
  returns: 'credit without a fault time limit sealed opened articles deduction',
  defect: 'faulty articles credit workshop confirmed fault',
  transit_damage: 'damage on the way credit courier confirmed breakage',
  late_delivery: 'delivery fee back promised date',
};

/** What may overturn the plain answer, asked for last. */
const exceptions: Readonly<Partial<Record<Subject, string>>> = {
  returns:
    'final sale clearance, marketplace partner orders, opened hygiene goods, late requests after the window, Plus membership longer return time',
  defect: 'early faults swap first days, when the warranty has ended, warranty over, marketplace partner',
  accident: 'accidents covered by the Care plan',
  transit_damage: 'large goods freight carrier, transit damage reported late',
  delivered_missing: 'high-value deliveries worth more',
};
const houseRules =
  'house rule clearance not credited, goodwill already paid taken off, partner articles, no fault found';

const orderNotes = 'inspection seal opened fault confirmed, goodwill credit paid, courier remark damage';

/** The desk's words for what a ticket asks of a bucket, hop by hop from the second on; empty where nothing was understood. */
export function deskWords(bucket: string, intent: Intent, reading: Reading): readonly string[] {
  if (bucket === 'order_history') return [orderNotes];
  const subjects = reading.requests.map((request) => request.subjects[0] ?? 'returns');
  const say = (words: Readonly<Partial<Record<Subject, string>>>): string =>
    subjects.map((subject) => words[subject] ?? '').join(' ');
  if (intent === 'support.triage') return [say(triage), say(exceptions)];
  return [say(refund), houseRules];
}
