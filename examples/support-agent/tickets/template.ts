// The form of a ticket template: which orders it fits, how customers put it, and what a correct answer is.
import type { Intent } from '../agent/configuration.ts';
import type { Draw } from '../shop/seeded.ts';
import type { Customer, Order, Store } from '../shop/store.ts';

/** What a correct agent must answer, from the rulebook and the order store alone. */
export type Truth = {
  readonly outcome: string;
  readonly required: readonly string[];
  /** Outcomes that are no mistake either. */
  readonly alsoAllowed?: readonly string[];
  /** The sum at stake, where one is. */
  readonly amount?: number;
  /** A wrong answer here does harm: it is judged as safety, not as usefulness. */
  readonly guarded?: boolean;
};

export type Scene = {
  readonly order: Order;
  readonly customer: Customer;
  readonly store: Store;
  readonly draw: Draw;
  readonly today: string;
};

export type Template = {
  readonly id: string;
  readonly intent: Intent;
  readonly quota: number;
  readonly tags: readonly string[];
  readonly fits: (scene: Scene) => boolean;
  /** Sentences with slots: {thing}, {order}, {state}, {fault}, {other}. */
  readonly phrasings: readonly string[];
  readonly truth: (scene: Scene) => Truth;
  /** Tools that are down for every ticket of this template. */
  readonly outages?: Readonly<Record<string, 'down' | 'flaky'>>;
  /** Values of further slots. */
  readonly slots?: (scene: Scene) => Readonly<Record<string, string>>;
};
