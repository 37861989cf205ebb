/** `npm run bench`: every figure of docs/benchmarks.md that this repository can measure by itself, as JSON lines. */
import { benchNearTies, benchWagers, WAGER_TABLES } from './certificate.ts';
import { benchExperience } from './experience.ts';
import { benchGate } from './gate.ts';
import { benchLarge } from './large.ts';
import { benchMonitor } from './monitor.ts';
import { git, type Measured, measure, median, NODE_VERSION, sampleCopy, syntheticRepository } from './processes.ts';
import { benchPromise } from './promise.ts';
import { scheduledRuns } from './scheduled.ts';
import { benchScoring } from './scoring.ts';
import { benchShards } from './shards.ts';
import { benchStage, TRUTHS } from './stages.ts';
import { benchStartup } from './startup.ts';

const SIZES_MB = [10, 50, 100, 200];
/** Resident, of any verb over any set; the bench fails beyond it. */
const MEMORY_LIMIT_MB = 250;

function print(name: string, figures: Record<string, number | string>, node = process.version): void {
  const rounded = Object.entries(figures).map(([key, value]) => [
    key,
    typeof value === 'number' ? Math.round(value * 1000) / 1000 : value,
  ]);
  console.log(JSON.stringify({ bench: name, node, ...Object.fromEntries(rounded) }));
}

/** A whole process over a large set. Says so, and has the bench fail, where it held more than it may. */
function printHeld(
  name: string,
  { seconds, peak_mb }: Pick<Measured, 'seconds' | 'peak_mb'>,
  figures: Record<string, number | string>,
): void {
  print(name, { ...figures, seconds, peak_mb }, NODE_VERSION);
  if (peak_mb < MEMORY_LIMIT_MB) return;
  console.error(`${name}: ${peak_mb} MB resident, and less than ${MEMORY_LIMIT_MB} MB are allowed`);
  process.exitCode = 1;
}

function benchSample(rounds: number): void {
  const runs = Array.from({ length: rounds }, () => {
    const repo = sampleCopy();
    const first = measure(['run', '--repo', repo, '--json']);
    const again = measure(['run', '--repo', repo, '--json']);
    return { first, again, branches: git(repo, 'branch', '--list', 'autotune/*').trim().split('\n').length };
  });
  const figures = {
    rounds,
    first_s: median(runs.map(({ first }) => first.seconds)),
    again_s: median(runs.map(({ again }) => again.seconds)),
    peak_mb: median(runs.map(({ first }) => first.peak_mb)),
    branches: runs[0]?.branches ?? 0,
  };
  print('sample run', figures, NODE_VERSION);
}

async function benchScheduled(rounds: number): Promise<void> {
  const runs = [];
  for (let round = 0; round < rounds; round++) runs.push(await scheduledRuns());
  for (const name of ['first', 'again'] as const) {
    const seconds = runs.map((run) => run[name].seconds);
    const { operation, requests, writes } = runs[0]?.[name] ?? {};
    const figures = {
      rounds,
      seconds: median(seconds),
      best_s: Math.min(...seconds),
      cpu_s: median(runs.map((run) => run[name].cpu)),
    };
    print(`scheduled run, ${name}`, {
      ...figures,
      operation: operation ?? '',
      requests: requests ?? 0,
      writes: writes ?? 0,
    });
  }
}

function benchLargeSets(): void {
  for (const grown of benchLarge(SIZES_MB, printHeld)) {
    console.error(grown);
    process.exitCode = 1;
  }
}

/** A large held-out set in plain text, then sealed: what opening it in memory costs. */
function benchSealed(megabytes: number): void {
  const repo = syntheticRepository(6, megabytes);
  const { identity, recipient } = JSON.parse(measure(['goldens', 'keygen', '--json']).stdout);
  const time = (form: string) => {
    for (const verb of ['validate', 'run']) {
      const measured = measure([verb, '--repo', repo], { AUTOTUNE_HELDOUT_IDENTITY: identity });
      printHeld(`${verb}, held-out set ${form}`, measured, { set_mb: megabytes });
    }
  };
  time('plain');
  for (const branch of git(repo, 'branch', '--list', '--format=%(refname:short)', 'autotune/*').trim().split('\n')) {
    git(repo, 'branch', '-q', '-D', branch);
  }
  measure(['goldens', 'seal', '--to', recipient, '--repo', repo]);
  git(repo, 'add', '-A');
  git(repo, 'commit', '-q', '-m', 'sealed');
  time('sealed');
}

function benchCertificate(): void {
  benchWagers(2000).forEach((shares, i) => {
    print('true claims refuted', { table: WAGER_TABLES[i] ?? '', ...shares });
  });
  for (const alpha of [0.2, 0.05]) {
    print('best excluded', { alpha, edge: 0.02, share: benchNearTies(1000, 0.02, alpha) });
  }
}

const wanted = process.argv.slice(2);
const isWanted = (name: string) => wanted.length === 0 || wanted.includes(name);
if (isWanted('scoring')) print('replay and scoring', benchScoring());
if (isWanted('startup')) print('start and do nothing', benchStartup(40));
if (isWanted('sample')) benchSample(7);
if (isWanted('gate')) {
  for (const gated of benchGate(5, [10, 100])) printHeld('gate', gated, gated);
}
if (isWanted('scheduled')) await benchScheduled(3);
if (isWanted('promise')) benchPromise(500, print);
if (isWanted('monitor')) benchMonitor(400, print);
if (isWanted('sealed')) benchSealed(120);
if (isWanted('large')) benchLargeSets();
if (isWanted('shards')) print('search over shards', benchShards(100, 4));
if (isWanted('experience')) for (const runs of [10_000, 100_000, 1_000_000]) print('experience', benchExperience(runs));
if (isWanted('stages')) for (const truth of TRUTHS) print('stage asked daily', benchStage(truth, 300, 5, 600));
if (isWanted('certificate')) benchCertificate();
