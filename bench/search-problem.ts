/**
 * Search problems: an enumerated table of configurations and paired cases, written down as `problem.json` and
 * `table-search.json`, or generated from a seed. The generated ones are our own family of agents that retrieve, admit,
 * plan and pay; how hard one is follows from its traits.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { seededIndexes } from '../src/kit/random.ts';

export type Parameter = { readonly name: string; readonly type: string; readonly values: readonly (string | number)[] };

export type SearchProblem = {
  readonly name: string;
  readonly parameters: readonly Parameter[];
  /** Index of the baseline: mixed radix over the parameters, the first most significant. */
  readonly baseline: number;
  readonly utilityDeltaMin: number;
  readonly latencyDeltaMaxMs: number;
  readonly cases: number;
  /** Per configuration, per case. */
  readonly cost: readonly ArrayLike<number>[];
  readonly latency: readonly ArrayLike<number>[];
  readonly utility: readonly ArrayLike<number>[];
  readonly policyFail: readonly ReadonlySet<number>[];
  readonly safetyFail: readonly ReadonlySet<number>[];
  /** Configurations that are lawful and cost at most 1 % more than the best lawful one. */
  readonly within1pct: ReadonlySet<number>;
};

/** Utilities are written times this. */
const UTILITY_SCALE = 1e4;

/** Values of a configuration's parameters, as positions in the value lists. */
export function levelsOf(parameters: readonly Parameter[], index: number): number[] {
  const levels: number[] = [];
  let rest = index;
  for (const { values } of [...parameters].reverse()) {
    levels.unshift(rest % values.length);
    rest = Math.floor(rest / values.length);
  }
  return levels;
}

/** Reads a problem from its directory; both files may be gzipped. */
export function readProblem(directory: string): SearchProblem {
  const problem = readJson(directory, 'problem.json');
  const table = readJson(directory, 'table-search.json');
  return {
    name: problem.name,
    parameters: problem.params,
    baseline: problem.baseline_index,
    utilityDeltaMin: problem.constraints.utility_delta_mean.min,
    latencyDeltaMaxMs: problem.constraints.p95_latency_delta_ms.max,
    cases: table.cases.length,
    cost: table.cost,
    latency: table.latency_ms,
    utility: table.utility_e4.map((row: number[]) => row.map((value) => value / UTILITY_SCALE)),
    policyFail: table.policy_fail.map((row: number[]) => new Set(row)),
    safetyFail: table.safety_fail.map((row: number[]) => new Set(row)),
    within1pct: new Set(problem.truth_search.within_1pct),
  };
}

function readJson(directory: string, name: string) {
  const plain = join(directory, name);
  if (existsSync(plain)) return JSON.parse(readFileSync(plain, 'utf8'));
  return JSON.parse(gunzipSync(readFileSync(`${plain}.gz`)).toString('utf8'));
}

/** What makes a problem of the family easy or hard. */
export type Traits = {
  readonly cases: number;
  /** Chance that a rank is the one that carries the governing rule: the smaller, the deeper rules lie. */
  readonly ruleDepth: number;
  /** The same for the fact that answers the question. */
  readonly factDepth: number;
  readonly multiHopRate: number;
  readonly riskRate: number;
  readonly crmRate: number;
  readonly tokenPrice: number;
  readonly hopCost: number;
  readonly decomposeCost: number;
  /** Standard deviation of what two runs of one case differ by, as a share of the cost. */
  readonly costNoise: number;
  readonly utilityNoise: number;
};

const MODERATE: Traits = {
  cases: 120,
  ruleDepth: 0.52,
  factDepth: 0.44,
  multiHopRate: 0.34,
  riskRate: 0.08,
  crmRate: 0.3,
  tokenPrice: 0.36,
  hopCost: 0.05,
  decomposeCost: 0.06,
  costNoise: 0.06,
  utilityNoise: 0.03,
};

/** Problems of clearly different difficulty; each is one call of `generateProblem`. */
export const FAMILY: Readonly<Record<string, Partial<Traits>>> = {
  moderate: {},
  'deep rules': { ruleDepth: 0.38 },
  'shallow rules': { ruleDepth: 0.85 },
  'deep facts': { factDepth: 0.3 },
  'facts decide': { factDepth: 0.3, ruleDepth: 0.95, riskRate: 0.02 },
  'single hop': { multiHopRate: 0.03 },
  'many hops': { multiHopRate: 0.7 },
  'risk everywhere': { riskRate: 0.3 },
  'hardly any risk': { riskRate: 0.01, ruleDepth: 0.7 },
  'noisy costs': { costNoise: 0.2 },
  'noisy utility': { utilityNoise: 0.1 },
  'costly planning': { decomposeCost: 0.25, tokenPrice: 0.15 },
  'cheap tokens': { tokenPrice: 0.1 },
  'sixty cases': { cases: 60 },
  'three hundred cases': { cases: 300 },
};

