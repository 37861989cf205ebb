/** Collects the production runs of one release and of what it is compared with, week by week, as the store is read. */
import type { ProductionRun } from '../../schema/production-run.ts';
import type { ReleaseRecord, ReleaseTuple } from '../../schema/release-record.ts';
import { type Arm, addReading, emptyArm, pooled } from '../guardrails/unpaired/arm.ts';
import { readingOf } from '../guardrails/unpaired/reading.ts';

/** What is being rolled out or was released last, and the whole tuple before it. */
export type Watched = { readonly intent: string; readonly candidate: ReleaseTuple; readonly baseline: ReleaseTuple };

/** Null where nothing was released before, so that there is nothing to compare with. */
export function watchedOf({ release_tuple, previous, rollout }: ReleaseRecord): Watched | null {
  const { intent } = release_tuple;
  if (rollout.candidate_tuple !== undefined) {
    return { intent, candidate: rollout.candidate_tuple, baseline: release_tuple };
  }
  return previous === null ? null : { intent, candidate: release_tuple, baseline: previous };
}

export type Arms = {
  readonly design: 'same_weeks' | 'before_and_after' | 'no_runs';
  readonly baseline: Arm;
  readonly candidate: Arm;
  /** Runs of weeks that were not read. */
  readonly left_out: { readonly baseline: number; readonly candidate: number };
};

export type ReleaseWatch = {
  readonly watched: Watched;
  add(run: ProductionRun): void;
  /** The runs that can be compared: of the weeks in which both tuples served, else of all. */
  arms(): Arms;
};

const WEEK_MS = 7 * 24 * 60 * 60 * 1000;

export function watchRelease(watched: Watched): ReleaseWatch {
  const weeks = { baseline: new Map<number, Arm>(), candidate: new Map<number, Arm>() };
  return {
    watched,
    add(run) {
      if (run.intent_id !== watched.intent) return;
      const sides = (['baseline', 'candidate'] as const).filter((side) => watched[side].id === run.release_tuple_id);
      for (const side of sides) {
        const week = Math.floor(Date.parse(run.at) / WEEK_MS);
        const arm = weeks[side].get(week) ?? emptyArm();
        weeks[side].set(week, arm);
        addReading(arm, readingOf(run));
      }
    },
    arms() {
      const shared = [...weeks.candidate.keys()].filter((week) => weeks.baseline.has(week)).sort((a, b) => a - b);
      const all = { baseline: [...weeks.baseline.values()], candidate: [...weeks.candidate.values()] };
      const hasBoth = all.baseline.length > 0 && all.candidate.length > 0;
      const design = shared.length > 0 ? 'same_weeks' : hasBoth ? 'before_and_after' : 'no_runs';
      const arm = (side: 'baseline' | 'candidate') =>
        pooled(shared.length > 0 ? shared.flatMap((week) => weeks[side].get(week) ?? []) : all[side]);
      const total = (side: 'baseline' | 'candidate') => all[side].reduce((sum, { runs }) => sum + runs, 0);
      const [baseline, candidate] = [arm('baseline'), arm('candidate')];
      const left_out = {
        baseline: total('baseline') - baseline.runs,
        candidate: total('candidate') - candidate.runs,
      };
      return { design, baseline, candidate, left_out };
    },
  };
}
