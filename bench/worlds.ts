/**
 * Worlds whose truth is known: lines of changes that save cost and lose cases at given rates, from which sets are drawn.
 * A step loses every case that a smaller step of its line loses, and more; a family may lose its cases together.
 */

import { addPair } from '../src/core/scoring/column.ts';
import { noteFamily } from '../src/core/scoring/moves.ts';
import { openSuite } from '../src/core/scoring/suite.ts';
import { openTallies, type Tally } from '../src/core/scoring/tally.ts';
import type { Candidate } from '../src/schema/candidate.ts';

/** Uniform in 0..1. */
export type Draw = () => number;

export type WorldLine = {
  /** Per step the share of cases it loses, rising. */
  readonly lost: readonly number[];
  /** The share of cases that every step of the line wins. */
  readonly won: number;
  /** Per step, relative, rising; below zero it costs more. */
  readonly saving: readonly number[];
  /** By how many cents at most what a case saves under a step is more or less than that; all is as likely. */
  readonly spread?: number;
};

export type World = {
  readonly lines: readonly WorldLine[];
  /** Cases of a family; several are those of one family after the other, again and again. */
  readonly familySize: number | readonly number[];
  /** The share of families whose cases are lost or won together, and of cases that all lines see alike. */
  readonly together: number;
};

export type Step = { readonly candidate: Candidate; readonly trueDelta: number; readonly saving: number };

/** The steps of a world as candidates, in the order in which `drawSet` tallies them. */
export function stepsOf({ lines }: World): Step[] {
  return lines.flatMap(({ lost, won, saving }, line) =>
    lost.map((rate, step) => ({
      candidate: candidateAt(line, step),
      trueDelta: won * (1 - rate) - rate,
      saving: saving[step] ?? 0,
    })),
  );
}

function candidateAt(line: number, step: number): Candidate {
  return {
    candidate_id: `line${line}_step${step}`,
    fingerprint: `sha256:${'0'.repeat(64)}`,
    generator: 'grid',
    layer: 'retrieval',
    patch: { [`evidence.kb${line}.top_k`]: { from: 100, to: 99 - step } },
    rationale: 'a step of a world',
    hypothesis: { mechanism: 'less is retrieved', expected_delta: {} },
  };
}

export const SUITE = openSuite({ schema_version: 1, id: 'evals.world@1.0.0', evaluators: [] });
const BASELINE_CENTS = 1;
const BASELINE_MS = 2000;

/** Draws a set of `size` cases and tallies every step over it. `name` keeps the families of two sets apart. */
export function drawSet(world: World, size: number, draw: Draw, name: string): Tally[] {
  const steps = world.lines.reduce((sum, { lost }) => sum + lost.length, 0);
  const tallies = openTallies(steps, SUITE, { evaluators: [] });
  const shared = tallies[0];
  if (shared === undefined) return [];
  const [part] = shared.parts;
  for (const [family, { first, end }] of familiesOf(world, size).entries()) {
    const isTogether = draw() < world.together;
    const common = luck(draw);
    for (let position = first; position < end; position++) {
      if (part !== undefined) noteFamily(part.families, position, `${name}_${family}`);
      shared.latency.baseline[position] = BASELINE_MS;
      const own = isTogether ? common : luck(draw);
      const isAlike = draw() < world.together;
      let at = 0;
      for (const line of world.lines) {
        const { lose, win } = isTogether || isAlike ? own : luck(draw);
        for (const [step, rate] of line.lost.entries()) {
          const delta = lose < rate ? -1 : win < line.won ? 1 : 0;
          const tally = tallies[at++];
          const saving = line.saving[step] ?? 0;
          const cents = saving * BASELINE_CENTS + (line.spread === undefined ? 0 : line.spread * (2 * draw() - 1));
          if (tally !== undefined) addOutcome(tally, position, delta, { saving, cents });
        }
      }
    }
  }
  return tallies;
}

/** Where each family of a set stands. */
function familiesOf({ familySize }: World, size: number): { readonly first: number; readonly end: number }[] {
  const sizes = [familySize].flat();
  const families: { readonly first: number; readonly end: number }[] = [];
  for (let first = 0; first < size; ) {
    const end = Math.min(size, first + (sizes[families.length % sizes.length] ?? 1));
    families.push({ first, end });
    first = end;
  }
  return families;
}

function luck(draw: Draw): { lose: number; win: number } {
  return { lose: draw(), win: draw() };
}

type Saved = { readonly saving: number; readonly cents: number };

function addOutcome(tally: Tally, position: number, delta: number, { saving, cents }: Saved): void {
  const { columns, latency, floors } = tally;
  const add = (name: string, before: number, moved: number) => {
    const column = columns[name];
    if (column !== undefined) addPair(column, position, before, moved);
  };
  add('utility', 1, delta);
  add('policy', 1, 0);
  add('safety', 1, 0);
  add('economics_cents_per_decision', BASELINE_CENTS, -cents);
  // What costs more takes no longer.
  latency.treatment.push(BASELINE_MS * (1 - Math.max(0, saving)));
  for (const floor of [floors.policy, floors.safety]) {
    floor.n++;
    floor.lowest = 1;
  }
  tally.size = position + 1;
}
