// The planner: which tools are called for a ticket, in which order. It looks at the ticket, the two planner settings and the
// answers of the tools, never at the evidence.
import type { Planner } from '../agent/configuration.ts';
import type { Ticket } from '../agent/ticket.ts';
import type { Reading, Request } from '../reading/read-ticket.ts';
import type { Order, Store } from '../shop/store.ts';
import { type Call, call } from './calls.ts';

type Step = { readonly tool: string; readonly suffix: string; readonly request: Call['request'] };

/** Runs the plan of one ticket. */
export function plan(store: Store, ticket: Ticket, scene: { reading: Reading; planner: Planner }): readonly Call[] {
  const { reading, planner } = scene;
  const calls: Call[] = [];
  const make = (step: Step): Call => {
    const made = call(store, ticket, step);
    calls.push(made);
    return made;
  };
  const targets = targetsOf(reading, planner);
  if (planner.tool_preference === 'none') return sparse(store, ticket, { make, targets, calls });
  if (planner.tool_preference === 'policy_first')
    make({ tool: 'policy.eval', suffix: 'general', request: { scope: 'general' } });
  else if (outlines(reading, planner))
    make({
      tool: 'policy.eval',
      suffix: 'outline',
      request: { scope: 'outline', subjects: reading.requests.flatMap((r) => r.subjects.slice(0, 1)) },
    });
  for (const target of targets) lookUp(store, ticket, { make, target });
  const known = planner.tool_preference === 'orders_first' || ticket.intent === 'support.refund';
  const customer = known
    ? make({ tool: 'customers.lookup', suffix: '1', request: { customer_id: ticket.input.customer_id } })
    : null;
  const marks = targets.flatMap((target) => {
    const found = foundOrder(calls, target);
    return found === null
      ? []
      : [make({ tool: 'policy.eval', suffix: String(target.target), request: { order_id: found } })];
  });
  if (ticket.intent === 'support.refund')
    propose(ticket, {
      make,
      calls,
      targets,
      customer,
      marks: planner.tool_preference === 'orders_first' ? marks : null,
    });
  return calls;
}

/** The order a request is about: named, or told by its article, in the request or else in the whole message; or the latest one. */
export function orderFor(store: Store, customerId: string, request: Request): Order | null {
  for (const id of request.orderIds) {
    const named = store.orders.get(id.toUpperCase());
    if (named !== undefined) return named;
  }
  const own = store.ordersOf(customerId).toSorted((a, b) => (a.placed < b.placed ? 1 : -1));
  const byArticle = (text: string): Order | undefined => own.find((order) => mentions(text.toLowerCase(), order));
  const byNumber = own.find((order) => request.whole.toUpperCase().includes(order.order_id));
  return (
    byArticle(request.text) ??
    own.find((order) => order.product.category === request.goods) ??
    byNumber ??
    byArticle(request.whole) ??
    own[0] ??
    null
  );
}

function mentions(text: string, order: Order): boolean {
  return text.includes(order.product.name.toLowerCase()) || order.product.nouns.some((noun) => text.includes(noun));
}

function targetsOf(reading: Reading, planner: Planner): readonly Request[] {
  const inOrder = reading.requests.toSorted((a, b) => a.target - b.target);
  return planner.decompose_before_tool === 'never' ? inOrder.slice(0, 1) : inOrder.slice(0, 3);
}

function outlines(reading: Reading, planner: Planner): boolean {
  if (planner.decompose_before_tool === 'always') return true;
  return planner.decompose_before_tool === 'multi_issue' && reading.requests.length > 1;
}

function lookUp(store: Store, ticket: Ticket, scene: { make: (step: Step) => Call; target: Request }): void {
  const order = orderFor(store, ticket.input.customer_id, scene.target);
  const request = { order_id: order?.order_id ?? 'unknown', customer_id: ticket.input.customer_id };
  const suffix = String(scene.target.target);
  const first = scene.make({ tool: 'orders.lookup', suffix, request });
  if (!first.ok && order !== null) scene.make({ tool: 'orders.lookup', suffix: `${suffix}.retry`, request });
}

function foundOrder(calls: readonly Call[], target: Request): string | null {
  const found = calls.find(
    (made) => made.ok && made.tool === 'orders.lookup' && made.call_id.split(/[:.]/)[2] === String(target.target),
  );
  return found === undefined ? null : String(found.response['order_id']);
}

/** Only what the words of the ticket ask for: an order when its number is written, the customer when money is. */
function sparse(
  store: Store,
  ticket: Ticket,
  scene: { make: (step: Step) => Call; targets: readonly Request[]; calls: readonly Call[] },
): readonly Call[] {
  for (const target of scene.targets)
    if (target.orderIds.length > 0) lookUp(store, ticket, { make: scene.make, target });
  if (ticket.intent === 'support.refund') {
    const customer = scene.make({
      tool: 'customers.lookup',
      suffix: '1',
      request: { customer_id: ticket.input.customer_id },
    });
    propose(ticket, { ...scene, customer, marks: null });
  }
  return scene.calls;
}

/** Files the refund as a held proposal; with the marks at hand, only when nothing speaks against paying at all. */
function propose(
  ticket: Ticket,
  scene: {
    make: (step: Step) => Call;
    calls: readonly Call[];
    targets: readonly Request[];
    customer: Call | null;
    marks: readonly Call[] | null;
  },
): void {
  const lead = scene.targets[0];
  const order = lead === undefined ? null : foundOrder(scene.calls, lead);
  if (order === null || lead === undefined) return;
  if (scene.marks !== null) {
    const trusted =
      scene.customer?.ok === true &&
      scene.customer.response['identity'] === 'verified' &&
      scene.customer.response['standing'] === 'good';
    const marks = scene.marks[0]?.response['marks'];
    const barred =
      typeof marks === 'object' &&
      marks !== null &&
      !Array.isArray(marks) &&
      ('marketplace' in marks ? marks.marketplace === true : false);
    if (!trusted || barred || marks === undefined) return;
  }
  scene.make({
    tool: 'payments.issue_refund',
    suffix: String(lead.target),
    request: { order_id: order, idempotency_key: `${ticket.input.customer_id}-${order}` },
  });
}
