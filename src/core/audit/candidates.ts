/** The candidates of all runs, each with its run: what most questions of an audit are asked of. */

import type { Evidence } from '../../schema/audit-report.ts';
import type { Candidate } from '../../schema/candidate.ts';
import { type AuditedRun, type AuditFacts, runFile } from './facts.ts';

export type OfRun = { readonly run: AuditedRun; readonly candidate: Candidate };

export function candidatesOf({ runs }: AuditFacts): readonly OfRun[] {
  return runs.flatMap((run) => (run.candidates ?? []).map((candidate) => ({ run, candidate })));
}

/** Where a candidate is recorded. */
export function recordOf(facts: AuditFacts): (of: OfRun) => Evidence {
  return ({ run }) => runFile(run, 'candidates.jsonl', facts);
}

/** A candidate as a reason names it. */
export function named({ run, candidate }: OfRun): string {
  return `${candidate.candidate_id} of ${run.run_id}`;
}
