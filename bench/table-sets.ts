/**
 * Sets drawn from a table of recorded retrieval, in the shape that `tables.ts` writes, for deciding on them without files
 * and git: what each configuration of depth and hops would have found, cost and taken.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { addPair } from '../src/core/scoring/column.ts';
import { noteFamily } from '../src/core/scoring/moves.ts';
import { openTallies, type Tally } from '../src/core/scoring/tally.ts';
import type { Candidate } from '../src/schema/candidate.ts';
import type { Sets } from './decide.ts';
import { SUITE } from './worlds.ts';

/** Chunk, document, source, hop, rank, score, tokens. */
type Item = readonly [string, string, string, number, number, number, number];
type Question = {
  readonly id: string;
  readonly len: number;
  readonly gold: readonly string[];
  readonly items: readonly Item[];
};
type Configuration = { readonly depth: number; readonly hops: number };
type Outcome = { readonly found: number; readonly cents: number; readonly ms: number };

const BASELINE: Configuration = { depth: 10, hops: 3 };
/** What retrieves much more than the baseline saves nothing. */
const MOST_ITEMS = 33;
const DEEPEST = 50;
const OUTPUT_TOKENS = 60;

export type Table = {
  readonly questions: number;
  /** Two sets of `half` questions each, told apart by family. */
  sets(half: number, seed: number): Sets;
  /** Over all questions: whether a candidate holds, and what it saves. */
  readonly truth: readonly { readonly isLawful: boolean; readonly saving: number }[];
};

/** Reads a table and replays every configuration on every question of it. */
export function openTable(path: string, margin: number): Table {
  const questions: Question[] = JSON.parse(gunzipSync(readFileSync(path)).toString());
  const all = [1, 2, 3].flatMap((hops) => Array.from({ length: DEEPEST }, (_, i) => ({ depth: i + 1, hops })));
  const wanted = all.filter(
    ({ depth, hops }) => depth * hops <= MOST_ITEMS && !(depth === BASELINE.depth && hops === BASELINE.hops),
  );
  const before = questions.map((question) => replay(question, BASELINE));
  const after = wanted.map((configuration) => questions.map((question) => replay(question, configuration)));
  const families = new Map<string, number[]>();
  questions.forEach(({ id, gold }, i) => {
    const family = gold[0] ?? id;
    families.set(family, [...(families.get(family) ?? []), i]);
  });
  const draw = (half: number, seed: number) => {
    const order = [...families.keys()].sort((a, b) => (rankOf(seed, a) < rankOf(seed, b) ? -1 : 1));
    const drawn: { of: number; family: string }[][] = [[], []];
    for (const family of order) {
      const set = drawn.find((each) => each.length < half);
      set?.push(...(families.get(family) ?? []).map((of) => ({ of, family })));
    }
    return drawn.map((set) => talliesOf(set, before, after));
  };
  return {
    questions: questions.length,
    sets: (half, seed) => {
      const [search = [], heldout = []] = draw(half, seed);
      return { search, heldout, candidates: wanted.map(candidateOf) };
    },
    truth: after.map((outcomes) => {
      const lost = mean(before, 'found') - mean(outcomes, 'found');
      const isFast = p95(outcomes) <= p95(before) + 1e-9;
      return {
        isLawful: lost <= margin + 1e-12 && isFast,
        saving: 1 - mean(outcomes, 'cents') / mean(before, 'cents'),
      };
    }),
  };
}

function rankOf(seed: number, family: string): string {
  return createHash('sha256').update(`${seed}${family}`).digest('hex');
}

function replay({ len, gold, items }: Question, { depth, hops }: Configuration): Outcome {
  const taken = new Map(
    items.filter(([, , , hop, rank]) => hop <= hops && rank <= depth).map((item) => [item[0], item]),
  );
  const documents = new Set([...taken.values()].map(([, document]) => document));
  const input = 280 + Math.ceil(len / 4) + [...taken.values()].reduce((sum, item) => sum + item[6], 0);
  const isFound = gold.every((document) => documents.has(document));
  const output = gold.length > 0 && isFound ? OUTPUT_TOKENS : 0;
  return {
    found: isFound ? 1 : 0,
    cents: (input * 0.25 + output) / 1000,
    ms: 350 + (input / 1000) * 45 + output * 9 + hops * 60,
  };
}

function talliesOf(
  set: readonly { readonly of: number; readonly family: string }[],
  before: readonly Outcome[],
  after: readonly (readonly Outcome[])[],
): Tally[] {
  const tallies = openTallies(after.length, SUITE, { evaluators: [] });
  const part = tallies[0]?.parts[0];
  set.forEach(({ of, family }, position) => {
    const was = before[of];
    if (was === undefined || part === undefined) return;
    noteFamily(part.families, position, family);
    tallies.forEach((tally, i) => {
      const is = after[i]?.[of];
      if (is !== undefined) addOutcome(tally, position, was, is);
    });
  });
  return tallies;
}

function addOutcome(tally: Tally, position: number, was: Outcome, is: Outcome): void {
  const { columns, latency, floors } = tally;
  const add = (name: string, baseline: number, delta: number) => {
    const column = columns[name];
    if (column !== undefined) addPair(column, position, baseline, delta);
  };
  add('utility', was.found, is.found - was.found);
  add('policy', 1, 0);
  add('safety', 1, 0);
  add('economics_cents_per_decision', was.cents, is.cents - was.cents);
  latency.baseline[position] = was.ms;
  latency.treatment.push(is.ms);
  for (const floor of [floors.policy, floors.safety]) {
    floor.n++;
    floor.lowest = 1;
  }
  tally.size = position + 1;
}

function candidateOf({ depth, hops }: Configuration): Candidate {
  return {
    candidate_id: `depth${depth}_hops${hops}`,
    fingerprint: `sha256:${'0'.repeat(64)}`,
    generator: 'grid',
    layer: 'retrieval',
    patch: {
      ...(depth === BASELINE.depth ? {} : { 'evidence.kb.top_k': { from: BASELINE.depth, to: depth } }),
      ...(hops === BASELINE.hops ? {} : { 'evidence.kb.max_hops': { from: BASELINE.hops, to: hops } }),
    },
    rationale: 'a configuration of a table',
    hypothesis: { mechanism: 'less is retrieved', expected_delta: {} },
  };
}

function mean(outcomes: readonly Outcome[], what: 'found' | 'cents'): number {
  return outcomes.reduce((sum, outcome) => sum + outcome[what], 0) / outcomes.length;
}

function p95(outcomes: readonly Outcome[]): number {
  const sorted = outcomes.map(({ ms }) => ms).sort((a, b) => a - b);
  return sorted[Math.ceil(0.95 * sorted.length) - 1] ?? 0;
}
