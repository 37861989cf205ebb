/** Step 4: which recorded decision still stands on what was admitted; without support the honest reading is to abstain. */
import type { RecordedDecision } from '../../schema/golden-case.ts';
import { holdsUnder, type PlannerSettings } from './plan.ts';

export const ABSTAIN = 'abstain';

/** The index of the first decision that applies and whose every citation is admitted, or -1. */
export function chooseDecision(
  decisions: readonly RecordedDecision[],
  settings: PlannerSettings,
  isAdmitted: (cited: string) => boolean,
): number {
  return decisions.findIndex((decision) => holdsUnder(decision.when, settings) && decision.cites.every(isAdmitted));
}
