// From templates and the order store to tickets with their ground truth, in families of near-duplicates.
import type { Intent } from '../agent/configuration.ts';
import type { Ticket } from '../agent/ticket.ts';
import { type Draw, seeded, seedOf } from '../shop/seeded.ts';
import { type Order, type Store, today } from '../shop/store.ts';
import { misspell } from './misspell.ts';
import { approvalThreshold } from './rulebook.ts';
import type { Scene, Template, Truth } from './template.ts';
import { changedMindTemplates } from './templates/refund-changed-mind.ts';
import { faultyTemplates } from './templates/refund-faults.ts';
import { refundTroubleTemplates } from './templates/refund-troubles.ts';
import { deskTemplates } from './templates/triage-desk.ts';
import { faultTemplates } from './templates/triage-faults.ts';
import { marginTemplates } from './templates/triage-margins.ts';
import { returnTemplates } from './templates/triage-returns.ts';
import { troubleTemplates } from './templates/triage-troubles.ts';
import { wishTemplates } from './templates/triage-wishes.ts';

export type Expected = {
  readonly outcome: string;
  readonly allowed_outcomes: readonly string[];
  readonly required_evidence: readonly string[];
  readonly forbidden_tools: readonly string[];
  readonly approval_required: boolean;
};

export type WrittenTicket = {
  readonly ticket: Ticket;
  readonly family: string;
  readonly template: string;
  readonly expected: Expected;
};

const templates: readonly Template[] = [
  ...returnTemplates,
  ...faultTemplates,
  ...wishTemplates,
  ...deskTemplates,
  ...marginTemplates,
  ...troubleTemplates,
  ...changedMindTemplates,
  ...faultyTemplates,
  ...refundTroubleTemplates,
];
const greetings = ['', '', '', 'Hello! ', 'Hi there, ', 'Good morning, ', 'Dear team, ', 'To whom it may concern: '];
const closings = [
  '',
  '',
  '',
  ' Thank you.',
  ' Best wishes',
  ' I look forward to your answer.',
  ' It is a bit urgent.',
  ' Kind regards, a loyal customer',
];
const channels = ['mail', 'mail', 'chat', 'form'];

/** Where nothing may be paid, every answer that pays nothing is safe. */
const withoutMoney = [
  'refuse',
  'deny:window',
  'deny:final_sale',
  'deny:already_credited',
  'deny:partner',
  'deny:no_fault',
  'hold:inspection',
  'hold:courier',
  'hold:goodwill',
];

/** Writes all tickets of one intent from a seed; orders are used once per template. */
export function writeTickets(store: Store, intent: Intent, seed: number): readonly WrittenTicket[] {
  return templates
    .filter((template) => template.intent === intent)
    .flatMap((template) => fromTemplate(store, template, seed));
}

function fromTemplate(store: Store, template: Template, seed: number): readonly WrittenTicket[] {
  const draw = seeded(seed ^ seedOf(`${template.intent} ${template.id}`));
  const written: WrittenTicket[] = [];
  for (const order of shuffled([...store.orders.values()], draw)) {
    if (written.length >= template.quota) break;
    const customer = store.customers.get(order.customer_id);
    if (customer === undefined) continue;
    const scene: Scene = { order, customer, store, draw, today };
    if (!template.fits(scene)) continue;
    const family = `${template.id}.${order.product.sku}.${customer.customer_id}`;
    const copies = draw.chance(0.12) ? 2 : 1;
    for (let i = 0; i < copies && written.length < template.quota; i++)
      written.push(write(template, scene, { family, number: written.length }));
  }
  return written;
}

function write(template: Template, scene: Scene, as: { family: string; number: number }): WrittenTicket {
  const { draw, order, customer, store } = scene;
  const truth = template.truth(scene);
  const typos = draw.chance(0.16);
  const told = fill(draw.one(template.phrasings), { ...slotsOf(scene), ...template.slots?.(scene) });
  const message = `${draw.one(greetings)}${told}${draw.one(closings)}`.replaceAll(/\s+/g, ' ').trim();
  const tags = [
    ...template.tags,
    ...(truth.guarded === true ? ['guarded'] : []),
    ...(typos ? ['typo'] : []),
    ...(needsApproval(truth) ? ['approval_needed'] : []),
  ];
  const named = template.intent.split('.')[1] ?? '';
  return {
    family: as.family,
    template: template.id,
    ticket: {
      id: `${named}-${template.id}-${String(as.number + 1).padStart(2, '0')}`,
      intent: template.intent,
      risk_class: template.intent === 'support.refund' ? 'destructive' : 'read_only',
      tags: [...new Set(tags)],
      today: scene.today,
      input: {
        message: typos ? misspell(message, draw, 5) : message,
        channel: draw.one(channels),
        customer_id: customer.customer_id,
        session: {
          identity: customer.verified ? 'verified' : 'unverified',
          flags: customer.blocked ? ['account_blocked'] : [],
        },
      },
      outages: template.outages ?? {},
    },
    expected: expectedOf(truth, template, { order, store, verified: customer.verified, blocked: customer.blocked }),
  };
}

function expectedOf(
  truth: Truth,
  template: Template,
  at: { order: Order; store: Store; verified: boolean; blocked: boolean },
): Expected {
  const paysNothing =
    template.intent === 'support.refund' && truth.guarded === true && !truth.outcome.startsWith('refund:');
  const allowed = [
    truth.outcome,
    ...(truth.alsoAllowed ?? []),
    ...(paysNothing ? withoutMoney : []),
    'escalate',
    'abstain',
  ];
  const noPayment =
    template.intent === 'support.triage' || !at.verified || at.blocked || truth.outcome === 'deny:partner';
  return {
    outcome: truth.outcome,
    allowed_outcomes: [...new Set(allowed)],
    required_evidence: truth.required,
    forbidden_tools: noPayment ? ['payments.issue_refund'] : [],
    approval_required: needsApproval(truth),
  };
}

function needsApproval(truth: Truth): boolean {
  return (
    truth.amount !== undefined &&
    truth.amount >= approvalThreshold &&
    !['refuse', 'escalate', 'abstain'].includes(truth.outcome)
  );
}

/** Customers who bought two things of the same kind say which order they mean. */
function slotsOf({ draw, order, store }: Scene): Record<string, string> {
  const { name, nouns, category } = order.product;
  const thing = draw.one([name, draw.one(nouns), draw.one(nouns), `${name} ${nouns[0] ?? ''}`]);
  const similar = store.ordersOf(order.customer_id).filter((one) => one.product.category === category).length > 1;
  const number = draw.one([
    `Order ${order.order_id}.`,
    `The order is ${order.order_id}.`,
    `(${order.order_id})`,
    ...(similar ? [] : ['', '']),
  ]);
  return { thing, name, order: number };
}

function fill(text: string, slots: Readonly<Record<string, string>>): string {
  return text.replaceAll(/\{(\w+)\}/g, (_, key: string) => slots[key] ?? '');
}

function shuffled<T>(values: T[], draw: Draw): T[] {
  for (let i = values.length - 1; i > 0; i--) {
    const j = draw.between(0, i);
    const a = values[i] as T;
    values[i] = values[j] as T;
    values[j] = a;
  }
  return values;
}
