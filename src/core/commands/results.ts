/** The answers of commands that were carried out, each from what the ledger says then. */
import { code, plain } from '../../kit/markdown.ts';
import { LAPSED } from '../../kit/rejection-words.ts';
import type { Rejection } from '../../schema/ledger-event.ts';
import type { FlaggedSurface, LapsedRejection, StandingRejection } from '../../schema/rejection.ts';
import type { RejectionsReport } from '../../schema/rejections-report.ts';
import { LONGEST_TEXT } from './parse.ts';

export type RejectedFacts = {
  /** Whether it stood rejected with this scope before. */
  readonly isKnown: boolean;
  /** What stands in the ledger now. */
  readonly rejection: Pick<Rejection, 'scope' | 'reason' | 'expires_at'>;
  /** Whether it keeps anything from being searched. */
  readonly holds: boolean;
  readonly isClosed: boolean;
  readonly isCut: boolean;
};

export function rejectedText({ isKnown, rejection, holds, isClosed, isCut }: RejectedFacts): string {
  const { scope, reason, expires_at } = rejection;
  const until = expires_at === undefined ? 'without a last day' : `until ${expires_at.slice(0, 10)} at most`;
  const limits = `with the scope ${code(scope)}, ${until}`;
  const lead = isKnown
    ? `it stood rejected already ${limits}, and keeps the reason that was given first: ${plain(reason, 1000)}`
    : `rejected ${limits}; the notice on this pull request says what is not searched again`;
  return [
    `${lead}.`,
    ...(isCut ? [`The reason was cut at ${LONGEST_TEXT} characters.`] : []),
    ...(holds ? [] : ['What it was compared with has changed, so it keeps nothing from being searched.']),
    ...(isClosed ? [] : ['Somebody is at work on its branch, so that is left; the next run closes the pull request.']),
    `${code('/autotune unreject')} takes it back.`,
  ].join(' ');
}

export function unrejectedText(taken: number): string {
  if (taken === 0) return 'nothing of this change stands rejected.';
  const counted = taken === 1 ? 'the rejection is' : `${taken} rejections are`;
  return `${counted} taken back. The next run searches the change again; a pull request that is reopened counts again.`;
}

const MOST_LISTED = 20;

/** What the verb of the same name tells at a terminal, in short: in force, no longer, and the surfaces that draw them. */
export function rejectionsText(intent: string, { rejections, lapsed, flagged }: RejectionsReport): string {
  const sections = [
    rejections.length === 0
      ? `nothing stands rejected for ${code(intent)}.`
      : listed(`rejected for ${code(intent)} now:`, rejections, standingLine),
    ...(lapsed.length === 0 ? [] : [listed('No longer:', lapsed, lapsedLine)]),
    ...(flagged.length === 0 ? [] : [listed('Surfaces that keep drawing rejections:', flagged, flaggedLine)]),
  ];
  return sections.join('\n\n');
}

/** The newest first. */
function listed<Item>(lead: string, items: readonly Item[], lineOf: (item: Item) => string): string {
  const lines = items.toReversed().slice(0, MOST_LISTED).map(lineOf);
  const more = items.length > MOST_LISTED ? [`and ${items.length - MOST_LISTED} more.`] : [];
  return [lead, lines.join('\n'), ...more].join('\n\n');
}

function standingLine({ kind, scope, path, reason, by, at, expires_at, proposal_id }: StandingRejection): string {
  const until = expires_at === undefined ? '' : ` until ${expires_at.slice(0, 10)}`;
  const who = kind === 'soft_rejection' ? 'without a command' : `by ${personOf(by)}`;
  return `- ${scope} at ${code(path)}, ${who}, since ${at.slice(0, 10)}${until}: ${plain(reason, 300)} (${code(proposal_id)})`;
}

function lapsedLine({ scope, path, lapsed, proposal_id, taken_back: taken }: LapsedRejection): string {
  const by =
    taken === undefined ? '' : ` by ${personOf(taken.by)} on ${taken.at.slice(0, 10)}, ${plain(taken.reason, 300)}`;
  return `- ${scope} at ${code(path)}: ${LAPSED[lapsed]}${by} (${code(proposal_id)})`;
}

function personOf({ login, role }: StandingRejection['by']): string {
  return `${code(login)} (${plain(role, 40)})`;
}

function flaggedLine({ surface_id, path, file, proposals }: FlaggedSurface): string {
  return `- ${code(surface_id)} at ${code(path)}: ${proposals.length} different changes were rejected; think of retiring it in ${code(file)}.`;
}

export const TAKEN_BACK_TEXT = 'this was done before, and taken back since; it is not done again.';
export const HELD_TEXT =
  'held. No run updates, replaces or closes this pull request, and no other is opened for its intent and risk class, until `/autotune resume`. Merging and closing are up to you.';
export const HELD_ALREADY_TEXT = 'it is held already.';
export const RESUMED_TEXT = 'let go. The next run treats this pull request as any other.';
export const NOT_HELD_TEXT = 'nobody has it held by a command, so there is nothing to let go.';

export function retriedText(intent: string, metric: string): string {
  return `noted. The next scheduled run scores ${code(intent)} (${code(metric)}) again, due or not. The same evidence gives the same result.`;
}
