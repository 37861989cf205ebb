/**
 * Paired bootstrap intervals: families of cases are resampled, never arms, so that both sides of a comparison always
 * see the same cases and what moves together stays together. All statistics of a set share the resamples, and the seed
 * alone decides them.
 */
import { seededIndexes } from '../../kit/random.ts';
import type { Interval } from '../../schema/verdict.ts';
import type { Kinship } from './kinship.ts';
import type { Part } from './moves.ts';

/** A number of a resample, given how often each case was drawn and how many draws that makes. */
export type Statistic = (draws: Uint16Array, drawn: number) => number;

export type Resampling = {
  readonly replicates: number;
  readonly seed: number;
  /** One-sided: each end of an interval is a bound at this confidence. */
  readonly confidence: number;
  readonly kinship?: Kinship;
};

/**
 * One percentile interval per statistic, in order, for the `size` cases of `parts`; null where there are too few replicates
 * to tell the confidence.
 */
export function bootstrap(
  statistics: readonly Statistic[],
  parts: readonly Part[],
  size: number,
  { replicates, seed, confidence }: Resampling,
): (Interval | null)[] {
  const index = seededIndexes(seed);
  const { first, members } = membersOf(parts, size);
  const families = first.length - 1;
  const draws = new Uint16Array(size);
  const results = statistics.map(() => new Float64Array(replicates));
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
    statistics.forEach((statistic, i) => {
      const column = results[i];
      if (column !== undefined) column[replicate] = statistic(draws, drawn);
    });
  }
  return results.map((values) => endsOf(values.sort(), confidence));
}

/** The positions of each family, one family after the other: those of family f stand from first[f] to first[f + 1]. */
function membersOf(parts: readonly Part[], size: number): { first: Uint32Array; members: Uint32Array } {
  const before: number[] = [];
  let families = 0;
  for (const part of parts) {
    before.push(families);
    families += part.families.ids.size;
  }
  const familyAt = new Uint32Array(size);
  parts.forEach(({ families: { of }, start }, i) => {
    const end = parts[i + 1]?.start ?? size;
    for (let position = start; position < end; position++) {
      familyAt[position] = (before[i] ?? 0) + (of[position - start] ?? 0);
    }
  });
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
