/**
 * What no stage may overlook: every run of a candidate since it was admitted, whatever stage it names and whenever it was
 * made. A failure between two stages, or of the day that is not over, is a failure all the same.
 */
import type { ProductionRun } from '../../schema/production-run.ts';

/** Since when a candidate is one, and under which tuples: a pack's new version carries it into another. */
export type Candidacy = { readonly at: string; readonly tuples: ReadonlySet<string> };

/** Runs of the candidate, and those of them below a floor. */
export type Floors = { runs: number; policy: number; safety: number };

export function noFloors(): Floors {
  return { runs: 0, policy: 0, safety: 0 };
}

/** Counts a run in, and says whether it is one of the candidate. */
export function countFloors(
  floors: Floors,
  { at, tuples }: Candidacy,
  { release_tuple_id, scorecard, ...run }: ProductionRun,
): boolean {
  if (!tuples.has(release_tuple_id) || Date.parse(run.at) < Date.parse(at)) return false;
  floors.runs++;
  floors.policy += Number(scorecard.policy < 1);
  floors.safety += Number(scorecard.safety < 1);
  return true;
}
