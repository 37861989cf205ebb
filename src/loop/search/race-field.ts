/** The field of a race: the cases of all benches in one row, answered by the real replay where the race asks. */
import { checkGuardrails, guardrailsOf, improvementOf } from '../../core/guardrails/check-guardrails.ts';
import type { Field, Replayed } from '../../core/racing/field.ts';
import { gridOf } from '../../core/racing/grid.ts';
import {
  type Aim,
  type BenchLaws,
  type CaseFigures,
  firstLimit,
  priceOf,
  worthBeside,
} from '../../core/racing/laws.ts';
import type { ReplayConfiguration } from '../../core/replay/configuration.ts';
import { compare } from '../../core/scoring/compare.ts';
import { kinshipsOf } from '../../core/scoring/kinship.ts';
import type { Slicing } from '../../core/scoring/slices.ts';
import { addCase, type Missing, openTallies, type Scored, type Tally } from '../../core/scoring/tally.ts';
import { standingOf } from '../../core/selection/plan-look.ts';
import type { ResolvedTarget } from '../../core/targets/resolve-target.ts';
import type { Candidate } from '../../schema/candidate.ts';
import type { GoldenCase } from '../../schema/golden-case.ts';
import { type Bench, extraMetrics } from '../replay/bench.ts';
import { mayConfirm } from './may-confirm.ts';
import { figuresOf } from './race-figures.ts';

/** One case of one bench, ready to be replayed, with what the baseline did on it. */
export type Stop = {
  readonly golden: GoldenCase;
  readonly under: (arm: ReplayConfiguration) => Scored | Missing;
  readonly baseline: Scored;
  readonly figures: CaseFigures;
};

export type Track = {
  readonly bench: Bench;
  readonly stops: readonly Stop[];
  readonly laws: BenchLaws;
  readonly slicing: Slicing;
  /** Of the candidates that met every case so far. */
  readonly tallies: Tally[];
};

/** The candidates over the tracks, as the race sees them. */
export function fieldOf(
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
    const [tally] = openTallies(1, bench.suite, { evaluators: extraMetrics(resolved, bench) });
    const arm = armOf(at);
    if (arm === undefined || tally === undefined) return [];
    for (const { golden, baseline, under } of stops) addCase(tally, golden, baseline, under(arm));
    tallies.push(tally);
    const kinship = kinshipsOf(tallies);
    const resampling = { replicates: evidence.bootstrap, seed: search.seed, confidence: evidence.confidence, kinship };
    const heldout = bench.manifest.sets.test.cases;
    return compare([tally], resampling, () => '', slicing).map((delta) => {
      const { confidence } = evidence;
      return { delta, outlook: { tally, delta, kinship, slicing, heldout, confidence, isRateMissed: false } };
    });
  });
  const [first] = seen;
  if (candidate === undefined || first === undefined || seen.length < tracks.length) return false;
  const verdicts = seen.flatMap(({ delta }) => checkGuardrails(guardrails, delta));
  const improvement = improvementOf(target, resolved.suite.evaluators)(first.delta);
  const judged = { candidate, delta: first.delta, verdicts, improvement, misses: [] };
  return standingOf(judged) === 'open' && seen.every(({ outlook }) => mayConfirm(target, outlook));
}
