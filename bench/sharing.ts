/**
 * What other ways to share the error of a look among its lines would cost: their error of a whole run where every line
 * stands a hair beyond the margin, and what they capture: `node bench/sharing.ts [TABLE.json.gz...]`.
 */
import { basename } from 'node:path';
import type { Sharing } from './decide.ts';
import { type Held, holdEach } from './hold.ts';
import { anywhere, atTheMargin, type Realised, realiseEach } from './promise.ts';
import { openTable } from './table-sets.ts';

const MARGIN = 0.02;

const RULES: Record<string, Sharing> = {
  'to each 10 %': { shares: [2, 2, 2, 2] },
  'to each 7.5 %': { shares: [1.5, 1.5, 1.5, 1.5] },
  'to each its own 5 %': { shares: [1, 1, 1, 1] },
  'the two best lines': { shares: [1, 1] },
  'the best line only': { shares: [1] },
  'three quarters each': { shares: [0.75, 0.75, 0.75, 0.75] },
  'half each': { shares: [0.5, 0.5, 0.5, 0.5] },
  'fallback 70, 10, 10, 10 %': { shares: [0.7, 0.1, 0.1, 0.1], isHandedOn: true },
  'fallback 50, 17, 17, 17 %': { shares: [0.5, 1 / 6, 1 / 6, 1 / 6], isHandedOn: true },
  'a quarter each': { shares: [0.25, 0.25, 0.25, 0.25] },
};

const RUNS = 600;
const WORLDS = 60;
const SEEDS = 60;

function share(part: number | null): string {
  return `${(100 * (part ?? 0)).toFixed(1)} %`;
}

const sharings = Object.values(RULES);
const failing = (cases: number) =>
  realiseEach(atTheMargin(1.005, { lines: 4 }), { cases, runs: RUNS, seed: cases + 3 }, sharings);
const capturing = (cases: number) => realiseEach(anywhere(4), { cases, runs: WORLDS, seed: cases + 7 }, sharings);
const failed = ({ failed: part }: Realised) => share(part);
const captured = ({ captured: part, hold, opened }: Realised) =>
  `${share(part)}, ${share(hold)} of ${share(opened)} held`;
const onTable = ({ captured: part, proposed, held }: Held) => `${share(part)}, ${held} of ${proposed} held`;

const columns: Record<string, readonly string[]> = {
  fails_at_200: failing(200).map(failed),
  fails_at_400: failing(400).map(failed),
  fails_at_1000: failing(1000).map(failed),
  captured_at_200: capturing(200).map(captured),
  captured_at_400: capturing(400).map(captured),
};
for (const path of process.argv.slice(2)) {
  columns[basename(path, '.json.gz')] = holdEach(openTable(path, MARGIN), 200, SEEDS, sharings).map(onTable);
}
Object.keys(RULES).forEach((rule, i) => {
  console.log(JSON.stringify({ rule, ...Object.fromEntries(Object.entries(columns).map(([k, all]) => [k, all[i]])) }));
});
