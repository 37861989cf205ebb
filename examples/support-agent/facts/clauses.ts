// Facts that the agent takes from the text of an admitted section: time limits, desks, replies, refusals, extensions, deductions.
// A section says something only about the subject of its heading; every other sentence in it is read as prose.

import { goodsIn } from '../reading/read-ticket.ts';
import type { Section } from '../retrieval/sections.ts';
import { type Directive, directivesIn } from './directives.ts';
import { type Limit, limitIn } from './limits.ts';
import { type Topic, topicOf } from './topics.ts';

export type Clause = {
  readonly ref: string;
  readonly topic: Topic;
  /** The kind of goods the clause is limited to, or null for all. */
  readonly scope: string | null;
  /** 0 current policy, 1 superseded policy, 2 notes of the team, 3 a case of the past. */
  readonly authority: number;
  readonly effective: string;
  readonly limit: Limit | null;
  readonly directives: readonly Directive[];
  readonly title: string;
  readonly text: string;
};

const authorities: Readonly<Record<string, number>> = {
  policy_kb: 0,
  supplier_policy: 0,
  order_notes: 0,
  wiki: 2,
  supplier_memos: 2,
  past_tickets: 3,
  past_refunds: 3,
};

const remembered = new Map<string, Clause | null>();

/** Reads one section; null when it carries no fact the agent understands. */
export function clauseOf(section: Section): Clause | null {
  const known = remembered.get(section.ref);
  if (known !== undefined) return known;
  const clause = read(section);
  remembered.set(section.ref, clause);
  return clause;
}

function read(section: Section): Clause | null {
  const filed = /^Filed under: ([^.]*)\./.exec(section.body)?.[1];
  const topic = topicOf(filed ?? section.heading);
  if (topic === null) return null;
  return {
    ref: section.ref,
    topic,
    scope: goodsIn(filed ?? section.title),
    authority: section.superseded ? 1 : (authorities[section.source] ?? 3),
    effective: section.effective,
    limit: limitIn(section.body),
    directives: directivesIn(section.body),
    title: section.title,
    text: section.body,
  };
}
