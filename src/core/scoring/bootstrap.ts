/**
 * Paired bootstrap intervals: families of cases are resampled, never arms, so that both sides of a comparison always
 * see the same cases and what moves together stays together. All statistics of a set share the resamples, and the seed
 * alone decides them.
 */
import { seededIndexes } from '../../kit/random.ts';
import type { Interval } from '../../schema/verdict.ts';
import type { Kinship } from './kinship.ts';
import { familiesIn, type Part } from './moves.ts';

/** A number of the `replicate`-th resample, given how often each case was drawn and how many draws that makes. */
export type Statistic = (draws: Uint16Array, drawn: number, replicate: number) => number;

export type Resampling = {
  readonly replicates: number;
  readonly seed: number;
  /** One-sided: each end of an interval is a bound at this confidence. */
  readonly confidence: number;
  readonly kinship?: Kinship;
};

/** `size` cases in `parts`, and how often they are drawn anew. */
export type Drawing = {
  readonly parts: readonly Part[];
  readonly size: number;
  readonly seed: number;
  readonly replicates: number;
};

/** Visits every resample in order; what a visitor is given is good until the next. */
export type Draw = (drawing: Drawing, visit: (draws: Uint16Array, drawn: number, replicate: number) => void) => void;

/**
 * One percentile interval per statistic, in order, for the `size` cases of `parts`; null where there are too few replicates
 * to tell the confidence.
 */
export function bootstrap(
  statistics: readonly Statistic[],
  { confidence, ...drawing }: Drawing & Pick<Resampling, 'confidence'>,
  draw: Draw = drawEach,
): (Interval | null)[] {
  const results = statistics.map(() => new Float64Array(drawing.replicates));
  draw(drawing, (draws, drawn, replicate) => {
    for (let i = 0; i < statistics.length; i++) {
      const column = results[i];
      if (column !== undefined) column[replicate] = statistics[i]?.(draws, drawn, replicate) ?? Number.NaN;
    }
  });
  return results.map((values) => endsOf(values.sort(), confidence));
}

function drawEach({ parts, size, seed, replicates }: Drawing, visit: Parameters<Draw>[1]): void {
  const index = seededIndexes(seed);
  const { first, members } = membersOf(parts, size);
  const families = first.length - 1;
  const draws = new Uint16Array(size);
  for (let replicate = 0; replicate < replicates; replicate++) {
    draws.fill(0);
    let drawn = 0;
    for (let family = 0; family < families; family++) {
      const picked = index(families);
      const end = first[picked + 1] ?? 0;
      for (let i = first[picked] ?? 0; i < end; i++) {
        const position = members[i] ?? 0;
        draws[position] = (draws[position] ?? 0) + 1;
        drawn++;
      }
    }
    visit(draws, drawn, replicate);
  }
}

/** So many bytes of one drawing are kept; a larger one is drawn again. */
const KEPT = 4_000_000;

/** Draws what is asked for again and again once, where it is small: several comparisons of the same cases share it. */
export function drawOnce(): Draw {
  const known: { readonly drawing: Drawing; readonly kept: readonly (readonly [Uint16Array, number])[] }[] = [];
  return (drawing, visit) => {
    const before = known.find((other) => isSame(other.drawing, drawing));
    if (before !== undefined) {
      before.kept.forEach(([draws, drawn], replicate) => {
        visit(draws, drawn, replicate);
      });
      return;
    }
    if (drawing.size * drawing.replicates * Uint16Array.BYTES_PER_ELEMENT > KEPT) return drawEach(drawing, visit);
    const kept: (readonly [Uint16Array, number])[] = [];
    drawEach(drawing, (draws, drawn, replicate) => {
      kept.push([draws.slice(), drawn]);
      visit(draws, drawn, replicate);
    });
    known.push({ drawing, kept });
  };
}

function isSame(a: Drawing, b: Drawing): boolean {
  if (a.size !== b.size || a.seed !== b.seed || a.replicates !== b.replicates) return false;
  return (
    a.parts.length === b.parts.length &&
    a.parts.every(({ families, start }, i) => families === b.parts[i]?.families && start === b.parts[i]?.start)
  );
}

/** The positions of each family, one family after the other: those of family f stand from first[f] to first[f + 1]. */
function membersOf(parts: readonly Part[], size: number): { first: Uint32Array; members: Uint32Array } {
  const { of: familyAt, count: families } = familiesIn(parts, size);
  const first = new Uint32Array(families + 1);
  for (const family of familyAt) first[family + 1] = (first[family + 1] ?? 0) + 1;
  for (let family = 0; family < families; family++) first[family + 1] = (first[family + 1] ?? 0) + (first[family] ?? 0);
  const next = first.slice();
  const members = new Uint32Array(size);
  familyAt.forEach((family, position) => {
    const at = next[family] ?? 0;
    members[at] = position;
    next[family] = at + 1;
  });
  return { first, members };
}

/**
 * The ends lie on the conservative side: at most a share of 1 - confidence of the resamples is beyond each. The least of
 * too few resamples is no such end.
 */
function endsOf(sorted: Float64Array, confidence: number): Interval | null {
  const beyond = Math.floor((1 - confidence) * (sorted.length + 1) + TOLERANCE) - 1;
  const [lower, upper] = [sorted[beyond], sorted[sorted.length - 1 - beyond]];
  return lower === undefined || upper === undefined ? null : { lower, upper };
}

const TOLERANCE = 1e-9;
