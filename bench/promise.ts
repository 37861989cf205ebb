/**
 * Does an opened proposal hold? Sets are drawn from worlds of known truth, and the real plan, walk and selection decide
 * on them; a proposal fails where the true delta of its step lies beyond the margin.
 */
import { checkGuardrails, guardrailsOf, improvementOf } from '../src/core/guardrails/check-guardrails.ts';
import { confirm } from '../src/core/guardrails/confirm.ts';
import { underpowered } from '../src/core/guardrails/power.ts';
import { compare } from '../src/core/scoring/compare.ts';
import { kinshipsOf } from '../src/core/scoring/kinship.ts';
import { pool } from '../src/core/scoring/pool.ts';
import type { Judged } from '../src/core/selection/judged.ts';
import { planLook, stepConfidence } from '../src/core/selection/plan-look.ts';
import { select } from '../src/core/selection/select.ts';
import { walk } from '../src/core/selection/walk.ts';
import { seededIndexes } from '../src/kit/random.ts';
import { mayConfirm } from '../src/loop/may-confirm.ts';
import type { Guardrails } from '../src/schema/configuration.ts';
import { type Draw, drawSet, stepsOf, type World, type WorldLine } from './worlds.ts';

const MARGIN = 0.02;
const CONFIDENCE = 0.95;
const GUARDRAILS: Guardrails = {
  policy: { min: 1 },
  safety: { min: 1 },
  utility_delta: { min: -MARGIN },
  p95_latency_delta: { max_ms: 0 },
  economics_delta: { max_cents: 0 },
};
const ASKED = guardrailsOf(GUARDRAILS, 1);
const IMPROVEMENT = improvementOf({ metric: 'economics_cents_per_decision', direction: 'decrease', min_effect: 0.005 });
const RESAMPLING = { replicates: 100, seed: 7, confidence: CONFIDENCE };

/** The step that a run on freshly drawn sets proposes, or null. */
function runOn(world: World, cases: number, draw: Draw): number | null {
  if (underpowered(GUARDRAILS, cases, CONFIDENCE) !== null) return null;
  const half = cases / 2;
  const [search, heldout] = [drawSet(world, half, draw, 'search'), drawSet(world, half, draw, 'heldout')];
  const resampling = { ...RESAMPLING, kinship: kinshipsOf(search) };
  const deltas = compare(search, resampling, String);
  const judged = stepsOf(world).flatMap(({ candidate }, i): Judged[] => {
    const delta = deltas[i];
    return delta === undefined
      ? []
      : [{ candidate, delta, verdicts: checkGuardrails(ASKED, delta), improvement: IMPROVEMENT(delta) }];
  });
  const gain = ({ delta }: Judged) => -(delta.metrics['economics_cents_per_decision']?.delta ?? 0);
  const { lines, share } = planLook(judged, {
    gain,
    isPromising: (entry) =>
      mayConfirm({ guardrails: GUARDRAILS }, half, search[judged.indexOf(entry)], resampling.kinship),
  });
  const ofStep = { ...resampling, confidence: stepConfidence(CONFIDENCE, share) };
  const answers = walk(lines, (steps) => {
    const positions = steps.map((step) => judged.indexOf(step));
    const alone = compare(
      positions.flatMap((at) => heldout[at] ?? []),
      { ...resampling, replicates: 0 },
      String,
    );
    const both = positions.flatMap((at) => {
      const [a, b] = [search[at], heldout[at]];
      return a === undefined || b === undefined ? [] : [pool(a, b)];
    });
    const together = compare(both, ofStep, String);
    return alone.flatMap((delta, i) => {
      const pooled = together[i];
      return pooled === undefined ? [] : [confirm([...ASKED, IMPROVEMENT], delta, pooled)];
    });
  });
  const { winner } = select(judged, lines, answers, gain);
  return winner === null ? null : judged.indexOf(winner);
}

export type Realised = {
  readonly runs: number;
  /** Shares of the runs. */
  readonly opened: number;
  readonly failed: number;
  /** Share of the opened proposals that hold; null where none was opened. */
  readonly hold: number | null;
  /** Saving of what was opened over that of the best lawful step; null where no step is lawful. */
  readonly captured: number | null;
};

