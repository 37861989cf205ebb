/** Corrected production runs, made ready to be cases of one intent: replayed, redacted, replayed again, compared with both sets. */

import type { CorrectedRun } from '../../core/goldens/harvest.ts';
import { asRecorded, harvestCase, isOfWeek } from '../../core/goldens/harvest.ts';
import { openMarks, type SetMarks } from '../../core/goldens/marks.ts';
import { readCase } from '../../core/goldens/read-case.ts';
import { redactRecord } from '../../core/goldens/redact-record.ts';
import { stampLine } from '../../core/goldens/stamp-line.ts';
import { recordedRecord, stampOf } from '../../core/replay/audit.ts';
import { brokenCall } from '../../core/replay/plan.ts';
import { canonicalJson } from '../../kit/canonical.ts';
import type { Workspace } from '../../ports/workspace.ts';
import type { GoldenCase } from '../../schema/golden-case.ts';
import type { GoldensManifest } from '../../schema/goldens-manifest.ts';
import type { RecordedTrace } from '../../schema/recorded-trace.ts';
import type { Recorded } from '../replay/recorded.ts';
import { type VerifiedSet, verifySet } from '../replay/verify-set.ts';

/** What new cases of an intent are held against. */
export type Goldens = {
  readonly manifest: GoldensManifest;
  readonly riskClass: string | undefined;
  readonly replay: Recorded;
  readonly search: VerifiedSet & { readonly path: string };
  readonly heldout: VerifiedSet;
  readonly marks: { readonly search: SetMarks; readonly heldout: SetMarks };
  readonly traceIds: ReadonlySet<string>;
  /** Cases that were added this week already. */
  readonly ofWeek: number;
};

export type Ready = {
  readonly golden: GoldenCase;
  readonly line: string;
  readonly recorded: string;
  readonly redacted: ReadonlyMap<string, number>;
};
export type Judged =
  | { readonly ready: Ready }
  | { readonly kind: 'needs_person' | 'left_out'; readonly reason: string }
  | null;

/** Reads both sets; the reason why nothing can be added to them where one of them is not in order. */
export async function readGoldens(
  workspace: Workspace,
  manifest: GoldensManifest,
  more: Pick<Goldens, 'riskClass' | 'replay'> & { readonly week: string },
): Promise<Goldens | string> {
  const marks = { search: openMarks(), heldout: openMarks() };
  const traceIds = new Set<string>();
  let ofWeek = 0;
  const check = { manifest, riskClass: more.riskClass, isStampNeeded: true };
  const heldout = await verifySet(workspace, {
    ...check,
    role: 'test',
    visit: (golden, line) => {
      marks.heldout.add(golden, line);
      return [];
    },
  });
  const search = await verifySet(workspace, {
    ...check,
    role: 'search',
    visit: (golden, line) => {
      marks.search.add(golden, line);
      traceIds.add(golden.trace_id);
      if (isOfWeek(golden.case_id, more.week)) ofWeek += 1;
      return [];
    },
  });
  const [problem] = [...heldout.problems, ...search.problems];
  if (problem !== undefined) return `${problem.file}: ${problem.code}: ${problem.message}`;
  const { path } = search;
  if (path === null || path.endsWith('.gz'))
    return `${path ?? 'the search set'} is not a plain file of lines that some can be added to`;
  return { manifest, ...more, search: { ...search, path }, heldout, marks, traceIds, ofWeek };
}

/** What becomes of one corrected run; null where it is a search case already. */
export function judgeRun(goldens: Goldens, run: CorrectedRun, trace: RecordedTrace | undefined, week: string): Judged {
  if (goldens.traceIds.has(run.trace_id)) return null;
  if (trace === undefined) return leftOut('there is no recorded trace of it that can be read');
  const record = recordOf(goldens, run, trace);
  if (typeof record === 'string') return leftOut(record);
  const made = harvestCase(run, trace, { week, isApprovalRecorded: record.approval === 'needs_approval' });
  if (made.kind !== 'case') return made;
  const { golden, redactor } = made;
  const shared = sharedWith(goldens, asRecorded(trace, run.outcome)) ?? sharedWith(goldens, golden);
  if (shared !== null) return leftOut(shared);
  const after = replayed(goldens, golden);
  const before = redactRecord(record, golden.case_id, redactor);
  if (typeof after === 'string' || canonicalJson(after) !== canonicalJson(before))
    return leftOut('without its personal data it does not reproduce its decision record');
  const line = stampLine(JSON.stringify(golden), golden, stampOf(after));
  const read = readCase(goldens.search.path, line, 1);
  if ('problems' in read) return leftOut('without its personal data it is no golden case');
  goldens.marks.search.add(golden, 0);
  return { ready: { golden, line, recorded: record.outcome, redacted: redactor.counts() } };
}

function recordOf(goldens: Goldens, run: CorrectedRun, trace: RecordedTrace) {
  const { manifest, riskClass } = goldens;
  if (trace.intent !== manifest.intent || trace.risk_class !== riskClass)
    return `its trace is of ${trace.intent}, ${trace.risk_class}`;
  if (trace.plans.some((plan) => brokenCall(plan) !== null)) return 'the hash chain of its tool calls is broken';
  const record = replayed(goldens, asRecorded(trace, run.outcome));
  if (typeof record === 'string') return record;
  return record.outcome === run.outcome ? record : 'replaying its trace gives another outcome than production had';
}

function replayed({ replay: { law, under } }: Goldens, golden: GoldenCase) {
  const configuration = under(golden);
  if (configuration === undefined)
    return `it was recorded under ${golden.release_tuple_id}, which is not among the tuples of the manifest`;
  const record = recordedRecord(golden, configuration, law);
  return typeof record === 'string' ? `its trace does not answer its own configuration: ${record}` : record;
}

/** What a case has in common with a set, which keeps it from becoming one; of the held-out set that it is there, and no more. */
function sharedWith({ heldout, search, marks }: Goldens, golden: GoldenCase): string | null {
  if (heldout.families.has(golden.family)) return 'its family is held out';
  if (heldout.ids.has(golden.case_id) || marks.heldout.has(golden)) return 'it is held out';
  return search.ids.has(golden.case_id) || marks.search.has(golden)
    ? 'a search case asks the same, or rests on the same recording'
    : null;
}

function leftOut(reason: string): Judged {
  return { kind: 'left_out', reason };
}