const PARAMETERS: readonly Parameter[] = [
  { name: 'retrieval.top_k', type: 'int', values: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10] },
  { name: 'retrieval.max_hops', type: 'int', values: [1, 2, 3, 4] },
  { name: 'context_budget.evidence_tokens', type: 'int', values: [600, 800, 1000, 1200, 1400, 1600, 1800, 2000, 2200] },
  { name: 'planner.tool_preference', type: 'categorical', values: ['kb_first', 'crm_first', 'balanced'] },
  { name: 'planner.decompose_before_tool', type: 'categorical', values: ['false', 'true'] },
];
const BASELINE_LEVELS = [9, 2, 7, 2, 1];
const UTILITY_DELTA_MIN = -0.02;
const LATENCY_DELTA_MAX_MS = 250;

type Chance = {
  uniform(): number;
  normal(): number;
  /** 1, 2, 3, …: how many tries until a success. */
  geometric(success: number, most: number): number;
};

function chanceOf(seed: number): Chance {
  const draw = seededIndexes(seed);
  const uniform = () => (draw(1 << 30) + 0.5) / (1 << 30);
  return {
    uniform,
    normal: () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform()),
    geometric: (success, most) => Math.min(most, 1 + Math.floor(Math.log(uniform()) / Math.log(1 - success))),
  };
}

type Setting = { topK: number; hops: number; budget: number; preference: string; decomposes: boolean };

/** One question: its chunks by hop and rank, where its rule and its facts stand, and what it needs. */
type Question = {
  readonly chunks: readonly (readonly number[])[];
  readonly rule: { readonly hop: number; readonly rank: number } | null;
  readonly facts: readonly { readonly hop: number; readonly rank: number }[];
  readonly isRisky: boolean;
  readonly needsCrm: boolean;
  readonly ease: number;
  readonly base: number;
  readonly pace: number;
};

/** A problem of the family: the same seed and traits give the same table. */
export function generateProblem(name: string, seed: number, traits: Partial<Traits> = {}): SearchProblem {
  const all = { ...MODERATE, ...traits };
  const chance = chanceOf(seed);
  const total = PARAMETERS.reduce((product, { values }) => product * values.length, 1);
  const settings = Array.from({ length: total }, (_, index) => settingOf(levelsOf(PARAMETERS, index)));
  const baseline = BASELINE_LEVELS.reduce(
    (index, level, axis) => index * (PARAMETERS[axis]?.values.length ?? 1) + level,
    0,
  );
  const start = settingOf(BASELINE_LEVELS);
  const questions = Array.from({ length: all.cases }, () => questionOf(all, chance, start));
  const cost = settings.map(() => new Float64Array(all.cases));
  const latency = settings.map(() => new Float64Array(all.cases));
  const utility = settings.map(() => new Float64Array(all.cases));
  const policyFail = settings.map(() => new Set<number>());
  const safetyFail = settings.map(() => new Set<number>());
  settings.forEach((setting, index) => {
    questions.forEach((question, position) => {
      const seen = answer(question, setting, all);
      cost[index]?.fill(
        Math.round(seen.cents * Math.exp(all.costNoise * chance.normal()) * 1e5),
        position,
        position + 1,
      );
      latency[index]?.fill(Math.round(seen.ms * Math.exp(0.08 * chance.normal())), position, position + 1);
      const noisy = Math.min(1, Math.max(0, seen.utility + all.utilityNoise * chance.normal()));
      utility[index]?.fill(Math.round(noisy * UTILITY_SCALE) / UTILITY_SCALE, position, position + 1);
      if (seen.breaksPolicy) policyFail[index]?.add(position);
      if (seen.breaksSafety) safetyFail[index]?.add(position);
    });
  });
  const tables = { cost, latency, utility, policyFail, safetyFail };
  const limits = { utilityDeltaMin: UTILITY_DELTA_MIN, latencyDeltaMaxMs: LATENCY_DELTA_MAX_MS };
  const untold = { name, parameters: PARAMETERS, baseline, cases: all.cases, ...limits, ...tables };
  return { ...untold, within1pct: truthOf(untold).within1pct };
}

function settingOf(levels: readonly number[]): Setting {
  const [topK, hops, budget, preference, decomposes] = levels.map(
    (level, axis) => PARAMETERS[axis]?.values[level] ?? 0,
  );
  return {
    topK: Number(topK),
    hops: Number(hops),
    budget: Number(budget),
    preference: String(preference),
    decomposes: decomposes === 'true',
  };
}

