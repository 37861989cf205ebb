/**
 * Does an opened proposal hold? Sets are drawn from worlds of known truth and decided on as a run does; a proposal fails
 * where the true delta of its step lies beyond the margin, or where it costs more in truth.
 */
import { seededIndexes } from '../src/kit/random.ts';
import { decideEach, type Sharing, TO_EACH_ITS_OWN } from './decide.ts';
import { type Draw, drawSet, type Step, stepsOf, type World, type WorldLine } from './worlds.ts';

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

/** Which runs are made. */
export type Runs = {
  /** Search and held-out cases together, half of them each; of the search set alone where `heldout` is another. */
  readonly cases: number;
  /** The held-out set, where its families are not those of the world. */
  readonly heldout?: { readonly cases: number; readonly familySize: World['familySize'] };
  readonly runs: number;
  readonly seed: number;
  /** Of utility; 0.02 is two points. */
  readonly margin?: number;
};

const MARGIN = 0.02;

/** What comes of runs on sets that are drawn from worlds. */
export function realise(worldOf: (draw: Draw) => World, which: Runs): Realised {
  const [realised] = realiseEach(worldOf, which, [TO_EACH_ITS_OWN]);
  if (realised === undefined) throw new RangeError('nothing was realised');
  return realised;
}

/** The same, on the same sets, under several ways to share the error of a look. */
export function realiseEach(
  worldOf: (draw: Draw) => World,
  { cases, runs, seed, margin = MARGIN, heldout: other }: Runs,
  sharings: readonly Sharing[],
): Realised[] {
  const index = seededIndexes(seed);
  const draw = () => index(2 ** 30) / 2 ** 30;
  let possible = 0;
  const counts = sharings.map(() => ({ opened: 0, failed: 0, saved: 0 }));
  for (let run = 0; run < runs; run++) {
    const world = worldOf(draw);
    const steps = stepsOf(world);
    const isLawful = ({ trueDelta, saving }: Step) => trueDelta >= -margin && saving >= 0;
    possible += Math.max(0, ...steps.filter(isLawful).map(({ saving }) => saving));
    const search = drawSet(world, other === undefined ? cases / 2 : cases, draw, 'search');
    const heldout = drawSet({ ...world, ...other }, other?.cases ?? cases / 2, draw, `heldout${run}`);
    const candidates = steps.map(({ candidate }) => candidate);
    decideEach({ search, heldout, candidates }, margin, sharings).forEach((picked, i) => {
      const [step, count] = [steps[picked ?? -1], counts[i]];
      if (step === undefined || count === undefined) return;
      count.opened++;
      if (!isLawful(step)) count.failed++;
      count.saved += step.saving;
    });
  }
  return counts.map(({ opened, failed, saved }) => ({
    runs,
    opened: opened / runs,
    failed: failed / runs,
    hold: opened === 0 ? null : (opened - failed) / opened,
    captured: possible === 0 ? null : saved / possible,
  }));
}

/** How the lines of a world of which nothing is lawful look. */
export type Unlawful = {
  readonly lines: number;
  /** The share of cases that is won. */
  readonly won?: number;
  readonly familySize?: World['familySize'];
  /** The share of families that are lost whole; half of them where families have several cases. */
  readonly together?: number;
  readonly margin?: number;
};

/** Lines that start with a true loss of `times` the margin: nothing is lawful, and every proposal is a failure. */
export function atTheMargin(
  times: number,
  { lines, won = 0, familySize = 1, together = familySize === 1 ? 0 : 0.5, margin = MARGIN }: Unlawful,
): () => World {
  const loss = (margin * times + won) / (1 + won);
  const line: WorldLine = {
    lost: [0, 0.13, 0.28, 0.48].map((more) => Math.min(0.95, loss + more)),
    won,
    saving: [0.3, 0.4, 0.5, 0.6],
  };
  const world = { lines: Array.from({ length: lines }, () => line), familySize, together };
  return () => world;
}

/** Lines whose steps answer the same and cost a hundredth more each, in costs that vary: every proposal is a failure. */
export function dearer(lines: number, steps: number): () => World {
  const all = Array.from({ length: steps }, () => 0);
  const line: WorldLine = { lost: all, won: 0, saving: all.map(() => -0.01), spread: 1 };
  return () => ({ lines: Array.from({ length: lines }, () => line), familySize: 1, together: 0 });
}

