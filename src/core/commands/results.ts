/** The answers of commands that were carried out, each from what the ledger says then. */
import { code, plain } from '../../kit/markdown.ts';
import type { Rejection } from '../../schema/ledger-event.ts';
import { LONGEST_TEXT } from './parse.ts';

export type RejectedFacts = {
  /** Whether it stood rejected with this scope before. */
  readonly isKnown: boolean;
  readonly reason: string;
  /** Whether it keeps anything from being searched. */
  readonly holds: boolean;
  readonly isClosed: boolean;
  readonly isCut: boolean;
};

export function rejectedText({ isKnown, reason, holds, isClosed, isCut }: RejectedFacts): string {
  const lead = isKnown
    ? `it stood rejected already, and keeps the reason that was given first: ${plain(reason, 1000)}`
    : 'rejected; the notice on this pull request says what is not searched again';
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

export type Listed = Pick<Rejection, 'proposal_id' | 'scope' | 'path' | 'reason' | 'expires_at'> & {
  readonly at: string;
};

const MOST_LISTED = 20;

/** The newest first. */
export function rejectionsText(intent: string, rejections: readonly Listed[]): string {
  if (rejections.length === 0) return `nothing stands rejected for ${code(intent)}.`;
  const lines = rejections
    .toReversed()
    .slice(0, MOST_LISTED)
    .map(({ proposal_id, scope, path, reason, at, expires_at }) => {
      const until = expires_at === undefined ? '' : ` until ${expires_at.slice(0, 10)}`;
      return `- ${scope} at ${code(path)}, since ${at.slice(0, 10)}${until}: ${plain(reason, 300)} (${code(proposal_id)})`;
    });
  const more = rejections.length > MOST_LISTED ? [`and ${rejections.length - MOST_LISTED} older ones.`] : [];
  return [`rejected for ${code(intent)} now:`, lines.join('\n'), ...more].join('\n\n');
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
