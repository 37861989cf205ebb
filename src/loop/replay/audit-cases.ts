/**
 * Audits cases in the pass that reads their set. A run stops at the first that diverges and a check of the repository
 * tells each at its line; both ask here, so that what the one calls valid the other does not refuse.
 */
import { audit, type Divergence, recordedRecord } from '../../core/replay/audit.ts';
import { brokenCall } from '../../core/replay/plan.ts';
import type { ErrorCode } from '../../kit/error-catalogue.ts';
import type { Problem } from '../../kit/problem.ts';
import type { GoldenCase } from '../../schema/golden-case.ts';
import type { Recorded } from './recorded.ts';

export type Diverged = { readonly divergence: Divergence; readonly line: number };

export type CaseAudit = {
  /** The divergence of this case, or null. A case without a stamp, or of no tuple, is told as that by others. */
  add(golden: GoldenCase, line: number): Diverged | null;
  readonly first: Diverged | null;
  readonly count: number;
};

export function openCaseAudit({ law, under }: Recorded): CaseAudit {
  let first: Diverged | null = null;
  let count = 0;
  return {
    add(golden, line) {
      const configuration = under(golden);
      if (configuration === undefined || golden.baseline === undefined) return null;
      const divergence = audit(golden, configuration, law);
      if (divergence === null) return null;
      const diverged = { divergence, line };
      first ??= diverged;
      count++;
      return diverged;
    },
    get first() {
      return first;
    },
    get count() {
      return count;
    },
  };
}

export function codeOfDivergence({ kind, step }: Divergence): ErrorCode {
  return kind === 'tamper' && step === 'plan' ? 'TRANSCRIPT_TAMPERED' : 'AUDIT_DIVERGED';
}

/** Divergences beyond this many in one set are counted, not listed: mostly they have one cause. */
const LISTED = 20;

export type AuditProblems = {
  /** What is told of this case, at its line. */
  visit(golden: GoldenCase, line: number, file: string): Problem[];
  /** What is told of those that were not listed. */
  rest(file: string): Problem[];
};

export function openAuditProblems(recorded: Recorded): AuditProblems {
  const cases = openCaseAudit(recorded);
  return {
    visit(golden, line, file) {
      if (golden.baseline === undefined) return unstampable(recorded, { golden, line, file });
      const diverged = cases.add(golden, line);
      if (diverged === null || cases.count > LISTED) return [];
      const { case_id, step, kind, detail } = diverged.divergence;
      const message = `case ${case_id} diverges at the step "${step}" (${kind}): ${detail}`;
      return [{ severity: 'error', code: codeOfDivergence(diverged.divergence), file, line, column: 1, message }];
    },
    rest(file) {
      if (cases.count <= LISTED) return [];
      const message = `and ${cases.count - LISTED} more cases diverge`;
      return [{ severity: 'error', code: 'AUDIT_DIVERGED', file, line: 0, column: 0, message }];
    },
  };
}

/** Why a case cannot be stamped: there is no record that replaying it as it was recorded gives. */
export function unstampable(
  { law, under }: Recorded,
  { golden, line, file }: { readonly golden: GoldenCase; readonly line: number; readonly file: string },
): Problem[] {
  const configuration = under(golden);
  if (configuration === undefined) return [];
  const tell = (code: ErrorCode, message: string): Problem[] => [
    { severity: 'error', code, file, line, column: 1, message },
  ];
  if (golden.plans.some((plan) => brokenCall(plan) !== null))
    return tell('TRANSCRIPT_TAMPERED', "a tool transcript's hash chain is broken");
  const record = recordedRecord(golden, configuration, law);
  if (typeof record !== 'string') return [];
  return tell('BASELINE_UNREPLAYABLE', `the recording does not answer its own configuration: ${record}`);
}
