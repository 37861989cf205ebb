/**
 * What other ways to share the error of a look among its lines would cost: their error of a whole run where every line
 * stands a hair beyond the margin, and what they capture: `node bench/sharing.ts [TABLE.json.gz...]`.
 */
import { basename } from 'node:path';
import { decide, type Sharing } from './decide.ts';
import { anywhere, atTheMargin, realise } from './promise.ts';
import { openTable } from './table-sets.ts';

const MARGIN = 0.02;

const RULES: Record<string, Sharing> = {
  'to each its own 5 %': { shares: [1, 1, 1, 1] },
  'the two best lines': { shares: [1, 1] },
  'the best line only': { shares: [1] },
  'three quarters each': { shares: [0.75, 0.75, 0.75, 0.75] },
  'half each': { shares: [0.5, 0.5, 0.5, 0.5] },
  'fallback 70, 10, 10, 10 %': { shares: [0.7, 0.1, 0.1, 0.1], isHandedOn: true },
  'fallback 50, 17, 17, 17 %': { shares: [0.5, 1 / 6, 1 / 6, 1 / 6], isHandedOn: true },
  'a quarter each': { shares: [0.25, 0.25, 0.25, 0.25] },
};

const RUNS = 1000;
const WORLDS = 100;
const SEEDS = 100;

function share(part: number): string {
  return `${(100 * part).toFixed(1)} %`;
}

function capturedOn(path: string, half: number): (sharing: Sharing) => string {
  const table = openTable(path, MARGIN);
  const best = Math.max(...table.truth.filter(({ isLawful }) => isLawful).map(({ saving }) => saving));
  return (sharing) => {
    let [saved, failed] = [0, 0];
    for (let seed = 1; seed <= SEEDS; seed++) {
      const picked = table.truth[decide(table.sets(half, seed), MARGIN, sharing) ?? -1];
      if (picked === undefined) continue;
      saved += picked.saving;
      if (!picked.isLawful) failed++;
    }
    return `${share(saved / SEEDS / best)} (${failed} of ${SEEDS} fail)`;
  };
}

const tables = process.argv.slice(2).map((path) => [basename(path, '.json.gz'), capturedOn(path, 200)] as const);
for (const [rule, sharing] of Object.entries(RULES)) {
  const failing = (cases: number) =>
    share(realise(atTheMargin(1.005, { lines: 4 }), { cases, runs: RUNS, seed: cases + 3, sharing }).failed);
  const captured = (cases: number) =>
    share(realise(anywhere(4), { cases, runs: WORLDS, seed: cases + 7, sharing }).captured ?? 0);
  const figures = {
    fails_at_200: failing(200),
    fails_at_400: failing(400),
    captured_at_200: captured(200),
    captured_at_400: captured(400),
    ...Object.fromEntries(tables.map(([name, of]) => [`captured_on_${name}`, of(sharing)])),
  };
  console.log(JSON.stringify({ rule, ...figures }));
}
