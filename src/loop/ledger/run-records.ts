/** Reads back what runs left on the ledger: the names in it, to find something by, and one run in full. */
import type { RunNames } from '../../core/explain/find.ts';
import type { RunRecord } from '../../core/explain/run-record.ts';
import type { StartedRun } from '../../core/ledger/fold.ts';
import { AutotuneError } from '../../kit/errors.ts';
import type { Forge } from '../../ports/forge.ts';
import { Candidate } from '../../schema/candidate.ts';
import { CaseLine, RaceLine, ResultLine, SelectedProposal } from '../../schema/run-record.ts';

/** The commit of the ledger that is read. */
export type RecordsAt = { readonly forge: Pick<Forge, 'readAt'>; readonly head: string };

/** What a schema is asked here. */
type Reader<Value> = { safeParse(value: unknown): { success: true; data: Value } | { success: false } };

/** Which names of a run are wanted: all, or those of files in which a word stands. */
export type Wanted = { readonly word: string; readonly isAll: boolean };

/** The candidates and cases of a run by name. Throws `RUN_UNREADABLE`. */
export async function readNames(
  { forge, head }: RecordsAt,
  { run_id }: StartedRun,
  { word, isAll }: Wanted,
): Promise<Pick<RunNames, 'candidates' | 'cases'>> {
  const needle = JSON.stringify(word).slice(1, -1);
  const names = async (name: string, key: 'candidate_id' | 'case_id') => {
    const text = (await forge.readAt(head, `runs/${run_id}/${name}`)) ?? '';
    return isAll || text.includes(needle) ? idsIn(text, key, `runs/${run_id}/${name}`) : [];
  };
  const [candidates, cases] = await Promise.all([
    names('candidates.jsonl', 'candidate_id'),
    names('cases.jsonl', 'case_id'),
  ]);
  return { candidates, cases };
}

function idsIn(text: string, key: string, path: string): string[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const value = jsonOrNull(line);
      const id = typeof value === 'object' && value !== null ? new Map(Object.entries(value)).get(key) : undefined;
      if (typeof id !== 'string') throw unreadable(path);
      return id;
    });
}

/** Everything that a run recorded. Throws `RUN_UNREADABLE`. */
export async function readRun(
  { forge, head }: RecordsAt,
  { run_id, intent, metric, at }: StartedRun,
): Promise<RunRecord> {
  const text = (name: string) => forge.readAt(head, `runs/${run_id}/${name}`);
  const lines = async <Value>(name: string, reader: Reader<Value>): Promise<Value[]> =>
    ((await text(name)) ?? '')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => parsed(run_id, name, line, reader));
  const [candidates, results, cases, raced, selected] = await Promise.all([
    lines('candidates.jsonl', Candidate),
    lines('replay-results.jsonl', ResultLine),
    lines('cases.jsonl', CaseLine),
    lines('race.jsonl', RaceLine),
    text('selected-proposal.json'),
  ]);
  return {
    run_id,
    intent,
    metric,
    at,
    candidates,
    results,
    cases,
    raced,
    selected: selected === null ? null : parsed(run_id, 'selected-proposal.json', selected, SelectedProposal),
  };
}

function parsed<Value>(runId: string, name: string, text: string, reader: Reader<Value>): Value {
  const read = reader.safeParse(jsonOrNull(text));
  if (read.success) return read.data;
  throw unreadable(`runs/${runId}/${name}`);
}

function unreadable(path: string): AutotuneError {
  return new AutotuneError('RUN_UNREADABLE', `${path} on the ledger is not what this version writes`);
}

function jsonOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
