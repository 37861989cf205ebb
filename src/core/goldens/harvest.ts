/**
 * What a corrected production run becomes: a search case, where the correction says what the decision should have been
 * and the record can be shown. Nothing is guessed; what a person has to decide is left to one.
 */
import { digestOf, shortDigest } from '../../kit/canonical.ts';
import type { GoldenCase, OperatorCorrection } from '../../schema/golden-case.ts';
import type { ProductionRun } from '../../schema/production-run.ts';
import type { RecordedTrace } from '../../schema/recorded-trace.ts';
import { openRedactor, type Redactor } from './redact.ts';
import { redactTrace, unsafeCall, unsafeName } from './redact-trace.ts';

/** The parts of a corrected run that are needed. */
export type CorrectedRun = Pick<ProductionRun, 'run_id' | 'trace_id' | 'at' | 'outcome' | 'operator_corrections'>;

export type Harvested =
  | { readonly kind: 'case'; readonly golden: GoldenCase; readonly redactor: Redactor }
  | { readonly kind: 'needs_person' | 'left_out'; readonly reason: string };

const PREFIX = 'corrected-';

/** A trace as the case that it was: what replaying it has to reproduce. */
export function asRecorded(trace: RecordedTrace, outcome: string): GoldenCase {
  const { trace_id } = trace;
  const expected = {
    outcome,
    allowed_outcomes: [outcome],
    required_evidence: [],
    forbidden_tools: [],
    approval_required: false,
  };
  return { ...trace, case_id: caseIdOf(trace_id, 'recorded'), expected, operator_corrections: [] };
}

/** What the case is added in, and what the record says that a correction does not speak of. */
export type Occasion = { readonly week: string; readonly isApprovalRecorded: boolean };

export function harvestCase(
  run: CorrectedRun,
  trace: RecordedTrace,
  { week, isApprovalRecorded }: Occasion,
): Harvested {
  const said = correctionOf(run.operator_corrections);
  if (typeof said === 'string') return { kind: 'needs_person', reason: said };
  const redactor = openRedactor();
  const name = unsafeName(trace, redactor);
  if (name !== null) return leftOut(`its ${name} has personal data in it, and a case cannot be known by a placeholder`);
  const call = unsafeCall(trace, redactor);
  if (call !== null)
    return leftOut('a tool call has personal data in its name, which its hash does not allow to change');
  const { outcome, required_evidence = [], approval_required = isApprovalRecorded } = said;
  const golden: GoldenCase = {
    ...redactTrace(trace, redactor),
    case_id: caseIdOf(trace.trace_id, week),
    expected: {
      outcome: redactor.text(outcome),
      allowed_outcomes: [redactor.text(outcome)],
      required_evidence: required_evidence.map((ref) => redactor.text(ref, false)),
      forbidden_tools: [],
      approval_required,
    },
    // Who corrected it and in which words stays in production.
    operator_corrections: [
      { kind: redactor.text(said.kind), by: 'operator', at: said.at, outcome: redactor.text(outcome) },
    ],
  };
  return { kind: 'case', golden, redactor };
}

function caseIdOf(traceId: string, when: string): string {
  return `${PREFIX}${when}-${shortDigest(digestOf(traceId))}`;
}

/** Whether a case was added in a week. */
export function isOfWeek(caseId: string, week: string): boolean {
  return caseId.startsWith(`${PREFIX}${week}-`);
}

/** The newest correction that names an outcome, or why a person has to read them. */
function correctionOf(corrections: readonly OperatorCorrection[]): (OperatorCorrection & { outcome: string }) | string {
  const named = corrections.flatMap((correction) => {
    const { outcome } = correction;
    return outcome === undefined ? [] : [{ ...correction, outcome }];
  });
  const newest = [...named].sort((a, b) => Date.parse(a.at) - Date.parse(b.at)).at(-1);
  if (newest === undefined) return 'no correction names the outcome that was right';
  const others = new Set(named.map(({ outcome }) => outcome));
  return others.size === 1 ? newest : `corrections name ${others.size} different outcomes`;
}

function leftOut(reason: string): Harvested {
  return { kind: 'left_out', reason };
}
