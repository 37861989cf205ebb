/** The decision of the gate: any failure fails, what could not be told is no success, and notes decide nothing. */
import type { Decision, GateCheck } from '../../schema/gate-report.ts';

export type Decided = { readonly decision: Decision; readonly reason: string };

/** @param fine what is said where nothing is wrong */
export function decide(checks: readonly GateCheck[], fine: string): Decided {
  const of = (verdict: GateCheck['verdict']) => checks.filter((check) => check.verdict === verdict);
  const [failed, open] = [of('fail'), of('inconclusive')];
  if (failed.length > 0) return { decision: 'fail', reason: summary(failed) };
  if (open.length > 0) return { decision: 'inconclusive', reason: summary(open) };
  if (of('pass').length === 0) return { decision: 'inconclusive', reason: 'nothing was checked' };
  return { decision: 'pass', reason: fine };
}

function summary([first, ...more]: readonly GateCheck[]): string {
  const ids = [...new Set(more.map(({ id }) => id))].filter((id) => id !== first?.id);
  const others = more.length === 0 ? '' : `; ${more.length} more${ids.length === 0 ? '' : ` (${ids.join(', ')})`}`;
  return `${first?.id}: ${first?.reason}${others}`;
}
