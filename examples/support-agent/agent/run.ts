// One ticket under one configuration: retrieve, admit, plan, decide, approve, account.

import type { Candidate } from '../decide/candidate.ts';
import { possibleAnswers } from '../decide/decide.ts';
import { deskWords } from '../reading/desk-words.ts';
import { type Reading, readTicket } from '../reading/read-ticket.ts';
import type { Corpus } from '../retrieval/corpus.ts';
import { type Retrieved, retrieve } from '../retrieval/hops.ts';
import { hopsWalked, select } from '../retrieval/select.ts';
import { tokensOf } from '../retrieval/tokens.ts';
import { type MemoryNote, memoryOf } from '../shop/memory.ts';
import type { Store } from '../shop/store.ts';
import type { Call } from '../tools/calls.ts';
import { plan } from '../tools/plan.ts';
import { account, type Bill } from './account.ts';
import { admitEvidence, admitInOrder } from './admit.ts';
import { type Approval, approve } from './approve.ts';
import { bucketsOf, type Configuration, type Planner } from './configuration.ts';
import type { Pack } from './pack.ts';
import { baseTokens, type Output, outputTokens, replyFor } from './reply.ts';
import type { Ticket } from './ticket.ts';

export type World = { readonly store: Store; readonly corpus: Corpus; readonly pack: Pack };

/** What is known of a ticket before any setting is looked at. */
export type Prepared = {
  readonly ticket: Ticket;
  readonly reading: Reading;
  readonly pools: ReadonlyMap<string, readonly Retrieved[]>;
  readonly memory: readonly (MemoryNote & { readonly tokens: number })[];
  readonly baseTokens: number;
  /** The tool transcript under given planner settings, made once. */
  readonly planned: (planner: Planner) => readonly Call[];
};

export type Run = {
  readonly admitted: readonly string[];
  readonly memory: readonly string[];
  readonly calls: readonly Call[];
  readonly admittedCalls: readonly string[];
  readonly decision: Candidate | null;
  /** What really happens: a refusal or an escalation by policy replaces the decision. */
  readonly outcome: string;
  readonly amount: number | null;
  readonly approval: Approval;
  readonly output: Output | null;
  readonly tokens: { readonly input: number; readonly output: number };
  readonly bill: Bill;
};

/** Reads the ticket and draws its evidence pools. */
export function prepare(world: World, ticket: Ticket): Prepared {
  const reading = readTicket(ticket.input, world.corpus.vocabulary);
  const customer = world.store.customers.get(ticket.input.customer_id);
  const pools = bucketsOf[ticket.intent].map(
    (bucket) =>
      [
        bucket,
        retrieve(world.corpus, bucket, {
          query: queryFor(bucket, ticket, reading),
          hints: deskWords(bucket, ticket.intent, reading),
          customer: ticket.input.customer_id,
        }),
      ] as const,
  );
  const transcripts = new Map<string, readonly Call[]>();
  const planned = (planner: Planner): readonly Call[] => {
    const key = `${planner.tool_preference} ${planner.decompose_before_tool}`;
    const known = transcripts.get(key);
    if (known !== undefined) return known;
    const calls = plan(world.store, ticket, { reading, planner });
    transcripts.set(key, calls);
    return calls;
  };
  return {
    ticket,
    reading,
    pools: new Map(pools),
    memory: (customer === undefined ? [] : memoryOf(customer)).map((note) => ({
      ...note,
      tokens: tokensOf(note.text),
    })),
    baseTokens: baseTokens(ticket.input.message),
    planned,
  };
}

/** Runs the agent. */
export function run(world: World, prepared: Prepared, configuration: Configuration): Run {
  const { ticket } = prepared;
  const { context_budget: budget } = configuration;
  const buckets = Object.entries(configuration.evidence);
  const poolOf = (bucket: string): readonly Retrieved[] => prepared.pools.get(bucket) ?? [];
  const evidence = admitEvidence(
    buckets.map(([bucket, retrieval]) => select(poolOf(bucket), retrieval)),
    budget.evidence_tokens,
  );
  const memory = admitInOrder(prepared.memory, budget.memory_tokens);
  const calls = prepared.planned(configuration.planner);
  const admittedCalls = admitInOrder(calls, budget.tool_tokens);
  const [decision = null] = possibleAnswers({
    intent: ticket.intent,
    reading: prepared.reading,
    today: ticket.today,
    sections: evidence.map((item) => item.section),
    memory,
    calls: admittedCalls,
  });
  const outcome = decision?.outcome ?? 'abstain';
  const amount = decision?.amount ?? null;
  const approval = approve(
    ticket,
    { outcome, amount, confidence: decision?.confidence ?? null },
    { rules: world.pack.rules, calls, configuration },
  );
  const output = decision === null ? null : replyFor(decision.outcome, decision.amount);
  const tokens = {
    input: prepared.baseTokens + total(evidence) + total(memory) + total(admittedCalls),
    output: decision === null || output === null ? 0 : outputTokens(decision.outcome, decision.cites, output),
  };
  const hops = buckets.map(([bucket, retrieval]) => hopsWalked(poolOf(bucket), retrieval));
  return {
    admitted: evidence.map((item) => item.section.ref),
    memory: memory.map((note) => note.ref),
    calls,
    admittedCalls: admittedCalls.map((made) => made.call_id),
    decision,
    outcome: approval === 'refuse' || (approval === 'escalate' && outcome !== 'abstain') ? approval : outcome,
    amount,
    approval,
    output,
    tokens,
    bill: account(world.pack.runtime, { inputTokens: tokens.input, outputTokens: tokens.output, calls, hops }),
  };
}

function total(items: readonly { readonly tokens: number }[]): number {
  return items.reduce((sum, item) => sum + item.tokens, 0);
}

/** What a bucket is asked: the customer's words, and for the notes of orders the number of the customer as well. */
function queryFor(bucket: string, ticket: Ticket, reading: Reading): string {
  return bucket === 'order_history' ? `${reading.text} ${ticket.input.customer_id}` : reading.text;
}
