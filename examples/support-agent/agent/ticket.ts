// A ticket as it reaches the agent: the customer's words and what the session already knows.
import type { Intent } from './configuration.ts';

export type Session = { readonly identity: 'verified' | 'unverified'; readonly flags: readonly string[] };

export type TicketInput = {
  readonly message: string;
  readonly channel: string;
  readonly customer_id: string;
  readonly session: Session;
};

export type Ticket = {
  readonly id: string;
  readonly intent: Intent;
  readonly risk_class: 'read_only' | 'destructive';
  readonly tags: readonly string[];
  /** The day on which the ticket is answered. */
  readonly today: string;
  readonly input: TicketInput;
  /** Tools that are down while this ticket is answered: always, or only at the first attempt. */
  readonly outages: Readonly<Record<string, 'down' | 'flaky'>>;
};
