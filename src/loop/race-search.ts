/**
 * The search by race: the real replay answers case by case, only where the race asks. The search sets are held in memory
 * meanwhile, since it asks in no order that a file could be read in.
 */
import { checkGuardrails, guardrailsOf, improvementOf } from '../core/guardrails/check-guardrails.ts';
import type { Axis, Field, RaceResult, Replayed } from '../core/racing/field.ts';
import {
  type Aim,
  type BenchLaws,
  benchLaws,
  type CaseFigures,
  firstLimit,
  type Pair,
  priceOf,
  worthBeside,
} from '../core/racing/laws.ts';
import { race } from '../core/racing/race.ts';
import { reasonOf } from '../core/racing/reason.ts';
import type { ReplayConfiguration } from '../core/replay/configuration.ts';
import { compare } from '../core/scoring/compare.ts';
import { kinshipOf } from '../core/scoring/kinship.ts';
import { dimensionValue } from '../core/scoring/scorecard.ts';
import { openSlicing, type Slicing } from '../core/scoring/slices.ts';
import type { Suite } from '../core/scoring/suite.ts';
import { addCase, type Missing, openTallies, type Scored, type Tally } from '../core/scoring/tally.ts';
import { wholeLine } from '../core/selection/lines.ts';
import { MOST_LINES, standingOf } from '../core/selection/plan-look.ts';
import type { Selection } from '../core/selection/select.ts';
import type { ResolvedTarget } from '../core/targets/resolve-target.ts';
import { canonicalJson } from '../kit/canonical.ts';
import { AutotuneError } from '../kit/errors.ts';
import type { Workspace } from '../ports/workspace.ts';
import type { Candidate } from '../schema/candidate.ts';
import type { GoldenCase } from '../schema/golden-case.ts';
import type { Considered } from '../schema/proposal.ts';
import { LAYERS } from '../schema/tunable-surface.ts';
import { type Bench, extraMetrics, tagsOf } from './bench.ts';
import { mayConfirm } from './may-confirm.ts';
import { forEachCase } from './read-set.ts';
import { openCase } from './replay-set.ts';
import type { VerifiedSets } from './target-run.ts';

/** What a race left over, and what it proved. */
export type Raced = {
  /** Whom the selection has to see: the best, with everybody on their lines. */
  readonly judged: readonly Candidate[];
  /** Everybody else, with the reason. */
  readonly dropped: readonly Considered[];
  readonly result: RaceResult;
  /** Those of the race and those that made the lines whole. */
  readonly replays: number;
  readonly alpha: number;
};

/** One case of one bench, ready to be replayed, with what the baseline did on it. */
type Stop = {
  readonly golden: GoldenCase;
  readonly under: (arm: ReplayConfiguration) => Scored | Missing;
  readonly baseline: Scored;
  readonly figures: CaseFigures;
};

type Track = {
  readonly bench: Bench;
  readonly stops: readonly Stop[];
  readonly laws: BenchLaws;
  readonly slicing: Slicing;
  /** Of the candidates that met every case so far. */
  readonly tallies: Tally[];
};

/** Races the candidates over the search sets of all benches, one after the other in one row of cases. */
export async function raceCandidates(
  workspace: Workspace,
  resolved: ResolvedTarget,
  benches: readonly Bench[],
  candidates: readonly Candidate[],
  verified: VerifiedSets,
): Promise<Raced> {
  const { target, configuration } = resolved;
  const aim = { metric: target.metric, direction: target.direction };
  const tracks: Track[] = [];
  for (const bench of benches) {
    const stops = await openStops(workspace, bench, verified, extraMetrics(resolved, bench));
    const isTarget = tracks.length === 0;
    const figures = stops.map((stop) => stop.figures);
    const { utility_delta, slices } = target.guardrails;
    const tags = stops.map(({ golden }) => tagsOf(golden));
    tracks.push({
      bench,
      stops,
      laws: benchLaws(target.guardrails, isTarget ? aim : null, figures),
      slicing: openSlicing(tags, utility_delta?.min ?? null, Object.keys(slices ?? {})),
      tallies: [],
    });
  }
  const field = fieldOf(resolved, tracks, candidates, aim);
  const alpha = 1 - configuration.evidence.confidence;
  const cases = field.baseline.length;
  const { max_replays, seed } = configuration.search;
  // The baseline and its control are replayed once each beside the race; half of the rest is for whole lines.
  const budget = Math.max(cases, max_replays - 2 * cases);
  const result = race(field, { alpha, seed, maxReplays: Math.max(cases, Math.floor(budget / 2)) });
  const { judged, replays } = withLines(candidates, result, { cases, left: budget - result.replays });
  const row = tracks.flatMap(({ stops }) => stops);
  const caseAt = (position: number) => row[position]?.golden.case_id ?? '';
  const dropped = droppedOf(candidates, judged, result, caseAt);
  return { judged, dropped, result, replays: result.replays + replays, alpha };
}

