// The tools of the desk, answering from the order store: what each returns, how long it takes and what it costs.
import { supplierNames } from '../shop/catalogue.ts';
import type { Order, Store } from '../shop/store.ts';

export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };
export type JsonObject = { readonly [key: string]: Json };

export type Tool = {
  readonly risk_class: 'read_only' | 'destructive';
  readonly latency_ms: number;
  readonly cost_cents: number;
  /** The answer, or null when the tool found nothing. */
  readonly answer: (store: Store, request: JsonObject) => JsonObject | null;
};

const generalRules = [
  'Check the delivery scan before any promise about days.',
  'Check clearance, marketplace and hygiene marks of the order line.',
  'Check identity before money moves or an address changes.',
  'Look for earlier goodwill in the notes of the order.',
  'Amounts at or above the approval threshold wait for a person.',
  'Hazardous goods never enter the return stream.',
];

/** Every tool by its id. */
export const deskTools: Readonly<Record<string, Tool>> = {
  'orders.lookup': {
    risk_class: 'read_only',
    latency_ms: 95,
    cost_cents: 0.02,
    answer: (store, request) => {
      const order = store.orders.get(String(request['order_id']));
      return order === undefined ? null : orderAnswer(order);
    },
  },
  'customers.lookup': {
    risk_class: 'read_only',
    latency_ms: 60,
    cost_cents: 0.01,
    answer: (store, request) => {
      const customer = store.customers.get(String(request['customer_id']));
      if (customer === undefined) return null;
      return {
        customer_id: customer.customer_id,
        account: customer.business ? 'business' : 'private',
        plus_member_since: customer.listed ? customer.plus_since : null,
        care_plan: customer.care_plan && customer.listed ? 'active' : 'none',
        identity: customer.verified ? 'verified' : 'unverified',
        standing: customer.blocked ? 'blocked' : 'good',
        open_orders: store.ordersOf(customer.customer_id).length,
      };
    },
  },
  'policy.eval': {
    risk_class: 'read_only',
    latency_ms: 120,
    cost_cents: 0.05,
    answer: (store, request) => {
      if (request['scope'] === 'general') return { scope: 'general', rules: generalRules };
      if (request['scope'] === 'outline')
        return { scope: 'outline', steps: request['subjects'] ?? [], rules: generalRules.slice(0, 4) };
      const order = store.orders.get(String(request['order_id']));
      if (order === undefined) return null;
      return {
        order_id: order.order_id,
        marks: {
          clearance: order.clearance,
          marketplace: order.marketplace,
          hygiene: order.product.hygiene,
          large_goods: order.product.large,
        },
        checks: generalRules.slice(0, 3),
      };
    },
  },
  'payments.issue_refund': {
    risk_class: 'destructive',
    latency_ms: 140,
    cost_cents: 0.08,
    answer: (_store, request) => ({
      order_id: request['order_id'] ?? null,
      proposal: `hold-${String(request['order_id']).toLowerCase()}`,
      state: 'held until the decision is approved',
      idempotency_key: request['idempotency_key'] ?? null,
    }),
  },
};

function orderAnswer(order: Order): JsonObject {
  return {
    order_id: order.order_id,
    article: order.product.name,
    category: order.product.category,
    supplier: supplierNames[order.product.supplier] ?? order.product.supplier,
    price_kr: order.price,
    delivery_fee_kr: order.delivery_fee,
    placed: order.placed,
    promised: order.promised,
    dispatched: order.dispatched,
    delivered: order.delivered,
    payment: order.payment,
  };
}
