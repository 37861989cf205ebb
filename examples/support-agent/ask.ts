// Runs the agent on one ticket from the terminal and shows what it did and why.
// usage: node examples/support-agent/ask.ts "my headphones ..." [--intent support.refund] [--customer c-4100] [--set path=value]...
import { parseArgs } from 'node:util';
import type { Intent } from './agent/configuration.ts';
import { effectiveFor } from './agent/pack.ts';
import { prepare, type Run, run } from './agent/run.ts';
import type { Ticket } from './agent/ticket.ts';
import { withValue } from './measuring/surfaces.ts';
import { today } from './shop/store.ts';
import { buildWorld } from './world.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    intent: { type: 'string', default: 'support.triage' },
    customer: { type: 'string' },
    set: { type: 'string', multiple: true, default: [] },
  },
});
const message = positionals.join(' ');
if (message === '' || !['support.triage', 'support.refund'].includes(values.intent)) {
  console.error(
    'usage: ask.ts "<ticket>" [--intent support.triage|support.refund] [--customer ID] [--set path=value]...',
  );
  process.exit(2);
}

const world = buildWorld();
const intent = values.intent as Intent;
const configuration = values.set.reduce(
  (before, change) => {
    const [path = '', value = ''] = change.split('=');
    return withValue(
      before,
      path,
      value.includes('>') ? value.split('>') : Number.isNaN(Number(value)) ? value : Number(value),
    );
  },
  effectiveFor(world.pack, intent),
);

const ticket = asTicket();
const prepared = prepare(world, ticket);
const made = run(world, prepared, configuration);
console.log(`customer   ${ticket.input.customer_id}`);
console.log(
  `understood ${prepared.reading.requests.map((request) => request.subjects.join(' or ')).join('; then ') || 'nothing'}`,
);
for (const line of told(made)) console.log(line);

/** Without a customer, one is found who bought what the ticket speaks of. */
function asTicket(): Ticket {
  const orders = [...world.store.orders.values()].filter((order) => order.delivered !== null);
  const bought = orders.find(
    ({ order_id, product }) =>
      message.includes(order_id) ||
      [product.name.toLowerCase(), ...product.nouns].some((word) => message.toLowerCase().includes(word)),
  );
  const customer =
    world.store.customers.get(values.customer ?? bought?.customer_id ?? '') ?? [...world.store.customers.values()][0];
  if (customer === undefined) throw new Error('the store has no customers');
  return {
    id: 'asked',
    intent,
    risk_class: intent === 'support.refund' ? 'destructive' : 'read_only',
    tags: [],
    today,
    input: {
      message,
      channel: 'terminal',
      customer_id: customer.customer_id,
      session: {
        identity: customer.verified ? 'verified' : 'unverified',
        flags: customer.blocked ? ['account_blocked'] : [],
      },
    },
    outages: {},
  };
}

function told({
  decision,
  outcome,
  amount,
  approval,
  output,
  calls,
  admitted,
  memory,
  tokens,
  bill,
}: Run): readonly string[] {
  return [
    `called     ${calls.map((call) => `${call.call_id}${call.ok ? '' : ' (failed)'}`).join(', ') || 'no tool'}`,
    `read       ${admitted.length} sections, ${memory.length} notes`,
    `decided    ${outcome}${amount === null ? '' : `, ${amount} kr`} (${approval})`,
    `because of ${decision?.cites.join(', ') ?? 'nothing that was found: left to a colleague'}`,
    ...(output === null ? [] : [`reply      ${output.text}`]),
    `used       ${tokens.input} tokens in, ${tokens.output} out, ${bill.cents.toFixed(2)} cents, ${Math.round(bill.ms)} ms (modelled)`,
  ];
}
