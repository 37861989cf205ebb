/** A command with all that decides what it does: who gave it, where, about which proposal; and what every effect asks of that. */
import { isLaterComment } from '../../core/commands/heed.ts';
import type { Command } from '../../core/commands/parse.ts';
import { AutotuneError } from '../../kit/errors.ts';
import type { ProposalRequest } from '../../ports/conversation.ts';
import type { LedgerEntry } from '../../schema/ledger-event.ts';
import { entryFor } from '../ledger/entry.ts';
import type { Fact, Journal } from '../ledger/journal.ts';
import type { NamedProposal, SurveyedProposal } from '../ledger/proposal-state.ts';
import type { Actor } from '../ledger/rejection-facts.ts';
import type { SurveyContext } from '../proposals/survey-proposals.ts';

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

/** Whether this very comment has had the event written that does what it asks for. */
export function isRecorded({ context, url }: Commanded): boolean {
  return context.journal.events().some(({ source_url, body }) => source_url === url && !(DECIDED in body));
}

export function assertState({ request }: Commanded, state: ProposalRequest['state']): void {
  if (request.state !== state) throw impossible(`the pull request is not ${state}`);
}

/** What people decided about a proposal, and what may end it. */
const DECISIONS = {
  rejection: ['rejection', 'unrejection'],
  hold: ['proposal_held', 'proposal_opened'],
} as const;
type Decided = keyof typeof DECISIONS;

/** In the note of a comment that found what it asks for done already: it decided all the same, and an older one is late. */
const DECIDED = 'decided';

/**
 * The context in which a command decides, once. Throws, then and when it comes to be written, where a later comment
 * decided of the same: jobs of several comments may overtake one another, and one of a comment that had nothing to do can
 * be run again by whoever may write, and would do it then.
 */
export function deciding(commanded: Commanded, about: Decided): SurveyContext {
  const { context } = commanded;
  const { journal } = context;
  const isLater = laterDecision(commanded, about);
  const assertLatest = () => {
    if (journal.events().some(isLater)) throw impossible('a later comment decided about it; say it again in a new one');
  };
  assertLatest();
  const record: Journal['record'] = async (facts, files) => {
    const guarded = facts.map(({ entry, isSame }): Fact => {
      return { entry, isSame: (...asked) => isLater(...asked) || isSame(...asked) };
    });
    const answer = await journal.record(guarded, files);
    assertLatest();
    return answer;
  };
  return { ...context, journal: { ...journal, record } };
}

/** By the numbers of the comments; what came to the ledger after a comment was heard is later, too, wherever it was said. */
function laterDecision({ named, url }: Commanded, about: Decided): Fact['isSame'] {
  const kinds: readonly string[] = DECISIONS[about];
  return ({ kind, body, source_url }, position, all) => {
    if (!('proposal_id' in body) || body['proposal_id'] !== named.proposal_id || source_url === url) return false;
    if (!kinds.includes(kind) && !(DECIDED in body && body[DECIDED] === about)) return false;
    return isLaterComment(source_url, url) || all.slice(0, position).some((event) => event.source_url === url);
  };
}

/** That a comment found what it asks for done already. */
export async function recordDecided(commanded: Commanded, about: Decided): Promise<void> {
  const { proposal_id } = commanded.named;
  await recordNote(commanded, { text: 'A command found done what it asks for.', proposal_id, [DECIDED]: about });
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
