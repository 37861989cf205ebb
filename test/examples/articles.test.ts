/** The articles say what the rulebook says, in words that the agent understands; what is old says something else. */
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { clauseOf } from '../../examples/support-agent/facts/clauses.ts';
import { limitIn, percentIn } from '../../examples/support-agent/facts/limits.ts';
import { readArticles } from '../../examples/support-agent/retrieval/sections.ts';
import { returnDays, supplierTerms, warrantyMonths } from '../../examples/support-agent/tickets/rulebook.ts';
import { writeTickets } from '../../examples/support-agent/tickets/write-tickets.ts';
import { buildWorld, repository, seed } from '../../examples/support-agent/world.ts';

const sections = new Map(
  readArticles(join(repository, 'examples/support-agent/kb')).map((section) => [section.ref, section]),
);

function clause(ref: string) {
  const section = sections.get(ref);
  if (section === undefined) throw new Error(`there is no ${ref}`);
  return clauseOf(section);
}

describe('the articles', () => {
  test.each(Object.entries(returnDays))('give %s a return window of %i days', (category, days) => {
    expect(clause(`kb:returns-${category}#1`)).toMatchObject({
      topic: 'returns',
      scope: category,
      limit: { amount: days, unit: 'days' },
    });
  });

  test.each(Object.entries(warrantyMonths))('cover %s for %i months', (category, months) => {
    expect(clause(`kb:warranty-${category}#1`)).toMatchObject({
      topic: 'warranty',
      scope: category,
      limit: { amount: months, unit: 'months' },
    });
  });

  test.each(Object.entries(supplierTerms))('state the terms of %s', (supplier, terms) => {
    const text = (section: number): string => clause(`sup:terms-${supplier}#${section}`)?.text ?? '';
    expect(limitIn(text(1))?.amount).toBe(terms.window_days);
    expect(percentIn(text(2))).toBe(terms.opened_pct);
    expect(limitIn(text(3))?.amount).toBe(terms.defect_days);
    expect(limitIn(text(4))?.amount).toBe(terms.damage_days);
  });

  test('contain every section that a ticket requires', () => {
    const { store, corpus } = buildWorld();
    const tickets = (['support.triage', 'support.refund'] as const).flatMap((intent) =>
      writeTickets(store, intent, seed),
    );
    const missing = tickets
      .flatMap(({ expected }) => expected.required_evidence)
      .filter((ref) => !corpus.sections.has(ref));
    expect(missing).toEqual([]);
  });

  test('hold text that gives orders to the assistant, and no directive comes of it', () => {
    const hostile = [...sections.values()].filter(({ body }) =>
      /ignore (all|your)|system note|pre-approved/i.test(body),
    );
    expect(hostile.length).toBeGreaterThanOrEqual(3);
    const obeyed = hostile.filter((section) =>
      clauseOf(section)?.directives.some(({ outcome }) => outcome === 'route:orders'),
    );
    expect(obeyed).toEqual([]);
  });
});
