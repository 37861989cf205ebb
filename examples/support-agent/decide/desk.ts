// The notebook a rule writes its candidates into: the clauses at hand by topic, and shorthand for the usual combinations.

import type { Clause } from '../facts/clauses.ts';
import type { Condition, Directive } from '../facts/directives.ts';
import type { Limit } from '../facts/limits.ts';
import type { Topic } from '../facts/topics.ts';
import { addDays, addMonths } from '../shop/days.ts';
import { type Candidate, candidate, type Standing } from './candidate.ts';
import type { Known } from './known.ts';

export type Desk = {
  readonly known: Known;
  /** Clauses of a topic, past cases left out. */
  readonly rules: (topic: Topic) => readonly Clause[];
  /** Past cases filed under a topic. */
  readonly cases: (topic: Topic) => readonly Clause[];
  readonly add: (
    what: { outcome: string; amount?: number | null; cites: readonly string[] },
    standing: Standing,
  ) => void;
};

/** Opens a notebook for one reading of one request. */
export function openDesk(
  known: Known,
  clauses: readonly Clause[],
  page: { reading: readonly number[]; into: Candidate[] },
): Desk {
  return {
    known,
    rules: (topic) => clauses.filter((clause) => clause.topic === topic && clause.authority < 3),
    cases: (topic) => clauses.filter((clause) => clause.topic === topic && clause.authority >= 3),
    add: (what, standing) => {
      page.into.push(candidate(what, standing, page.reading));
    },
  };
}

/** The weakest of several sources sets the standing of what rests on all of them. */
export function standing(tier: number, ...clauses: readonly Clause[]): Standing {
  const lead = clauses[0];
  return {
    tier,
    authority: Math.max(...clauses.map((clause) => clause.authority)),
    effective: lead?.effective ?? '1970-01-01',
    general: lead?.scope === null,
  };
}

/** True while `today` is no later than the limit counted from `start`. */
export function isInside(limit: Limit, start: string, today: string): boolean {
  const end = limit.unit === 'days' ? addDays(start, limit.amount) : addMonths(start, limit.amount);
  return today <= end;
}

/** The first directive of a clause under one of the given conditions. */
export function directive(clause: Clause, ...conditions: readonly Condition[]): Directive | null {
  return clause.directives.find((one) => conditions.includes(one.condition)) ?? null;
}

/** Adds what the clauses of a topic tell the desk to do, when the condition needs nothing but the citations given. */
export function follow(
  desk: Desk,
  topic: Topic,
  how: { tier: number; conditions?: readonly Condition[]; cites?: readonly string[] },
): void {
  for (const clause of desk.rules(topic)) {
    const told = directive(clause, ...(how.conditions ?? ['always']));
    if (told !== null)
      desk.add({ outcome: told.outcome, cites: [clause.ref, ...(how.cites ?? [])] }, standing(how.tier, clause));
  }
}

/** Adds the outcome of past cases filed under a topic, for the same kind of goods where the case names one. */
export function precedent(desk: Desk, topic: Topic): void {
  const { order, request } = desk.known;
  for (const clause of desk.cases(topic)) {
    const told = clause.directives.at(-1);
    if (told === undefined) continue;
    if (clause.scope === null || clause.scope === request.goods)
      desk.add({ outcome: told.outcome, cites: [clause.ref] }, standing(8, clause));
    else if (order !== null && clause.scope === order.category)
      desk.add({ outcome: told.outcome, cites: [clause.ref, order.cite] }, standing(8, clause));
  }
}
