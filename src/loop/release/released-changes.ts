/** Which change an intent runs under, by the ledger: what a rollback takes back, and what a rollout is of. */
import type { ReleaseRecorded } from '../../schema/ledger-event.ts';
import type { ReleaseTuple } from '../../schema/release-record.ts';
import type { Journal } from '../ledger/journal.ts';

type Recorded = Pick<Journal, 'events'>;

/** The newest change that was admitted for an intent and not rolled back since. */
export function changeOf(journal: Recorded, intent: string): ReleaseRecorded | null {
  const standing = new Map<string, ReleaseRecorded>();
  for (const event of journal.events()) {
    if (event.kind === 'rolled_back') standing.delete(event.body.proposal_id);
    if (event.kind !== 'release_recorded' || event.intent !== intent || event.body.admission !== 'admitted') continue;
    standing.delete(event.body.proposal_id);
    standing.set(event.body.proposal_id, event.body);
  }
  return [...standing.values()].at(-1) ?? null;
}

/** What was active before a tuple was admitted; null where it was there before any change. */
export function tupleBefore(journal: Recorded, id: string): ReleaseTuple | null {
  let wanted = id;
  for (const event of journal.events().toReversed()) {
    if (event.kind !== 'release_recorded' || event.body.release_tuple.id !== wanted) continue;
    const { admission, previous } = event.body;
    if (admission === 'admitted') return previous;
    // It was carried to another version of the pack: the change that made it is further back.
    wanted = previous.id;
  }
  return null;
}

/**
 * Since when a tuple is a candidate for an intent, by which change, and the ids that it had meanwhile: carried to another
 * version of the pack it is the same one. Null where the ledger knows no admission of it.
 */
export function candidacyOf(
  journal: Recorded,
  intent: string,
  id: string,
): { readonly at: string; readonly made: ReleaseRecorded; readonly tuples: ReadonlySet<string> } | null {
  const tuples = new Set([id]);
  let wanted = id;
  for (const event of journal.events().toReversed()) {
    if (event.kind !== 'release_recorded' || event.intent !== intent) continue;
    const { admission, release_tuple, previous } = event.body;
    if (release_tuple.id !== wanted) continue;
    if (admission === 'admitted') return { at: event.at, made: event.body, tuples };
    wanted = previous.id;
    tuples.add(wanted);
  }
  return null;
}

/** What a change of another intent had carried a record's active tuple from. */
export function carriedBy(journal: Recorded, proposal: string, tuple: string): ReleaseRecorded | null {
  const event = journal
    .events()
    .findLast(
      ({ kind, body }) =>
        kind === 'release_recorded' && body.proposal_id === proposal && body.release_tuple.id === tuple,
    );
  return event?.kind === 'release_recorded' ? event.body : null;
}

/** Why an intent does not run under the change of a merged proposal, in words without an end; null where it does. */
export function whyNotActive(journal: Recorded, intent: string, proposal: string): string | null {
  const active = changeOf(journal, intent);
  if (active?.proposal_id === proposal) return null;
  const last = journal.events().findLast((event) => {
    const isAbout = event.kind === 'release_recorded' || event.kind === 'rolled_back';
    return isAbout && event.body.proposal_id === proposal;
  });
  if (last === undefined) return 'its merge is not recorded yet; the next run or `autotune record` does that';
  if (last.kind === 'rolled_back') return 'it was taken back already';
  return active === null ? `${intent} runs under no change` : `${active.proposal_id} took its place since`;
}
