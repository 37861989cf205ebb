/** `autotune explain`: why a proposal won, why a candidate lost, what happened to a case. It asks the ledger alone. */
import { explain } from '../core/explain/explain.ts';
import { find } from '../core/explain/find.ts';
import type { RunRecord } from '../core/explain/run-record.ts';
import type { LedgerState, StartedRun } from '../core/ledger/fold.ts';
import { AutotuneError } from '../kit/errors.ts';
import { excerpt } from '../kit/problem.ts';
import { Candidate } from '../schema/candidate.ts';
import type { Explanation } from '../schema/explanation.ts';
import { CaseLine, RaceLine, ResultLine, SelectedProposal } from '../schema/run-record.ts';
import { openJournal } from './journal.ts';
import type { World } from './world.ts';

/** Runs that are read, the newest first. */
const RUNS = 40;

/** What a schema is asked here. */
type Reader<Value> = { safeParse(value: unknown): { success: true; data: Value } | { success: false } };

/**
 * Explains the proposal, candidate or case of an id or of its beginning. Throws `ID_UNKNOWN` or `ID_AMBIGUOUS` with the
 * ids that may be meant, and `RUN_UNREADABLE` for a run that this version cannot read.
 */
export async function explainId(world: World, word: string, intent?: string): Promise<Explanation> {
  const journal = await openJournal(world.ledger);
  const state = journal.state({ now: await world.clock.now(), activeTuples: new Map() });
  const started = [...state.startedRuns.values()].filter((run) => intent === undefined || run.intent === intent);
  const runs: RunRecord[] = [];
  for (const run of newestFirst(started).slice(0, RUNS)) runs.push(await readRun(world, journal.head(), run));
  const found = find(runs, word);
  if ('subject' in found) return explain(found.subject, (id) => standingOf(state, id));
  if ('ambiguous' in found) {
    const message = `several are called so: ${found.ambiguous.map((label) => excerpt(label, 120)).join(', ')}`;
    throw new AutotuneError('ID_AMBIGUOUS', message);
  }
  const near = found.unknown.map((id) => excerpt(id, 120)).join(', ');
  const known =
    runs.length === 0 ? 'the ledger has no run' : near === '' ? 'nothing comes close' : `the nearest: ${near}`;
  throw new AutotuneError('ID_UNKNOWN', `no proposal, candidate or search case of that id is in the ledger; ${known}`);
}

function newestFirst(runs: readonly StartedRun[]): StartedRun[] {
  return runs.toReversed();
}

const STATE_OF = {
  proposal_opened: 'open',
  proposal_updated: 'open',
  proposal_held: 'held',
  proposal_superseded: 'superseded',
  proposal_expired: 'expired',
} as const;

function standingOf({ proposals }: LedgerState, id: string) {
  const known = proposals.get(id);
  if (known === undefined) return { state: 'not opened', branch: '' };
  const state = STATE_OF[known.kind];
  const isRejected = !known.open && (state === 'open' || state === 'held');
  return { state: isRejected ? 'rejected' : state, branch: known.branch };
}

async function readRun(world: World, head: string, { run_id, intent, metric, at }: StartedRun): Promise<RunRecord> {
  const text = (name: string) => world.forge.readAt(head, `runs/${run_id}/${name}`);
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
  throw new AutotuneError('RUN_UNREADABLE', `runs/${runId}/${name} on the ledger is not what this version writes`);
}

function jsonOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
