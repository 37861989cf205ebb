/**
 * Whether a ledger is the one that proposals rest on. Each proposal cites the head it was built on; a ledger that lacks
 * one was deleted, set back or replaced since, and with it went rejections that nobody would miss by the chain alone.
 */
import { AutotuneError } from '../../kit/errors.ts';
import { excerpt } from '../../kit/problem.ts';
import type { LedgerEvent } from '../../schema/ledger-event.ts';

/** A head of the ledger, and the document that cites it. */
export type Anchor = { readonly head: string; readonly citedBy: string };

const COMMIT = /^[0-9a-f]{40,64}$/;

/** The anchors that a ledger has to have: heads that are commits and were not given up when it was begun anew. */
export function anchorsToKeep(anchors: readonly Anchor[], events: readonly LedgerEvent[]): readonly Anchor[] {
  const given = new Set(events.flatMap(givenUp));
  return anchors.filter(({ head }) => COMMIT.test(head) && !given.has(head));
}

/** When a ledger was begun anew last; null where it never was. */
export function begunAnewAt(events: readonly LedgerEvent[]): string | null {
  return events.findLast((event) => givenUp(event).length > 0)?.at ?? null;
}

/** The heads that a ledger was begun anew without. */
function givenUp({ kind, body }: LedgerEvent): readonly string[] {
  if (kind !== 'note') return [];
  const heads = body['lost_heads'];
  return Array.isArray(heads) ? heads.filter((head) => typeof head === 'string') : [];
}

/**
 * Throws `LEDGER_MISSING` where there is no ledger and anything cites one, `LEDGER_BROKEN` where there is one that
 * lacks what is cited.
 * @param head of the ledger; null where there is none
 * @param lacking the anchors that are not in its history
 */
export function assertAnchored(ref: string, head: string | null, lacking: readonly Anchor[]): void {
  const [first] = lacking;
  if (first === undefined) return;
  const more = lacking.length === 1 ? '' : ` and ${lacking.length - 1} more`;
  const cited = `${excerpt(first.citedBy, 200)}${more} cite ${first.head.slice(0, 12)}`;
  if (head === null) throw new AutotuneError('LEDGER_MISSING', `${ref} is not there, though ${cited}`);
  throw new AutotuneError('LEDGER_BROKEN', `${ref} was set back or replaced: it lacks what ${cited}`);
}

/** What is written first into a ledger that is begun anew, so that what was lost is known and asked for no more. */
export function begunAnew(lacking: readonly Anchor[]): { readonly text: string; readonly lost_heads: string[] } {
  const heads = [...new Set(lacking.map(({ head }) => head))].sort();
  return {
    text: 'The ledger was begun anew because somebody asked for it; rejections before this event are forgotten.',
    lost_heads: heads,
  };
}
