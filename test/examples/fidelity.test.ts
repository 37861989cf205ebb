/** Recorded replay against the real agent: where the recording answers, it answers what the agent does. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { compareIntent, type Tally } from '../../examples/support-agent/fidelity/compare.ts';
import { renderPage } from '../../examples/support-agent/fidelity/page.ts';
import { buildWorld, repository } from '../../examples/support-agent/world.ts';

let tallies: readonly Tally[] = [];

beforeAll(() => {
  const world = buildWorld();
  tallies = (['support.triage', 'support.refund'] as const).flatMap((intent) =>
    compareIntent(world, repository, intent),
  );
}, 180_000);

test('tries at least thirty configurations over every kind of surface', () => {
  expect(tallies.length).toBeGreaterThanOrEqual(30);
  const surfaces = tallies.map(({ trial }) => trial.surface.split('.').at(-1));
  for (const field of [
    'top_k',
    'max_hops',
    'source_priority',
    'evidence_tokens',
    'memory_tokens',
    'tool_tokens',
    'tool_preference',
    'decompose_before_tool',
  ])
    expect(surfaces).toContain(field);
});

test('agrees with really running the agent in every case that is not unreplayable', () => {
  expect(tallies.flatMap(({ differences }) => differences).slice(0, 10)).toEqual([]);
  for (const { cases, unreplayable, agreed } of tallies) expect(agreed).toBe(cases - unreplayable);
});

test('answers every case under the configuration it was recorded under', () => {
  for (const { trial, unreplayable } of tallies) if (trial.label === 'baseline') expect(unreplayable).toBe(0);
});

test('leaves what was never recorded unanswered', () => {
  const reasons = new Set(tallies.flatMap((tally) => tally.reasons));
  expect([...reasons].sort()).toEqual(['plan_not_recorded', 'recording_too_shallow']);
});

test('docs/fidelity.md tells these figures', () => {
  const page = readFileSync(join(repository, 'docs/fidelity.md'), 'utf8');
  expect(
    page === renderPage(tallies),
    'docs/fidelity.md is current (node examples/support-agent/fidelity.ts --write)',
  ).toBe(true);
});
