// The order store: seeded customers and orders with their dates, payments and fates. Tools answer from it.
import { catalogue, type Product } from './catalogue.ts';
import { addDays } from './days.ts';
import { type Draw, seeded, seedOf } from './seeded.ts';

export type Payment = 'captured' | 'captured_twice' | 'one_pending';
export type Inspection = 'sealed' | 'opened' | 'fault_confirmed' | 'no_fault_found';

export type Order = {
  readonly order_id: string;
  readonly customer_id: string;
  readonly product: Product;
  readonly price: number;
  readonly delivery_fee: number;
  readonly placed: string;
  readonly promised: string;
  readonly dispatched: string | null;
  readonly delivered: string | null;
  readonly payment: Payment;
  readonly clearance: boolean;
  readonly marketplace: boolean;
  /** Known to the shop only through the hand-written notes of the order. */
  readonly fate: {
    readonly inspection: Inspection | null;
    readonly courier_damage: boolean;
    readonly goodwill: number;
    readonly credited: boolean;
  };
};

export type Customer = {
  readonly customer_id: string;
  readonly name: string;
  readonly business: boolean;
  readonly plus_since: string | null;
  readonly care_plan: boolean;
  /** Whether the customer system knows of membership and plan; what the shops sold it does not. */
  readonly listed: boolean;
  readonly verified: boolean;
  readonly blocked: boolean;
};

export type Store = {
  readonly customers: ReadonlyMap<string, Customer>;
  readonly orders: ReadonlyMap<string, Order>;
  readonly ordersOf: (customerId: string) => readonly Order[];
};

/** The day on which the recorded tickets were answered begins here; nothing in the store is younger. */
export const today = '2026-05-09';
const size = { customers: 420, orders: 900 };

const firstNames =
  'Maja Elin Oskar Nils Freja Alva Hugo Liam Ebba Signe Axel Wilma Arvid Tuva Melker Stina Jonas Karin Petra Samir Leila Omar Ines Pavel Anouk Teodor Greta Malte Vera Ivar'.split(
    ' ',
  );
const lastNames =
  'Berg Lind Holm Dahl Strand Ek Nyman Sjo Hallberg Vik Aalto Kallio Moen Haug Lunde Karlsen Ozturk Rossi Novak Dubois Marek Fors Quist Ask Rask'.split(
    ' ',
  );

/** Builds the whole store from one seed. */
export function buildStore(seed: number): Store {
  const customers = new Map<string, Customer>();
  const orders = new Map<string, Order>();
  const draw = seeded(seed ^ seedOf('store'));
  for (let i = 0; i < size.customers; i++) {
    const customer = drawCustomer(draw, i);
    customers.set(customer.customer_id, customer);
  }
  const ids = [...customers.keys()];
  for (let i = 0; i < size.orders; i++) {
    const order = drawOrder(draw, i, draw.one(ids));
    orders.set(order.order_id, order);
  }
  const byCustomer = new Map<string, Order[]>(ids.map((id) => [id, []]));
  for (const order of orders.values()) byCustomer.get(order.customer_id)?.push(order);
  return { customers, orders, ordersOf: (id) => byCustomer.get(id) ?? [] };
}

function drawCustomer(draw: Draw, index: number): Customer {
  return {
    customer_id: `c-${4100 + index * 7}`,
    name: `${draw.one(firstNames)} ${draw.one(lastNames)}`,
    business: draw.chance(0.08),
    plus_since: draw.chance(0.3) ? addDays(today, -draw.between(420, 900)) : null,
    care_plan: draw.chance(0.18),
    listed: draw.chance(0.55),
    verified: draw.chance(0.88),
    blocked: draw.chance(0.04),
  };
}

function drawOrder(draw: Draw, index: number, customerId: string): Order {
  const product = draw.one(catalogue);
  const age = draw.one([
    () => draw.between(0, 3),
    () => draw.between(4, 14),
    () => draw.between(5, 24),
    () => draw.between(10, 40),
    () => draw.between(20, 75),
    () => draw.between(60, 400),
    () => draw.between(300, 1300),
  ])();
  const placed = addDays(today, -age);
  const dispatched = age < 2 ? null : addDays(placed, draw.between(1, 2));
  const transit = draw.chance(0.12) ? draw.between(5, 14) : draw.between(1, 4);
  const arrival = dispatched === null ? null : addDays(dispatched, transit);
  const delivered = arrival !== null && arrival <= today && !(age < 25 && draw.chance(0.12)) ? arrival : null;
  const clearance = draw.chance(0.1);
  return {
    order_id: `SO-${20311 + index * 13}`,
    customer_id: customerId,
    product,
    price: clearance ? Math.round(product.price * 0.07) * 10 : product.price,
    delivery_fee: product.large ? 399 : draw.one([0, 49, 99]),
    placed,
    promised: addDays(placed, 5),
    dispatched,
    delivered,
    payment: age < 30 && draw.chance(0.2) ? draw.one(['captured_twice', 'one_pending']) : 'captured',
    clearance,
    marketplace: !clearance && draw.chance(0.06),
    fate: drawFate(draw, delivered !== null, product.price),
  };
}

function drawFate(draw: Draw, delivered: boolean, price: number): Order['fate'] {
  if (!delivered) return { inspection: null, courier_damage: false, goodwill: 0, credited: false };
  const inspection = draw.one<Inspection | null>([
    null,
    'sealed',
    'opened',
    'opened',
    'fault_confirmed',
    'no_fault_found',
  ]);
  const goodwill = draw.chance(0.12) ? Math.round(price * draw.one([0.01, 0.015, 0.02])) * 10 : 0;
  return { inspection, courier_damage: draw.chance(0.3), goodwill, credited: goodwill === 0 && draw.chance(0.05) };
}
