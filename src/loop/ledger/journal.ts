/**
 * The ledger as one run uses it: verified once when opened, appended by compare-and-swap, and never twice with the
 * same fact. Whoever loses a race reads again and goes on.
 */
import { chain } from '../../core/ledger/chain.ts';
import { describe } from '../../core/ledger/describe.ts';
import { pathOf } from '../../core/ledger/event-file.ts';
import { fold, type LedgerState, type Today } from '../../core/ledger/fold.ts';
import { verify } from '../../core/ledger/verify.ts';
import { AutotuneError } from '../../kit/errors.ts';
import type { Ledger, NewLedgerFile } from '../../ports/ledger.ts';
import type { LedgerEntry, LedgerEvent } from '../../schema/ledger-event.ts';

const ATTEMPTS = 50;

/**
 * An event that is to be in the ledger once, and how it is known to be there: asked of each event, with its position
 * among all.
 */
export type Fact = {
  readonly entry: LedgerEntry;
  readonly isSame: (event: LedgerEvent, position: number, all: readonly LedgerEvent[]) => boolean;
};

export type Journal = {
  readonly ref: string;
  /** The commit that holds everything recorded so far; empty before the first event. */
  head(): string;
  /** The commit that brought the event at a position. Throws `RangeError` where there is none. */
  headAt(position: number): string;
  state(today: Today): LedgerState;
  /** Verified, in order. */
  events(): readonly LedgerEvent[];
  /**
   * Appends the facts that are not there yet in one commit, with the files that go with them; does nothing where all
   * are known. Throws `LEDGER_BUSY` after many lost races.
   */
  record(facts: readonly Fact[], files?: () => readonly NewLedgerFile[]): Promise<'recorded' | 'known'>;
  /** Reads again what somebody else may have appended, so that the next record need not lose a race to learn of it. */
  refresh(): Promise<void>;
};

/** Reads and verifies the ledger; throws `LEDGER_BROKEN` where it does not verify. */
export async function openJournal(ledger: Ledger): Promise<Journal> {
  let { head, events, commits } = await readVerified(ledger);
  const refresh = async () => {
    ({ head, events, commits } = await readVerified(ledger));
  };
  return {
    ref: ledger.ref,
    head: () => head ?? '',
    headAt(position) {
      const commit = commits.get(events[position]?.hash ?? '');
      if (commit === undefined) throw new RangeError('an event that the ledger does not have');
      return commit;
    },
    state: (today) => fold(events, today),
    events: () => events,
    refresh,
    async record(facts, files = () => []) {
      for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
        const fresh = facts.filter(({ isSame }) => !events.some(isSame)).map(({ entry }) => entry);
        const [first] = fresh;
        if (first === undefined) return 'known';
        const chained = chain(events, fresh);
        const added = [...chained.map(({ file }) => file), ...files()];
        const answer = await ledger.append(head, added, describe(chained.map(({ event }) => event)), first.at);
        if (answer !== 'moved') {
          head = answer.head;
          events = [...events, ...chained.map(({ event }) => event)];
          for (const { event } of chained) commits.set(event.hash, answer.head);
          return 'recorded';
        }
        await refresh();
      }
      throw new AutotuneError('LEDGER_BUSY', `${ledger.ref} moved ${ATTEMPTS} times while it was appended to`);
    },
  };
}

type Verified = {
  readonly head: string | null;
  readonly events: readonly LedgerEvent[];
  /** By the hash of an event. */
  readonly commits: Map<string, string>;
};

async function readVerified(ledger: Ledger): Promise<Verified> {
  const snapshot = await ledger.read();
  const events = verify(snapshot.events);
  const byPath = new Map(snapshot.events.map(({ path, commit }) => [path, commit]));
  const commits = events.map((event): [string, string] => [event.hash, byPath.get(pathOf(event) ?? '') ?? '']);
  return { head: snapshot.head, events, commits: new Map(commits) };
}
