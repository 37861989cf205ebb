/** Chains new events onto the ones before: each carries the hash of its predecessor and its own. */
import { AutotuneError } from '../../kit/errors.ts';
import type { LedgerEntry, LedgerEvent } from '../../schema/ledger-event.ts';
import { type EventFile, fileOf, hashOf, parseEvent } from './event-file.ts';

export type ChainedEvent = { readonly event: LedgerEvent; readonly file: EventFile };

/**
 * @param before the verified events that the ledger has, in order
 * @param entries what is added, in order
 * @returns each event with the file to append. Throws `INTERNAL` for an entry that could not be read back.
 */
export function chain(before: readonly LedgerEvent[], entries: readonly LedgerEntry[]): readonly ChainedEvent[] {
  let previous = before.at(-1)?.hash ?? null;
  return entries.map((entry) => {
    const linked = { ...entry, prev_hash: previous };
    const written = fileOf({ ...linked, hash: hashOf(linked) });
    if (written === null) throw new AutotuneError('INTERNAL', `an event at ${entry.at}: not a whole second in UTC`);
    const event = parseEvent(written);
    if ('severity' in event) throw new AutotuneError('INTERNAL', `an event that ${event.message}`);
    previous = event.hash;
    return { event, file: written };
  });
}