/** Lines of twelve steps whose loss grows from next to nothing to a lot, at a pace drawn anew for every world. */
export function anywhere(lines: number, familySize = 1, margin = MARGIN): (draw: Draw) => World {
  const STEPS = 12;
  return (draw) => ({
    lines: Array.from({ length: lines }, () => {
      const start = (margin / 10) * Math.exp(normal(draw));
      const pace = 0.15 + 0.25 * draw();
      const least = 0.05 + 0.3 * draw();
      const most = least + 0.3 + 0.3 * draw();
      const along = Array.from({ length: STEPS }, (_, step) => step);
      return {
        lost: along.map((step) => Math.min(0.9, start * Math.exp(pace * step))),
        won: draw() < 0.5 ? 0 : (margin / 2) * draw(),
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
const TIMES = [1.005, 1.25, 1.5, 2];
/** Margins at which sets of these sizes can prove anything. */
const WIDE = [
  [30, 0.1],
  [60, 0.1],
  [120, 0.1],
  [60, 0.05],
  [120, 0.05],
  [200, 0.05],
] as const;

/** Families of the search and of the held-out set, each moving as one: sizes and cases. */
const UNLIKE: readonly (readonly [Sizes, Sizes])[] = [
  [
    [1, 200],
    [600, 600],
  ],
  [
    [1, 200],
    [120, 600],
  ],
  [
    [1, 200],
    [24, 600],
  ],
  [
    [1, 200],
    [10, 400],
  ],
  [
    [1, 200],
    [4, 400],
  ],
  [
    [1, 300],
    [3, 300],
  ],
  [
    [1, 600],
    [2, 400],
  ],
  [
    [4, 400],
    [20, 600],
  ],
  [
    [1, 1000],
    [[1, 1, 1, 1, 1, 1, 1, 1, 1, 10], 1000],
  ],
];
type Sizes = readonly [familySize: World['familySize'], cases: number];

type Print = (name: string, figures: Record<string, number | string>) => void;

/** Those of families that are not alike in both sets. */
export function benchUnlike(runs: number, print: Print): void {
  for (const sizes of UNLIKE) for (const times of [1.005, 1.5]) unlike(print, sizes, times, runs);
}

/** Every figure of docs/statistics.md that a simulation of runs gives. */
export function benchPromise(runs: number, print: Print): void {
  for (const cases of SIZES) for (const times of TIMES) unlawful(print, cases, times, { runs });
  for (const [cases, margin] of WIDE) for (const times of TIMES) unlawful(print, cases, times, { runs, margin });
  benchUnlike(runs, print);
  for (const [lines, steps] of DEARER) dear(print, lines, steps, runs);
  // Each of these draws a new world, of up to 144 steps.
  const few = Math.ceil(runs / 5);
  for (const cases of SIZES.slice(3)) for (const lines of [1, 4, 12]) lawful(print, cases, lines, { runs: few });
  for (const [cases, margin] of WIDE) for (const lines of [1, 4]) lawful(print, cases, lines, { runs: few, margin });
  for (const cases of SIZES.slice(3)) lawful(print, cases, 4, { runs: few, familySize: 4 });
}

/** Lines, and steps of each. */
const DEARER = [
  [1, 40],
  [4, 10],
  [40, 1],
] as const;

function dear(print: Print, lines: number, steps: number, runs: number): void {
  const { opened, failed } = realise(dearer(lines, steps), { cases: 400, runs, seed: 11 });
  print('promise, dearer steps of varying cost', { lines, steps, runs, opened, failed });
}

type Setting = { readonly runs: number; readonly margin?: number; readonly familySize?: number };

function unlawful(print: Print, cases: number, times: number, { runs, margin = MARGIN }: Setting): void {
  const failing = (of: Unlawful, seed: number, count = runs) =>
    realise(atTheMargin(times, { ...of, margin }), { cases, runs: count, seed, margin }).failed;
  print('promise, nothing lawful', {
    cases,
    margin,
    loss_in_margins: times,
    runs,
    one_line_fails: failing({ lines: 1 }, cases),
    with_wins_fails: failing({ lines: 1, won: margin / 2 }, cases + 1),
    families_of_4_fails: failing({ lines: 1, familySize: 4 }, cases + 2),
    four_lines_fails: failing({ lines: 4 }, cases + 3),
    sixteen_lines_fails: failing({ lines: 16 }, cases + 4, Math.ceil(runs / 5)),
  });
}

function unlike(
  print: Print,
  [[familySize, cases], [others, heldout]]: readonly [Sizes, Sizes],
  times: number,
  runs: number,
) {
  const { failed } = realise(atTheMargin(times, { lines: 1, familySize, together: 1 }), {
    cases,
    runs,
    seed: cases + heldout,
    heldout: { cases: heldout, familySize: others },
  });
  print('promise, families of other sizes', {
    search: `${cases} of ${familySize}`,
    heldout: `${heldout} of ${others}`,
    loss_in_margins: times,
    runs,
    one_line_fails: failed,
  });
}

function lawful(print: Print, cases: number, lines: number, setting: Setting): void {
  const { runs, margin = MARGIN, familySize = 1 } = setting;
  const seed = cases + (familySize > 1 ? 8 : 7);
  const realised = realise(anywhere(lines, familySize, margin), { cases, runs, seed, margin });
  const { opened, failed, hold, captured } = realised;
  print('promise, worlds at random', {
    cases,
    margin,
    lines,
    families_of: familySize,
    runs,
    opened,
    failed,
    ...(hold === null ? {} : { hold }),
    ...(captured === null ? {} : { captured }),
  });
}