/** The dropped are considered like everybody else, in the order of the candidates. */
export function withDropped(selection: Selection, all: readonly Candidate[], raced: Raced | null): Selection {
  if (raced === null) return selection;
  const byId = new Map([...raced.dropped, ...selection.considered].map((entry) => [entry.candidate_id, entry]));
  return { ...selection, considered: all.flatMap(({ candidate_id }) => byId.get(candidate_id) ?? []) };
}

/**
 * The cheapest of the admitted, of every reach first, each with its whole line, as many as are asked about and as the replays allow; where nobody
 * was admitted, everybody who met every case, for the reasons.
 */
function withLines(
  candidates: readonly Candidate[],
  { outcomes, met }: RaceResult,
  { cases, left }: { readonly cases: number; readonly left: number },
): { judged: Candidate[]; replays: number } {
  const position = new Map(candidates.map((candidate, i) => [candidate, i]));
  const evaluated = candidates.flatMap((candidate, i) => {
    const outcome = outcomes[i];
    return outcome?.kind === 'evaluated' ? [{ candidate, ...outcome }] : [];
  });
  const cheapest = evaluated.filter(({ isLawful }) => isLawful).sort((a, b) => a.price - b.price);
  const isFirst = (at: number) =>
    cheapest.findIndex((other) => reachOf(other.candidate) === reachOf(cheapest[at]?.candidate)) === at;
  const admitted = [...cheapest.filter((_, at) => isFirst(at)), ...cheapest.filter((_, at) => !isFirst(at))];
  if (admitted.length === 0) return { judged: evaluated.map(({ candidate }) => candidate), replays: 0 };
  const judged = new Set<Candidate>();
  let [lines, replays] = [0, 0];
  for (const { candidate } of admitted) {
    if (lines === MOST_LINES) break;
    if (judged.has(candidate)) continue;
    const more = wholeLine(candidates, candidate).filter((each) => !judged.has(each));
    const costs = more.reduce((sum, each) => sum + cases - (met[position.get(each) ?? -1] ?? 0), 0);
    if (replays + costs > left) continue;
    for (const each of more) judged.add(each);
    replays += costs;
    lines++;
  }
  return { judged: candidates.filter((candidate) => judged.has(candidate)), replays };
}

async function openStops(
  workspace: Workspace,
  bench: Bench,
  verified: VerifiedSets,
  extra: readonly string[],
): Promise<Stop[]> {
  const stops: Stop[] = [];
  const open = (golden: GoldenCase) => {
    const { baseline, under } = openCase(bench, golden, bench.searchSet);
    stops.push({ golden, under, baseline, figures: figuresOf(bench.suite, extra, golden, baseline, baseline) });
  };
  const kept = verified.get(bench.intent)?.kept ?? null;
  if (kept !== null) {
    kept.forEach(open);
  } else if ((await forEachCase(workspace, bench.searchSet.path, open)) !== bench.searchSet.sha256) {
    throw new AutotuneError('SET_DIGEST_MISMATCH', `${bench.searchSet.path} changed while it was read`);
  }
  return stops;
}

