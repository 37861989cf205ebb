/** A recorded trace without personal data, in every part that a person or an agent wrote; digests stay what they are. */
import type { EvidenceItem, RecordedDecision, ToolCall } from '../../schema/golden-case.ts';
import type { RecordedTrace } from '../../schema/recorded-trace.ts';
import type { Redactor } from './redact.ts';

/** The names by which a case is told from others: nothing of them may be replaced, or it would be another one. */
const NAMES = ['family', 'trace_id', 'decision_record_id'] as const;

/** The name that has personal data in it, or null. */
export function unsafeName(trace: RecordedTrace, redactor: Redactor): (typeof NAMES)[number] | null {
  return NAMES.find((name) => redactor.text(trace[name], false) !== trace[name]) ?? null;
}

/** The trace with placeholders. Tool calls keep their bytes: they are chained by their hashes. */
export function redactTrace(trace: RecordedTrace, redactor: Redactor): RecordedTrace {
  const ref = (text: string) => redactor.text(text, false);
  return {
    ...trace,
    tags: trace.tags.map((tag) => redactor.text(tag)),
    invoke: { input: mapping(redactor.value(trace.invoke.input)) },
    evidence: Object.fromEntries(
      Object.entries(trace.evidence).map(([name, bucket]) => [
        name,
        { ...bucket, items: bucket.items.map((item) => redactItem(item, ref)) },
      ]),
    ),
    memory: trace.memory.map((each) => ({ ...each, ref: ref(each.ref) })),
    decisions: trace.decisions.map((decision) => redactDecision(decision, redactor)),
  };
}

function redactItem(item: EvidenceItem, ref: (text: string) => string): EvidenceItem {
  const { doc } = item;
  return { ...item, ref: ref(item.ref), ...(doc === undefined ? {} : { doc: ref(doc) }) };
}

function redactDecision(decision: RecordedDecision, redactor: Redactor): RecordedDecision {
  const { cites, outcome, output } = decision;
  return {
    ...decision,
    cites: cites.map((cite) => redactor.text(cite, false)),
    outcome: redactor.text(outcome),
    ...(output === undefined ? {} : { output: mapping(redactor.value(output)) }),
  };
}

/** The first tool call whose names have personal data in them, or null: it cannot be changed without breaking its hash. */
export function unsafeCall({ plans }: RecordedTrace, redactor: Redactor): ToolCall | null {
  const calls = plans.flatMap((plan) => plan.calls);
  return calls.find(({ call_id, tool }) => [call_id, tool].some((name) => redactor.text(name, false) !== name)) ?? null;
}

function mapping(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value)) : {};
}
