// The facts of one request that tools, memory and the customer's own words give, each with the citation that carries it.

import type { Request } from '../reading/read-ticket.ts';
import type { MemoryNote } from '../shop/memory.ts';
import type { Call } from '../tools/calls.ts';

export type OrderFacts = {
  readonly cite: string;
  readonly order_id: string;
  readonly article: string;
  readonly category: string;
  readonly supplier: string;
  readonly price: number;
  readonly delivery_fee: number;
  readonly placed: string;
  readonly promised: string;
  readonly dispatched: string | null;
  readonly delivered: string | null;
  readonly payment: string;
};

export type Marks = {
  readonly cite: string;
  readonly clearance: boolean;
  readonly marketplace: boolean;
  readonly hygiene: boolean;
  readonly large_goods: boolean;
};

export type Known = {
  readonly request: Request;
  readonly today: string;
  readonly order: OrderFacts | null;
  readonly marks: Marks | null;
  readonly customer: { readonly cite: string; readonly business: boolean; readonly verified: boolean } | null;
  /** Citations that each prove a Plus membership on their own. */
  readonly plus: readonly string[];
  readonly care: readonly string[];
  /** Look-ups of the order that came back without an answer. */
  readonly failed: readonly string[];
};

/** Gathers what is known about a request from the admitted tool results and memory notes. */
export function knownOf(
  request: Request,
  from: { calls: readonly Call[]; memory: readonly MemoryNote[]; today: string },
): Known {
  const suffixes = [String(request.target), `${request.target}.retry`];
  const lookups = from.calls.filter((made) => suffixes.some((suffix) => made.call_id === `orders.lookup:${suffix}`));
  const lookup = lookups.find((made) => made.ok);
  const evaluated = from.calls.find((made) => made.ok && made.call_id === `policy.eval:${request.target}`);
  const customer = from.calls.find((made) => made.ok && made.tool === 'customers.lookup');
  const remembered = (pattern: RegExp): readonly string[] =>
    from.memory.filter((note) => pattern.test(note.text)).map((note) => note.ref);
  return {
    request,
    today: from.today,
    order: lookup === undefined ? null : orderFacts(lookup),
    marks: evaluated === undefined ? null : marksOf(evaluated),
    customer:
      customer === undefined
        ? null
        : {
            cite: customer.call_id,
            business: customer.response['account'] === 'business',
            verified: customer.response['identity'] === 'verified',
          },
    plus: [
      ...remembered(/^Plus member since/),
      ...(customer !== undefined && customer.response['plus_member_since'] !== null ? [customer.call_id] : []),
    ],
    care: [
      ...remembered(/active Care plan/),
      ...(customer?.response['care_plan'] === 'active' ? [customer.call_id] : []),
    ],
    failed: lookups.filter((made) => !made.ok).map((made) => made.call_id),
  };
}

function orderFacts(made: Call): OrderFacts {
  const text = (key: string): string => String(made.response[key]);
  const date = (key: string): string | null => (made.response[key] === null ? null : text(key));
  return {
    cite: made.call_id,
    order_id: text('order_id'),
    article: text('article'),
    category: text('category'),
    supplier: text('supplier'),
    price: Number(made.response['price_kr']),
    delivery_fee: Number(made.response['delivery_fee_kr']),
    placed: text('placed'),
    promised: text('promised'),
    dispatched: date('dispatched'),
    delivered: date('delivered'),
    payment: text('payment'),
  };
}

function marksOf(made: Call): Marks {
  const marks = made.response['marks'];
  const mark = (key: string): boolean =>
    typeof marks === 'object' && marks !== null && (marks as Record<string, unknown>)[key] === true;
  return {
    cite: made.call_id,
    clearance: mark('clearance'),
    marketplace: mark('marketplace'),
    hygiene: mark('hygiene'),
    large_goods: mark('large_goods'),
  };
}