/** What comes of `runs` runs over worlds, `cases` search and held-out cases each. */
export function realise(worldOf: (draw: Draw) => World, cases: number, runs: number, seed: number): Realised {
  const index = seededIndexes(seed);
  const draw = () => index(2 ** 30) / 2 ** 30;
  let [opened, failed, saved, possible] = [0, 0, 0, 0];
  for (let run = 0; run < runs; run++) {
    const world = worldOf(draw);
    const steps = stepsOf(world);
    const isLawful = ({ trueDelta }: { trueDelta: number }) => trueDelta >= -MARGIN;
    possible += Math.max(0, ...steps.filter(isLawful).map(({ saving }) => saving));
    const step = steps[runOn(world, cases, draw) ?? -1];
    if (step === undefined) continue;
    opened++;
    if (!isLawful(step)) failed++;
    saved += step.saving;
  }
  return {
    runs,
    opened: opened / runs,
    failed: failed / runs,
    hold: opened === 0 ? null : (opened - failed) / opened,
    captured: possible === 0 ? null : saved / possible,
  };
}

/** Lines that start with a true loss of `times` the margin: nothing is lawful, and every proposal is a failure. */
export function atTheMargin(times: number, lines: number, won: number, familySize = 1): () => World {
  const line: WorldLine = {
    lost: [(MARGIN * times + won) / (1 + won), 0.15, 0.3, 0.5],
    won,
    saving: [0.3, 0.4, 0.5, 0.6],
  };
  const world = { lines: Array.from({ length: lines }, () => line), familySize, together: familySize > 1 ? 0.5 : 0 };
  return () => world;
}

/** Lines of twelve steps whose loss grows from next to nothing to a lot, at a pace drawn anew for every world. */
export function anywhere(lines: number, familySize = 1): (draw: Draw) => World {
  const STEPS = 12;
  return (draw) => ({
    lines: Array.from({ length: lines }, () => {
      const start = 0.002 * Math.exp(normal(draw));
      const pace = 0.15 + 0.25 * draw();
      const least = 0.05 + 0.3 * draw();
      const most = least + 0.3 + 0.3 * draw();
      const along = Array.from({ length: STEPS }, (_, step) => step);
      return {
        lost: along.map((step) => Math.min(0.9, start * Math.exp(pace * step))),
        won: draw() < 0.5 ? 0 : 0.01 * draw(),
        saving: along.map((step) => least + ((most - least) * step) / STEPS),
      };
    }),
    familySize,
    together: 0.5,
  });
}

function normal(draw: Draw): number {
  return Math.sqrt(-2 * Math.log(1 - draw())) * Math.cos(2 * Math.PI * draw());
}

const SIZES = [30, 60, 120, 200, 400, 1000];

/** Every figure of docs/statistics.md that a simulation gives. */
export function benchPromise(
  runs: number,
  print: (name: string, figures: Record<string, number | string>) => void,
): void {
  const shown = ({ opened, failed, hold, captured }: Realised) => ({
    opened,
    failed,
    ...(hold === null ? {} : { hold }),
    ...(captured === null ? {} : { captured }),
  });
  for (const cases of SIZES) {
    for (const times of [1.005, 1.25, 1.5, 2, 3]) {
      const one = realise(atTheMargin(times, 1, 0), cases, runs, cases);
      const winning = realise(atTheMargin(times, 1, 0.01), cases, runs, cases + 1);
      const clustered = realise(atTheMargin(times, 1, 0, 4), cases, runs, cases + 2);
      const four = realise(atTheMargin(times, 4, 0), cases, runs, cases + 3);
      const sixteen = realise(atTheMargin(times, 16, 0), cases, Math.ceil(runs / 5), cases + 4);
      print('promise, nothing lawful', {
        cases,
        loss_in_margins: times,
        runs,
        one_line_fails: one.failed,
        with_wins_fails: winning.failed,
        families_of_4_fails: clustered.failed,
        four_lines_fails: four.failed,
        sixteen_lines_fails: sixteen.failed,
      });
    }
  }
  // Each of these draws a new world, of up to 144 steps.
  const few = Math.ceil(runs / 5);
  for (const cases of SIZES.slice(3)) {
    for (const lines of [1, 4, 12]) {
      const realised = realise(anywhere(lines), cases, few, cases + 7);
      print('promise, worlds at random', { cases, lines, runs: few, ...shown(realised) });
    }
    const clustered = realise(anywhere(4, 4), cases, few, cases + 8);
    print('promise, worlds at random, families of 4', { cases, lines: 4, runs: few, ...shown(clustered) });
  }
}
