// The part of a context pack that this agent obeys: retrieval depths, context budgets, planner settings and approval gates.

export type Retrieval = {
  readonly top_k: number;
  readonly max_hops: number;
  readonly source_priority?: readonly string[];
};

export type ContextBudget = {
  readonly evidence_tokens: number;
  readonly memory_tokens: number;
  readonly tool_tokens: number;
};

export type Planner = {
  readonly tool_preference: 'orders_first' | 'policy_first' | 'none';
  readonly decompose_before_tool: 'never' | 'multi_issue' | 'always';
};

export type Gate = { readonly threshold: number; readonly tightens: 'up' | 'down' };

export type Configuration = {
  /** Buckets in the order in which they are searched. */
  readonly evidence: Readonly<Record<string, Retrieval>>;
  readonly context_budget: ContextBudget;
  readonly planner: Planner;
  readonly approval_gate?: Readonly<Record<string, Gate>>;
};

export type Intent = 'support.triage' | 'support.refund';

/** Which buckets an intent searches, and in which order. */
export const bucketsOf: Readonly<Record<Intent, readonly string[]>> = {
  'support.triage': ['ticket_history', 'policy_kb'],
  'support.refund': ['order_history', 'supplier_policy'],
};

/** Which sources a bucket searches. */
export const sourcesOf: Readonly<Record<string, readonly string[]>> = {
  ticket_history: ['past_tickets'],
  policy_kb: ['policy_kb', 'wiki'],
  order_history: ['order_notes', 'past_refunds'],
  supplier_policy: ['supplier_policy', 'supplier_memos'],
};
