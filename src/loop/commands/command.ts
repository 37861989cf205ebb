/**
 * A command that somebody gave in a comment, from its event to its answer: read, held against what may be done by whom,
 * carried out, answered. Whatever is not a person's own, unchanged comment on a proposal of ours changes nothing.
 */
import { type Decision, decidesAlone, mayCommand } from '../../core/commands/authority.ts';
import { whyChanged, whyIgnored } from '../../core/commands/heed.ts';
import { type Asked, parseComment } from '../../core/commands/parse.ts';
import { misunderstoodText, refusedText, replyTo } from '../../core/commands/reply.ts';
import { type Authority, COMMANDS } from '../../core/commands/table.ts';
import { isAutotuneError } from '../../kit/errors.ts';
import type { CommentEvent, Conversation, ProposalRequest } from '../../ports/conversation.ts';
import type { CommandReport } from '../../schema/command-report.ts';
import type { NamedProposal, SurveyedProposal } from '../ledger/proposal-state.ts';
import { openSurvey } from '../proposals/open-survey.ts';
import { type SurveyContext, surveyBranch } from '../proposals/survey-proposals.ts';
import type { World } from '../world.ts';
import { ownerFacts } from './authority.ts';
import { EFFECT_OF } from './effects.ts';

export type CommandPorts = {
  readonly world: World;
  readonly conversation: Conversation;
  /** Name and version of this program. */
  readonly producer: string;
};

/** What cannot be done is an answer to whoever asked; anything else ends the job, and running it again goes on. */
const REFUSALS = new Set<string>([
  'COMMAND_IMPOSSIBLE',
  'PROPOSAL_MERGED',
  'PROPOSAL_UNREADABLE',
  'ID_UNKNOWN',
  'ID_AMBIGUOUS',
  'RUN_UNREADABLE',
  'ROLLBACK_REFUSED',
  'DOCUMENTS_INVALID',
  'EXPERIENCE_MISSING',
  'QUERY_FORBIDDEN',
  'QUERY_FAILED',
]);

type Heard = Exclude<Asked, { kind: 'nothing' }>;
type Ending = Pick<CommandReport, 'result' | 'reason'> & Partial<CommandReport>;

/** Answers the comment of an event. Throws what stops every verb: a host or a ledger that cannot be relied on. */
export async function command(ports: CommandPorts, event: CommentEvent): Promise<CommandReport> {
  const { conversation } = ports;
  const asked = parseComment(event.body);
  const report = (ending: Ending): CommandReport => ({ ...blank(event, asked), ...ending });
  if (asked.kind === 'nothing') return report({ result: 'ignored', reason: 'there is no command in the comment' });
  const ignored = whyIgnored(event, await conversation.isOurs(event.author));
  if (ignored !== null) return report({ result: 'ignored', reason: ignored });
  const request = await conversation.request(event.number);
  if (request === null) return report({ result: 'ignored', reason: 'the pull request is no proposal of autotune' });
  const comment = await conversation.comment(event.commentId);
  const changed = whyChanged(event, comment);
  if (comment === null || changed !== null) {
    if (comment !== null) await conversation.react(event.commentId, 'confused');
    return report({ result: 'refused', reason: changed ?? '' });
  }
  return report(await answer({ ...ports, event, request, url: comment.url }, asked));
}

function blank({ number, commentId, author, isOnPullRequest }: CommentEvent, asked: Asked) {
  const name = asked.kind === 'command' ? asked.command.name : asked.kind === 'wrong' ? asked.name : null;
  const pull_request = isOnPullRequest ? number : null;
  return { command: name, pull_request, comment: commentId, login: author.login, heeded_as: null, proposal_id: null };
}

type Said = CommandPorts & {
  readonly event: CommentEvent;
  readonly request: ProposalRequest;
  readonly url: string;
};

/** Whoever is told nothing but by a reaction finds the reason in the job. */
async function answer(said: Said, asked: Heard): Promise<Ending> {
  const { conversation, event } = said;
  await conversation.react(event.commentId, 'eyes');
  const heeded = await heed(said, asked);
  if (heeded.proposal === null) {
    const { why, isQuiet } = heeded;
    if (!isQuiet) await reply(said, asked, refusedText(why));
    await conversation.react(event.commentId, 'confused');
    return { result: 'refused', reason: why };
  }
  const done = await carryOut(said, asked, heeded);
  await reply(said, asked, done.text);
  await conversation.react(event.commentId, done.result === 'done' ? 'rocket' : 'confused');
  const { result, text: reason } = done;
  return { result, reason, heeded_as: heeded.as, proposal_id: heeded.proposal.named.proposal_id };
}

async function reply({ conversation, event, request }: Said, asked: Heard, text: string): Promise<void> {
  const name = asked.kind === 'command' ? asked.command.name : asked.kind === 'wrong' ? asked.name : null;
  const whole = replyTo({ login: event.author.login, name }, text);
  await conversation.reply(request, { to: event.commentId, text: whole });
}

type Found = {
  readonly context: SurveyContext;
  readonly surveyed: SurveyedProposal;
  readonly named: NamedProposal;
};
type Heeded =
  | { readonly proposal: Found; readonly as: string }
  | { readonly proposal: null; readonly why: string; readonly isQuiet: boolean };

/** Roles first, since they are told by one question; then the proposal, and who owns what it changes. */
async function heed({ world, conversation, event, request }: Said, asked: Heard): Promise<Heeded> {
  const { author } = event;
  const authority = authorityOf(asked);
  const role = await conversation.roleOf(author);
  const facts = { login: author.login, role };
  const early = authority === 'writer' || decidesAlone(role);
  const first: Decision | null = early ? mayCommand(authority, { ...facts, owners: new Map() }) : null;
  if (first !== null && !first.may) return { proposal: null, why: first.why, isQuiet: first.isQuiet };
  const context = await openSurvey(world);
  const surveyed = await surveyBranch(context, request.branch);
  const { named } = surveyed;
  if (named === null) return { proposal: null, why: UNNAMED, isQuiet: false };
  const owners = async () => ownerFacts(context, conversation, { named, author, authority });
  const decision = first ?? mayCommand(authority, { ...facts, owners: await owners() });
  if (!decision.may) return { proposal: null, why: decision.why, isQuiet: decision.isQuiet };
  return { proposal: { context, surveyed, named }, as: decision.as };
}

const UNNAMED = 'neither the ledger nor the branch says which proposal this is';

/** What is not understood is explained to whoever might have been understood. */
function authorityOf(asked: Heard): Authority {
  if (asked.kind !== 'command') return 'writer';
  return COMMANDS.find(({ name }) => name === asked.command.name)?.authority ?? 'decider';
}

async function carryOut(
  { event, request, url, producer }: Said,
  asked: Heard,
  { proposal, as }: Extract<Heeded, { as: string }>,
): Promise<{ readonly result: 'done' | 'refused'; readonly text: string }> {
  if (asked.kind !== 'command') return { result: 'refused', text: misunderstoodText(asked) };
  const { id, login } = event.author;
  const commanded = { ...proposal, command: asked.command, request, actor: { id, login, role: as }, url, producer };
  try {
    return { result: 'done', text: await EFFECT_OF[asked.command.name](commanded) };
  } catch (error) {
    if (!isAutotuneError(error) || !REFUSALS.has(error.code)) throw error;
    const [first] = error.problems;
    const more = first === undefined ? '' : `, the first in ${first.file}: ${first.message}`;
    return { result: 'refused', text: refusedText(`${error.message}${more}`) };
  }
}
