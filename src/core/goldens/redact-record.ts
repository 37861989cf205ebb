/** The decision record of a redacted case, as it has to be if redaction changed nothing but the words it took out. */
import type { DecisionRecord } from '../../schema/decision-record.ts';
import type { Redactor } from './redact.ts';

/** @param caseId of the redacted case */
export function redactRecord(record: DecisionRecord, caseId: string, redactor: Redactor): DecisionRecord {
  const ref = (text: string) => redactor.text(text, false);
  return {
    ...record,
    case_id: caseId,
    admitted: Object.fromEntries(Object.entries(record.admitted).map(([name, refs]) => [name, refs.map(ref)])),
    admitted_memory: record.admitted_memory.map(ref),
    dropped: record.dropped.map((each) => ({ ...each, ref: ref(each.ref) })),
    cites: record.cites.map(ref),
    proposed_outcome: redactor.text(record.proposed_outcome),
    outcome: redactor.text(record.outcome),
  };
}