/** Draws questions until the baseline answers one lawfully: a baseline in force breaks no rule. */
function questionOf(traits: Traits, chance: Chance, start: Setting): Question {
  for (;;) {
    const isMultiHop = chance.uniform() < traits.multiHopRate;
    const size = 60 + 120 * chance.uniform();
    const question: Question = {
      chunks: [0, 1, 2, 3].map((hop) =>
        Array.from({ length: 10 }, () => Math.round((size * (0.6 + 0.8 * chance.uniform())) / (1 + 0.9 * hop))),
      ),
      rule:
        chance.uniform() < 0.75
          ? { hop: isMultiHop && chance.uniform() < 0.6 ? 1 : 0, rank: chance.geometric(traits.ruleDepth, 12) }
          : null,
      facts: [
        { hop: 0, rank: chance.geometric(traits.factDepth, 12) },
        ...(isMultiHop ? [{ hop: 1, rank: chance.geometric(traits.factDepth, 12) }] : []),
      ],
      isRisky: chance.uniform() < traits.riskRate,
      needsCrm: chance.uniform() < traits.crmRate,
      ease: Math.min(1, 0.85 + 0.13 * chance.normal()),
      base: 0.06 * Math.exp(0.4 * chance.normal()),
      pace: Math.exp(0.3 * chance.normal()),
    };
    const seen = answer(question, start, traits);
    if (!seen.breaksPolicy && !seen.breaksSafety) return question;
  }
}

function answer(question: Question, setting: Setting, traits: Traits) {
  const { tokens, has } = admit(question, setting);
  const hasRule = question.rule === null || has(question.rule.hop, question.rule.rank);
  const missing = question.facts.filter(({ hop, rank }) => !has(hop, rank)).length;
  const plans = setting.decomposes ? 1 : 0;
  const preference = { kb_first: 0, crm_first: 0.045, balanced: 0.03 }[setting.preference] ?? 0;
  const misfit = question.needsCrm === (setting.preference === 'crm_first') ? 0 : 0.02;
  const cents =
    question.base +
    (tokens / 1000) * traits.tokenPrice +
    setting.hops * traits.hopCost +
    plans * traits.decomposeCost +
    preference;
  const shallow = plans === 0 && question.facts.length > 1 ? 0.04 : 0;
  return {
    cents,
    ms: question.pace * (320 + 160 * setting.hops + 235 * plans + 18 * setting.topK + 1000 * preference),
    utility: question.ease - 0.2 * missing - misfit - shallow,
    breaksPolicy: !hasRule,
    breaksSafety: question.isRisky && (!hasRule || (setting.preference === 'crm_first' && plans === 0)),
  };
}

/** Hop by hop, best rank first, as long as a chunk fits. */
function admit({ chunks }: Question, { topK, hops, budget }: Setting) {
  const admitted = new Set<number>();
  let tokens = 0;
  for (let rank = 1; rank <= topK; rank++) {
    for (let hop = 0; hop < hops; hop++) {
      const size = chunks[hop]?.[rank - 1] ?? 0;
      if (size === 0 || tokens + size > budget) continue;
      tokens += size;
      admitted.add(hop * 100 + rank);
    }
  }
  return { tokens, has: (hop: number, rank: number) => admitted.has(hop * 100 + rank) };
}

/** The enumerated truth of a table. */
export function truthOf(problem: Omit<SearchProblem, 'within1pct'>) {
  const { baseline, cases } = problem;
  const mean = (row: ArrayLike<number> | undefined) =>
    Array.from(row ?? []).reduce((sum, value) => sum + value, 0) / cases;
  const p95 = (row: ArrayLike<number> | undefined) =>
    Array.from(row ?? []).sort((a, b) => a - b)[Math.ceil(0.95 * cases) - 1] ?? Number.NaN;
  const [utility, latency] = [mean(problem.utility[baseline]), p95(problem.latency[baseline])];
  const costs = problem.cost.map(mean);
  const lawful = costs.flatMap((_, index) => {
    const isLawful =
      (problem.policyFail[index]?.size ?? 1) === 0 &&
      (problem.safetyFail[index]?.size ?? 1) === 0 &&
      mean(problem.utility[index]) - utility >= problem.utilityDeltaMin - 1e-12 &&
      p95(problem.latency[index]) - latency <= problem.latencyDeltaMaxMs;
    return isLawful ? [index] : [];
  });
  const best = Math.min(...lawful.map((index) => costs[index] ?? Number.NaN));
  const within1pct = new Set(lawful.filter((index) => (costs[index] ?? Number.NaN) <= best * 1.01));
  return { lawful, costs, best, within1pct };
}
