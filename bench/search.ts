/**
 * `npm run bench:search -- [--seeds N] [--reasons FILE] [DIR...]`: how many replays a race needs on enumerated search
 * problems, one JSON line a problem; without a directory on freshly generated ones.
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { ALPHA, reasonsOf, runSearch, type SearchRun } from './search-field.ts';
import { FAMILY, generateProblem, readProblem, type SearchProblem, truthOf } from './search-problem.ts';

/** Measured on five problems of this shape: mean replays until found, and the share of runs that found it. */
const OPTUNA = [
  ['TPE + penalty, feasibility first', 3598, '100 %'],
  ['GP sampler, feasibility first', 3278, '95 %'],
  ['TPE + Wilcoxon pruner, feasibility first', 2754, '92 %'],
  ['constrained TPE', 14_698, '90 %'],
  ['NSGA-II', 22_235, '91 %'],
  ['random', 67_084, '61 %'],
] as const;

const FIRST_SEED = 101;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { seeds: { type: 'string', default: '100' }, reasons: { type: 'string' } },
});
const seeds = Math.max(1, Number.parseInt(values.seeds, 10));

function* problems(): Iterable<SearchProblem> {
  for (const directory of positionals) yield readProblem(directory);
  if (positionals.length > 0) return;
  for (const [i, [name, traits]] of Object.entries(FAMILY).entries())
    yield generateProblem(name, FIRST_SEED + i, traits);
}

function quantile(sorted: readonly number[], share: number): number | null {
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? null;
}

function summary(problem: SearchProblem, runs: readonly SearchRun[]): object {
  const found = runs.flatMap(({ foundAfter }) => (foundAfter === null ? [] : [foundAfter])).sort((a, b) => a - b);
  const totals = runs.map(({ replays }) => replays).sort((a, b) => a - b);
  return {
    problem: problem.name,
    seeds: runs.length,
    found: found.length,
    median_replays: quantile(found, 0.5),
    mean_replays: found.length === 0 ? null : Math.round(found.reduce((sum, n) => sum + n, 0) / found.length),
    p90_replays: quantile(found, 0.9),
    certificate_replays: quantile(totals, 0.5),
    certified: runs.every(({ isCertified }) => isCertified),
    certificate_max: totals.at(-1) ?? null,
    of_replays: problem.cost.length * problem.cases,
    alpha: ALPHA,
  };
}

const reasons: string[] = [];
for (const problem of problems()) {
  const truth = truthOf(problem);
  const runs: SearchRun[] = [];
  for (let seed = 1; seed <= seeds; seed++) runs.push(runSearch(problem, truth, seed));
  console.log(JSON.stringify(summary(problem, runs)));
  const [first] = runs;
  if (values.reasons !== undefined && first !== undefined) {
    for (const line of reasonsOf(problem, first)) reasons.push(`${JSON.stringify(line)}\n`);
  }
}
if (values.reasons !== undefined) writeFileSync(values.reasons, reasons.join(''));
console.error(
  'For comparison, Optuna on five such problems (mean replays until found; found within its budget; no certificate):',
);
for (const [method, mean, share] of OPTUNA)
  console.error(`  ${method.padEnd(42)} ${String(mean).padStart(6)}  ${share}`);
