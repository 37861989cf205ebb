/**
 * The production runs of one stage of one tuple, collected run by run: by risk class and cohort, with targeting keys as the
 * unit, before and after the middle of the stage. Latencies are kept, a number each; nothing else grows with the runs.
 */
import type { ProductionRun } from '../../schema/production-run.ts';
import { type Arm, addReading, emptyArm } from '../guardrails/unpaired/arm.ts';
import { readingOf } from '../guardrails/unpaired/reading.ts';

export const DAY_MS = 24 * 60 * 60 * 1000;

export type StageArm = {
  readonly early: Arm;
  readonly late: Arm;
  /** Days with runs, counted since 1970. */
  readonly days: Set<number>;
};

export type Arms = {
  readonly candidate: StageArm;
  readonly baseline: StageArm;
  add(side: 'candidate' | 'baseline', run: ProductionRun): void;
};

/** More strata than this are none; what is beyond counts as one. */
const MOST_STRATA = 100;
const REST = 'others others';

/** @param middle when the later half of the stage begins, in milliseconds since 1970 */
export function stageArms(middle: number): Arms {
  const strata = new Set<string>();
  const arms = { candidate: emptyStageArm(), baseline: emptyStageArm() };
  const known = (stratum: string) => {
    if (!strata.has(stratum) && strata.size >= MOST_STRATA) return REST;
    strata.add(stratum);
    return stratum;
  };
  return {
    ...arms,
    add(side, run) {
      const at = Date.parse(run.at);
      const { early, late, days } = arms[side];
      const reading = readingOf(run);
      addReading(at < middle ? early : late, { ...reading, stratum: known(reading.stratum) });
      days.add(Math.floor(at / DAY_MS));
    },
  };
}

function emptyStageArm(): StageArm {
  return { early: emptyArm(), late: emptyArm(), days: new Set() };
}

/** The runs of each cohort, or of each risk class where none is named. */
export function cohortsOf({ cells }: Arm): ReadonlyMap<string, Arm> {
  const cohorts = new Map<string, Arm>();
  for (const [stratum, cell] of cells) {
    const [riskClass = '', named = ''] = [
      stratum.slice(0, stratum.indexOf(' ')),
      stratum.slice(stratum.indexOf(' ') + 1),
    ];
    const name = named === '' ? riskClass : named;
    const arm = cohorts.get(name) ?? emptyArm();
    cohorts.set(name, arm);
    arm.runs += cell.runs;
    arm.cells.set(stratum, cell);
  }
  return cohorts;
}
