/**
 * The search by race: the real replay answers case by case, only where the race asks. The search sets are held in memory
 * meanwhile, since it asks in no order that a file could be read in.
 */
import type { RaceResult } from '../../core/racing/field.ts';
import { reachOf } from '../../core/racing/grid.ts';
import { benchLaws } from '../../core/racing/laws.ts';
import { race } from '../../core/racing/race.ts';
import { reasonOf } from '../../core/racing/reason.ts';
import { openSlicing } from '../../core/scoring/slices.ts';
import { wholeLine } from '../../core/selection/lines.ts';
import { MOST_LINES } from '../../core/selection/plan-look.ts';
import type { Selection } from '../../core/selection/select.ts';
import type { ResolvedTarget } from '../../core/targets/resolve-target.ts';
import type { Workspace } from '../../ports/workspace.ts';
import type { Candidate } from '../../schema/candidate.ts';
import { type GoldenCase, tagsOf } from '../../schema/golden-case.ts';
import type { Considered } from '../../schema/proposal.ts';
import type { VerifiedSets } from '../opening/target-run.ts';
import { type Bench, extraMetrics } from '../replay/bench.ts';
import { openCase, visitCases } from '../replay/replay-set.ts';
import { fieldOf, type Stop, type Track } from './race-field.ts';
import { figuresOf } from './race-figures.ts';

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

/** Races the candidates over the search sets of all benches, one after the other in one row of cases. */
export async function raceCandidates(
  sets: { readonly workspace: Workspace; readonly verified: VerifiedSets },
  resolved: ResolvedTarget,
  benches: readonly Bench[],
  candidates: readonly Candidate[],
): Promise<Raced> {
  const { target, configuration } = resolved;
  const aim = { metric: target.metric, direction: target.direction };
  const tracks: Track[] = [];
  for (const bench of benches) {
    const stops = await openStops(sets, bench, extraMetrics(resolved, bench));
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
  { workspace, verified }: Parameters<typeof raceCandidates>[0],
  bench: Bench,
  extra: readonly string[],
): Promise<Stop[]> {
  const stops: Stop[] = [];
  const open = (golden: GoldenCase) => {
    const { baseline, under } = openCase(bench, golden, bench.searchSet);
    stops.push({ golden, under, baseline, figures: figuresOf(bench.suite, extra, golden, baseline, baseline) });
  };
  await visitCases(workspace, { set: bench.searchSet, kept: verified.get(bench.intent)?.kept ?? null }, open);
  return stops;
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
