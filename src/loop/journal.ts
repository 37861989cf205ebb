/**
 * The ledger as one run uses it: verified once when opened, appended by compare-and-swap, and never twice with the
 * same fact. Whoever loses a race reads again and goes on.
 */
import { chain } from '../core/ledger/chain.ts';
import { describe } from '../core/ledger/describe.ts';
import { fold, type LedgerState, type Today } from '../core/ledger/fold.ts';
import { verify } from '../core/ledger/verify.ts';
import { AutotuneError } from '../kit/errors.ts';
import type { Ledger, LedgerFile } from '../ports/ledger.ts';
import type { LedgerEntry, LedgerEvent } from '../schema/ledger-event.ts';

const ATTEMPTS = 50;

export type Journal = {
  readonly ref: string;
  /** The commit that holds everything recorded so far; empty before the first event. */
  head(): string;
  state(today: Today): LedgerState;
  /**
   * Appends an entry unless an event for which `isSame` holds is there already. Files go into the same commit.
   * Throws `LEDGER_BUSY` after many lost races.
   */
  record(
    entry: LedgerEntry,
    isSame: (event: LedgerEvent) => boolean,
    files?: readonly LedgerFile[],
  ): Promise<'recorded' | 'known'>;
};

/** Reads and verifies the ledger; throws `LEDGER_BROKEN` where it does not verify. */
export async function openJournal(ledger: Ledger): Promise<Journal> {
  let { head, events } = await readVerified(ledger);
  return {
    ref: ledger.ref,
    head: () => head ?? '',
    state: (today) => fold(events, today),
    async record(entry, isSame, files = []) {
      for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
        if (events.some(isSame)) return 'known';
        const chained = chain(events, [entry]);
        const added = [...chained.map(({ file }) => file), ...files];
        const answer = await ledger.append(head, added, describe(chained.map(({ event }) => event)), entry.at);
        if (answer !== 'moved') {
          head = answer.head;
          events = [...events, ...chained.map(({ event }) => event)];
          return 'recorded';
        }
        ({ head, events } = await readVerified(ledger));
      }
      throw new AutotuneError('LEDGER_BUSY', `${ledger.ref} moved ${ATTEMPTS} times while ${entry.kind} was appended`);
    },
  };
}

async function readVerified(ledger: Ledger): Promise<{ head: string | null; events: readonly LedgerEvent[] }> {
  const snapshot = await ledger.read();
  return { head: snapshot.head, events: verify(snapshot.events) };
}
