/** `autotune explain`: why a proposal won, why a candidate lost, what happened to a case. It asks the ledger alone. */
import { explain } from '../../core/explain/explain.ts';
import { type Found, openFinder, RECENT } from '../../core/explain/find.ts';
import type { LedgerState, StartedRun } from '../../core/ledger/fold.ts';
import { AutotuneError } from '../../kit/errors.ts';
import { excerpt } from '../../kit/problem.ts';
import type { Explanation } from '../../schema/explanation.ts';
import type { World } from '../world.ts';
import { openJournal } from './journal.ts';
import { type RecordsAt, readNames, readRun } from './run-records.ts';

/** Runs whose names are read at once; no more of them are held. */
const AT_ONCE = 8;

/**
 * Explains the proposal, candidate or case of an id or of its beginning, whichever run it stems from; the newest run that
 * knows it answers. Throws `ID_UNKNOWN` or `ID_AMBIGUOUS` with the ids that may be meant, and `RUN_UNREADABLE` for a run
 * that this version cannot read.
 */
export async function explainId(world: World, word: string, intent?: string): Promise<Explanation> {
  const journal = await openJournal(world.ledger);
  const state = journal.state({ now: await world.clock.now(), activeTuples: new Map() });
  const started = [...state.startedRuns.values()].filter((run) => intent === undefined || run.intent === intent);
  const runs = started.reverse();
  const at: RecordsAt = { forge: world.forge, head: journal.head() };
  const found = await findName(at, state, runs, word);
  if ('named' in found) {
    const { kind, id, run_id, others } = found.named;
    const start = runs.find((run) => run.run_id === run_id);
    if (start === undefined) throw new RangeError('a name without its run');
    const run = await readRun(at, start);
    return explain({ kind, id, run, others }, (proposal) => standingOf(state, proposal));
  }
  if ('ambiguous' in found) {
    const message = `several are called so: ${found.ambiguous.map((label) => excerpt(label, 120)).join(', ')}`;
    throw new AutotuneError('ID_AMBIGUOUS', message);
  }
  const near = found.unknown.map((id) => excerpt(id, 120)).join(', ');
  const known =
    runs.length === 0 ? 'the ledger has no run' : near === '' ? 'nothing comes close' : `the nearest: ${near}`;
  throw new AutotuneError('ID_UNKNOWN', `no proposal, candidate or search case of that id is in the ledger; ${known}`);
}

/** Reads the names of the newest runs, and of older ones until one of them has the very id: a beginning may be of several. */
async function findName(
  records: RecordsAt,
  { finishedRuns }: LedgerState,
  runs: readonly StartedRun[],
  word: string,
): Promise<Found> {
  const finder = openFinder(word);
  for (let at = 0; at < runs.length && !(at >= RECENT && finder.isExact()); at += AT_ONCE) {
    const next = runs.slice(at, at + AT_ONCE);
    const read = await Promise.all(next.map((run) => readNames(records, run, { word, isAll: at < RECENT })));
    next.forEach(({ run_id, intent }, i) => {
      const { candidates, cases } = read[i] ?? { candidates: [], cases: [] };
      const proposal = finishedRuns.get(run_id)?.proposal_id ?? null;
      finder.add({ run_id, intent, proposal, candidates, cases });
    });
  }
  return finder.end();
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
