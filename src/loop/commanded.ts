/** A command with all that decides what it does: who gave it, where, about which proposal; and what every effect asks of that. */
import { isLaterComment } from '../core/commands/heed.ts';
import type { Command } from '../core/commands/parse.ts';
import { AutotuneError } from '../kit/errors.ts';
import type { ProposalRequest } from '../ports/conversation.ts';
import type { LedgerEntry } from '../schema/ledger-event.ts';
import type { NamedProposal, SurveyedProposal } from './proposal-state.ts';
import { entryFor } from './record-run.ts';
import type { Actor } from './rejection-facts.ts';
import type { SurveyContext } from './survey-proposals.ts';

export type Commanded = {
  readonly context: SurveyContext;
  readonly command: Command;
  readonly surveyed: SurveyedProposal;
  readonly named: NamedProposal;
  readonly request: ProposalRequest;
  readonly actor: Actor;
  /** Of the comment; what it had written to the ledger bears it. */
  readonly url: string;
  /** Name and version of this program. */
  readonly producer: string;
};

/** The text of the reply. Throws a coded error for what cannot be done, before anything is changed. */
export type Effect = (commanded: Commanded) => Promise<string>;

/** Whether this very comment has had its event written. */
export function isRecorded({ context, url }: Commanded): boolean {
  return context.journal.events().some(({ source_url }) => source_url === url);
}

export function assertState({ request }: Commanded, state: ProposalRequest['state']): void {
  if (request.state !== state) throw impossible(`the pull request is not ${state}`);
}

/** What people decided about a proposal, and what may end it. */
const DECISIONS = {
  rejection: ['rejection', 'unrejection'],
  hold: ['proposal_held', 'proposal_opened'],
} as const;

/**
 * Throws where a later comment decided of the same: a job of a comment that had nothing to do can be run again by
 * whoever may write, and would do it then.
 */
export function assertLatest({ context, named, url }: Commanded, about: keyof typeof DECISIONS): void {
  const kinds: readonly string[] = DECISIONS[about];
  const isLater = context.journal.events().some(({ kind, body, source_url }) => {
    if (!kinds.includes(kind) || !('proposal_id' in body)) return false;
    return body.proposal_id === named.proposal_id && isLaterComment(source_url, url);
  });
  if (isLater) throw impossible('a later comment decided about it; say it again in a new one');
}

export function impossible(why: string): AutotuneError {
  return new AutotuneError('COMMAND_IMPOSSIBLE', why);
}

/** Of this very comment, once. */
export async function recordNote(
  { context, named, actor, url }: Commanded,
  body: Readonly<Record<string, string | Readonly<Record<string, string>>>>,
): Promise<void> {
  const entry: LedgerEntry = { ...entryFor(named, context.now), actor, source_url: url, kind: 'note', body };
  await context.journal.record([{ entry, isSame: ({ source_url }) => source_url === url }]);
}
