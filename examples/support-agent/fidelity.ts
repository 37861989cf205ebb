// Compares recorded replay with the real agent and prints where they differ; with --write, renews docs/fidelity.md.
// usage: node examples/support-agent/fidelity.ts [--write]
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { compareIntent } from './fidelity/compare.ts';
import { renderPage } from './fidelity/page.ts';
import { buildWorld, repository } from './world.ts';

const { values } = parseArgs({ options: { write: { type: 'boolean', default: false } } });
const world = buildWorld();
const tallies = (['support.triage', 'support.refund'] as const).flatMap((intent) =>
  compareIntent(world, repository, intent),
);
for (const { intent, trial, cases, unreplayable, agreed } of tallies)
  console.log(`${intent}  ${trial.label}: ${agreed} agree, ${unreplayable} unreplayable, ${cases} cases`);
const differences = tallies.flatMap((tally) => tally.differences);
for (const difference of differences.slice(0, 40)) console.error(difference);
if (values.write) writeFileSync(join(repository, 'docs/fidelity.md'), renderPage(tallies));
process.exitCode = differences.length === 0 ? 0 : 1;
