/** The contract of a check of the gate: facts in, findings out. Each stands alone and reads only the facts it names. */

import type { GateCheck } from '../../schema/gate-report.ts';
import type { Proposal } from '../../schema/proposal.ts';

/** What a check found. Where nothing is wrong it says in one `pass` what holds; where it does not apply, nothing. */
export type Check<Facts> = (facts: Facts) => readonly GateCheck[];

/** The proposal that is judged, with a way to find the line of a field in its file. */
export type Claim = {
  readonly path: string;
  readonly value: Proposal;
  readonly lineOf: (field: readonly PropertyKey[]) => number;
};

type Place = { readonly path?: string; readonly line?: number };

/** The findings of one check, written by its name. */
export function findings(id: string) {
  const said =
    (verdict: GateCheck['verdict']) =>
    (reason: string, { path, line = 0 }: Place = {}): GateCheck => ({
      id,
      verdict,
      reason,
      ...(path === undefined ? {} : { path }),
      ...(line > 0 ? { line } : {}),
    });
  return { pass: said('pass'), fail: said('fail'), inconclusive: said('inconclusive'), note: said('note') };
}

/** Where a field of the claim stands in its file. */
export function placeIn({ path, lineOf }: Claim, field: readonly PropertyKey[]): Place {
  return { path, line: lineOf(field) };
}
