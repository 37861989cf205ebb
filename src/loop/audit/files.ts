/** One pass over every file of the ledger: what runs and promotions wrote is kept, and all of it is searched for held-out words. */
import type { AuditedRun, AuditFacts, LeakFacts } from '../../core/audit/facts.ts';
import type { LeakScan } from '../../core/audit/leaks.ts';
import { digestOf } from '../../kit/canonical.ts';
import type { Ledger } from '../../ports/ledger.ts';
import type { Evidence } from '../../schema/audit-report.ts';
import { Candidate } from '../../schema/candidate.ts';
import { SelectedProposal } from '../../schema/run-record.ts';
import { TuningTargetDocument } from '../../schema/tuning-target.ts';

/** What a run wrote, as far as it can be read. */
export type WrittenRun = Pick<AuditedRun, 'target' | 'candidates' | 'selected'> & { readonly decided: Set<string> };

type Writable = { -readonly [Key in keyof WrittenRun]: WrittenRun[Key] };

/** Everything that was written beside the events. */
export type WrittenFiles = {
  readonly written: ReadonlyMap<string, WrittenRun>;
  readonly promotionEvidence: AuditFacts['promotionEvidence'];
  readonly leaks: Omit<LeakFacts, 'closed'>;
};

const RUN_FILE = /^runs\/([^/]+)\/([^/]+)$/;

/** Reads the ledger whole. @param head the commit that is read, for the evidence */
export async function collectFiles(ledger: Pick<Ledger, 'files'>, scan: LeakScan, head: string): Promise<WrittenFiles> {
  const promotionEvidence = new Map<string, unknown>();
  const written = new Map<string, Writable>();
  const found: Evidence[] = [];
  let files = 0;
  for await (const { path, text } of ledger.files()) {
    files++;
    if (scan.finds(text)) found.push({ kind: 'file', path, at: head });
    if (path.startsWith('promotions/')) promotionEvidence.set(path, jsonOrNull(text));
    const [, runId, name] = RUN_FILE.exec(path) ?? [];
    if (runId === undefined || name === undefined) continue;
    const run = written.get(runId) ?? { target: null, candidates: null, selected: null, decided: new Set<string>() };
    written.set(runId, run);
    take(run, name, text);
  }
  return { written, promotionEvidence, leaks: { files, found } };
}

function take(run: Writable, name: string, text: string): void {
  if (name === 'target.json') run.target = targetOf(text);
  if (name === 'candidates.jsonl') run.candidates = candidatesOf(text);
  if (name === 'selected-proposal.json') {
    run.selected = selectedOf(text);
    for (const { candidate_id } of run.selected?.proposal?.considered ?? []) run.decided.add(candidate_id);
  }
  if (name === 'replay-results.jsonl' || name === 'race.jsonl') for (const id of idsOf(text)) run.decided.add(id);
}

function targetOf(text: string): WrittenRun['target'] {
  const value = jsonOrNull(text);
  const read = TuningTargetDocument.safeParse(value);
  return read.success ? { value: read.data.target, digest: digestOf(value) } : null;
}

function candidatesOf(text: string): WrittenRun['candidates'] {
  const read = linesOf(text).map((line) => Candidate.safeParse(jsonOrNull(line)));
  const candidates = read.flatMap((each) => (each.success ? [each.data] : []));
  return candidates.length === read.length ? candidates : null;
}

function selectedOf(text: string): WrittenRun['selected'] {
  const read = SelectedProposal.safeParse(jsonOrNull(text));
  return read.success ? { reason: read.data.reason, proposal: read.data.proposal } : null;
}

/** The candidates that lines of results are about; the figures are not needed. */
function idsOf(text: string): string[] {
  return linesOf(text).flatMap((line) => {
    const value = jsonOrNull(line);
    const id = typeof value === 'object' && value !== null && 'candidate_id' in value ? value.candidate_id : null;
    return typeof id === 'string' ? [id] : [];
  });
}

function linesOf(text: string): string[] {
  return text.split('\n').filter((line) => line !== '');
}

function jsonOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
