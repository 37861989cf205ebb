// One tool call as it happened: request, answer, success, real token count, time and money.

import type { Ticket } from '../agent/ticket.ts';
import { tokensOf } from '../retrieval/tokens.ts';
import type { Store } from '../shop/store.ts';
import { deskTools, type JsonObject } from './desk-tools.ts';

export type Call = {
  /** Stable over planner settings: the same id always stands for the same request. */
  readonly call_id: string;
  readonly tool: string;
  readonly risk_class: 'read_only' | 'destructive';
  readonly ok: boolean;
  readonly latency_ms: number;
  readonly cost_cents: number;
  readonly tokens: number;
  readonly request: JsonObject;
  readonly response: JsonObject;
};

/** Makes a call; an outage of the ticket's day or an unknown id comes back as `ok: false`. */
export function call(store: Store, ticket: Ticket, id: { tool: string; suffix: string; request: JsonObject }): Call {
  const tool = deskTools[id.tool];
  if (tool === undefined) throw new Error(`unknown tool ${id.tool}`);
  const outage = ticket.outages[`${id.tool}:${id.suffix.split('.')[0]}`];
  const failed = outage === 'down' || (outage === 'flaky' && !id.suffix.endsWith('.retry'));
  const answer = failed ? null : tool.answer(store, id.request);
  const response = answer ?? { error: failed ? 'timeout after 800 ms' : 'not found' };
  return {
    call_id: `${id.tool}:${id.suffix}`,
    tool: id.tool,
    risk_class: tool.risk_class,
    ok: answer !== null,
    latency_ms: failed ? 800 : tool.latency_ms,
    cost_cents: tool.cost_cents,
    tokens: tokensOf(JSON.stringify(response)),
    request: id.request,
    response,
  };
}