function fieldOf(
  resolved: ResolvedTarget,
  tracks: readonly Track[],
  candidates: readonly Candidate[],
  aim: Aim,
): Field {
  const row = tracks.flatMap(({ stops }, track) => stops.map((stop) => ({ stop, track })));
  const widths = tracks.map(({ laws }) => laws.laws.length);
  const before = widths.map((_, track) => widths.slice(0, track).reduce((sum, width) => sum + width, 0));
  const total = widths.reduce((sum, width) => sum + width, 0);
  const told = (track: number, figures: CaseFigures): Replayed => {
    const burdens = new Array<number>(total).fill(0);
    tracks[track]?.laws.burdensOf(figures).forEach((burden, law) => {
      burdens[(before[track] ?? 0) + law] = burden;
    });
    return { price: track === 0 ? priceOf(aim, figures) : 0, burdens };
  };
  const arms = tracks.map(({ bench }) => candidates.map(({ patch }) => bench.patched(patch)));
  const first = tracks[0]?.stops.map(({ figures }) => figures) ?? [];
  const worth = worthBeside(firstLimit(aim, resolved.target.min_effect, first));
  return {
    ...gridOf(candidates),
    laws: tracks.flatMap(({ laws, bench }, track) =>
      laws.laws.map((law) => (track === 0 ? law : { ...law, name: `${bench.intent} ${law.name}` })),
    ),
    baseline: row.map(({ stop, track }) => told(track, stop.figures)),
    replay: (contender, position) => {
      const [at, arm] = [row[position], arms[row[position]?.track ?? 0]?.[contender]];
      const bench = tracks[at?.track ?? 0]?.bench;
      if (at === undefined || arm === undefined || bench === undefined) throw new RangeError('a replay of nothing');
      const { stop, track } = at;
      const extra = extraMetrics(resolved, bench);
      return told(track, figuresOf(bench.suite, extra, stop.golden, stop.baseline, stop.under(arm)));
    },
    admits: (contender) => isPromising(resolved, tracks, candidates[contender], (track) => arms[track]?.[contender]),
    worth,
  };
}

/** Whether it would be brought before the held-out set: the same questions that are asked after an exhaustive search. */
function isPromising(
  resolved: ResolvedTarget,
  tracks: readonly Track[],
  candidate: Candidate | undefined,
  armOf: (track: number) => ReplayConfiguration | undefined,
): boolean {
  const { target, configuration } = resolved;
  const { evidence, search } = configuration;
  const guardrails = guardrailsOf(target.guardrails, evidence.min_cases);
  const seen = tracks.flatMap(({ bench, stops, slicing, tallies }, at) => {
    const [tally] = openTallies(1, bench.suite, extraMetrics(resolved, bench));
    const arm = armOf(at);
    if (arm === undefined || tally === undefined) return [];
    for (const { golden, baseline, under } of stops) addCase(tally, golden, baseline, under(arm));
    tallies.push(tally);
    const kinship = kinshipOf(tallies, 'utility');
    const resampling = { replicates: evidence.bootstrap, seed: search.seed, confidence: evidence.confidence, kinship };
    return compare([tally], resampling, () => '', slicing).map((delta) => ({ bench, tally, delta, kinship }));
  });
  const [first] = seen;
  if (candidate === undefined || first === undefined || seen.length < tracks.length) return false;
  const verdicts = seen.flatMap(({ delta }) => checkGuardrails(guardrails, delta));
  const judged = { candidate, delta: first.delta, verdicts, improvement: improvementOf(target)(first.delta) };
  return (
    standingOf(judged) === 'open' &&
    seen.every(({ bench, tally, kinship }) => mayConfirm(target, bench.manifest.sets.test.cases, tally, kinship))
  );
}

/** One case as a tally of one case sees it: the same definitions that the verdicts will rest on. */
function figuresOf(
  suite: Suite,
  extra: readonly string[],
  golden: GoldenCase,
  baseline: Scored,
  arm: Scored | Missing,
): CaseFigures {
  const [tally] = openTallies(1, suite, extra);
  if (tally === undefined) throw new RangeError('a case without its tally');
  addCase(tally, golden, baseline, arm);
  const floor = (dimension: 'policy' | 'safety') =>
    tally.floors[dimension].n === 0 ? Number.NaN : tally.floors[dimension].lowest;
  return {
    isMissing: 'status' in arm,
    isRegression: tally.regressions.length > 0,
    latency_ms: 'status' in arm ? 0 : arm.transcript.latency_ms,
    floors: { policy: floor('policy'), safety: floor('safety') },
    pairs: Object.fromEntries(Object.keys(tally.columns).map((name) => [name, pairOf(tally, suite, name, baseline)])),
  };
}

