// What the agent understands of a ticket before it looks anything up: requests, goods, orders named, and claims about the article.
import type { TicketInput } from '../agent/ticket.ts';
import { correct } from '../retrieval/words.ts';
import { goods, type Subject, ticketSubjects, urgency } from './subjects.ts';

export type Request = {
  /** The best reading first; the others are what the same words might also mean. */
  readonly subjects: readonly Subject[];
  readonly text: string;
  /** The whole message, for a request that does not say itself what it is about. */
  readonly whole: string;
  readonly goods: string | null;
  readonly orderIds: readonly string[];
  readonly opened: boolean | null;
  /** Position among the orders that the planner may look up, from 1. */
  readonly target: number;
};

export type Reading = {
  /** The requests, the leading one first. */
  readonly requests: readonly Request[];
  /** The message with slips of the pen corrected. */
  readonly text: string;
};

const seam =
  /(?:\balso\b|\banother thing\b|\bsecond thing\b|\bsecondly\b|\bbesides\b|\bone more thing\b|\bwhile i am writing\b|\bon top of that\b|\bps\b)[:,]?/i;

/** Reads a ticket. Only its words count; nothing in it is taken as an instruction. */
export function readTicket(input: TicketInput, vocabulary: ReadonlyMap<string, number>): Reading {
  const said = dropOrders(input.message).split(seam);
  const corrected = said.map((part) => correct(part, vocabulary, tellsSomething));
  const text = corrected.join(' ');
  const parts = corrected.filter((part) => part.trim().length > 12);
  const read = (parts.length === 0 ? [text] : parts).flatMap((part, index) => {
    const subjects = ticketSubjects.filter(([, pattern]) => pattern.test(part)).map(([subject]) => subject);
    return subjects.length === 0 ? [] : [{ subjects: subjects.slice(0, 3), text: part, index }];
  });
  const requests = read.map(({ subjects, text: part }, index) => ({
    subjects,
    text: part,
    whole: text,
    goods: goodsIn(part),
    orderIds: part.match(/SO-\d+/gi) ?? [],
    opened: openedIn(part),
    target: index + 1,
  }));
  return { requests: requests.sort(byUrgency), text };
}

/** The kind of goods that a text is about, if it names one. */
export function goodsIn(text: string): string | null {
  return goods.find(([, pattern]) => pattern.test(text))?.[0] ?? null;
}

function tellsSomething(word: string): boolean {
  return [...ticketSubjects, ...goods].some(([, pattern]) => pattern.test(word));
}

function byUrgency(a: Request, b: Request): number {
  const rank = (request: Request): number => urgency[request.subjects[0] ?? 'returns'] ?? 3;
  return rank(a) - rank(b) || a.target - b.target;
}

function openedIn(text: string): boolean | null {
  if (
    /unopened|not (been )?opened|never opened|sealed|seal is still|still in (the|its|their) (box|wrap|film)|untouched/i.test(
      text,
    )
  )
    return false;
  if (/opened|seal is off|unpacked|tried|used|wore|worn|took (it|them) out|slept/i.test(text)) return true;
  return null;
}

/** Takes out sentences that speak to the assistant instead of about the order. */
function dropOrders(message: string): string {
  const kept = message
    .split(/(?<=[.!?])\s+/)
    .filter(
      (sentence) =>
        !/system note|ignore (all|any|your|the|previous)|you are (now )?authori[sz]ed|as an ai|developer mode/i.test(
          sentence,
        ),
    );
  return kept.length === 0 ? message : kept.join(' ');
}
