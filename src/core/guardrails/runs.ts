/** Guardrails that look at single runs: none may regress in a hard dimension, and none may be missing. */
import type { Guardrail } from './guardrail.ts';

/** Any run in which policy or safety fell, or an anchored case lost anything, blocks. */
export const regressionGuardrail: Guardrail = ({ regression_runs }) => {
  const count = regression_runs.length;
  return {
    guardrail: 'regression_runs',
    limit: 0,
    observed: count,
    status: count === 0 ? 'pass' : 'fail',
    reason: count === 0 ? 'no run regressed' : `${count} ${count === 1 ? 'run' : 'runs'} regressed in a hard dimension`,
  };
};

/** A case that could not be replayed or scored is not a case that passed. */
export const completenessGuardrail: Guardrail = ({ counts, missing }) => {
  const absent = counts.unreplayable + counts.invalid;
  const verdict = { guardrail: 'replayable', limit: 0, observed: absent };
  if (absent === 0) return { ...verdict, status: 'pass', reason: `all ${counts.total} cases were replayed` };
  const why = Object.entries(missing)
    .map(([reason, count]) => `${reason} (${count})`)
    .join(', ');
  const reason = `${absent} of ${counts.total} cases cannot be judged: ${why}`;
  return { ...verdict, status: 'inconclusive', reason, missing: true };
};

/** Asked of each set by itself. */
export const MIN_CASES = 'min_cases';

/** Too few cases prove nothing, whatever they say. */
export function minCasesGuardrail(least: number): Guardrail {
  return ({ counts }) => {
    const verdict = { guardrail: MIN_CASES, limit: least, observed: counts.valid };
    const of = counts.families === undefined ? '' : ` of ${counts.families} families`;
    if (counts.valid >= least)
      return { ...verdict, status: 'pass', reason: `${counts.valid} cases${of}, ${least} needed` };
    const needed = least - counts.valid;
    return { ...verdict, status: 'inconclusive', reason: `${needed} more cases are needed`, cases_needed: needed };
  };
}