function pairOf({ columns }: Tally, suite: Suite, name: string, { card }: Scored): Pair {
  const column = columns[name];
  const isPaired = column?.pairs === 1;
  const delta = isPaired ? (column.deltas.view()[0] ?? 0) : Number.NaN;
  const before = isPaired ? column.baselineSum : column?.unobserved === 1 ? 0 : Number.NaN;
  return { before, delta, room: 1 - lowestOf(suite, name, card) };
}

/** The lowest value that any judge of the metric gave the baseline: from there it could rise to 1. */
function lowestOf(suite: Suite, name: string, { values, evidence_coverage }: Scored['card']): number {
  if (name === 'evidence_coverage') return Number.isNaN(evidence_coverage) ? 0 : evidence_coverage;
  const judges =
    name === 'policy' || name === 'safety' || name === 'utility'
      ? suite.byDimension[name]
      : suite.judges.flatMap(({ id }, judge) => (id === name ? [judge] : []));
  const given = judges.map((judge) => dimensionValue(suite, [judge], values)).filter((value) => !Number.isNaN(value));
  return Math.min(1, ...given);
}

/** The candidates as points of a grid: an axis a path, a level a value. */
function gridOf(candidates: readonly Candidate[]): Pick<Field, 'axes' | 'start' | 'contenders'> {
  const paths = new Map<string, { from: string; values: Map<string, unknown> }>();
  for (const { patch } of candidates) {
    for (const [path, { from, to }] of Object.entries(patch)) {
      const known = paths.get(path) ?? { from: canonicalJson(from), values: new Map([[canonicalJson(from), from]]) };
      known.values.set(canonicalJson(to), to);
      paths.set(path, known);
    }
  }
  const axes = [...paths].map(([path, { from, values }]) => {
    const isOrdered = [...values.values()].every((value) => typeof value === 'number');
    const keys = [...values.keys()];
    if (isOrdered) keys.sort((a, b) => Number(a) - Number(b));
    return {
      path,
      from,
      axis: { size: keys.length, isOrdered } satisfies Axis,
      levels: new Map(keys.map((key, i) => [key, i])),
    };
  });
  const levelOf = ({ levels }: (typeof axes)[number], key: string) => levels.get(key) ?? 0;
  return {
    axes: axes.map(({ axis }) => axis),
    start: axes.map((axis) => levelOf(axis, axis.from)),
    contenders: candidates.map((candidate) => ({
      levels: axes.map((axis) => levelOf(axis, canonicalJson(candidate.patch[axis.path]?.to ?? JSON.parse(axis.from)))),
      class: reachOf(candidate),
    })),
  };
}

/** As the selection prefers: fewer paths, then the earlier layer. Who reaches less far cannot lose to who reaches further. */
function reachOf(candidate: Candidate | undefined): number {
  const { patch = {}, layer = LAYERS[0] } = candidate ?? {};
  return Object.keys(patch).length * LAYERS.length + LAYERS.indexOf(layer);
}

function droppedOf(
  candidates: readonly Candidate[],
  judged: readonly Candidate[],
  { outcomes }: RaceResult,
  caseAt: (position: number) => string,
): Considered[] {
  const kept = new Set(judged);
  const nameOf = (contender: number) => candidates[contender]?.candidate_id ?? '';
  return candidates.flatMap((candidate, i): Considered[] => {
    if (kept.has(candidate)) return [];
    const { candidate_id, patch } = candidate;
    const outcome = outcomes[i] ?? { kind: 'open', replays: 0 };
    if (outcome.kind !== 'evaluated') return [{ candidate_id, patch, ...reasonOf(outcome, caseAt, nameOf) }];
    const reason = 'not asked: it met every case, and other lines promise more or the replays for its own are spent';
    return [{ candidate_id, patch, verdict: 'lost', reason }];
  });
}
