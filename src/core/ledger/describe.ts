/**
 * The message of a ledger commit, written so that `git log --oneline autotune/ledger` reads as a story. People's
 * reasons are not repeated here: they are data of the event, and a commit message is read by machines that react.
 */
import { excerpt } from '../../kit/problem.ts';
import type { LedgerEvent } from '../../schema/ledger-event.ts';

const SUBJECT = 120;

/** A first line for all events, then each event with its hash. */
export function describe(events: readonly LedgerEvent[]): string {
  const last = events.at(-1);
  const kinds = events.map(({ kind }) => kind).join(' + ');
  const subject = last === undefined ? 'no events' : `${kinds} ${last.intent}: ${calm(storyOf(last))}`;
  const body = events.map((event) => `${lineOf(event)}\n${event.hash}`);
  return `${[excerpt(subject, SUBJECT), ...body].join('\n\n')}\n`;
}

function lineOf(event: LedgerEvent): string {
  return `${event.kind} ${event.intent}: ${calm(storyOf(event))}`;
}

function storyOf(event: LedgerEvent): string {
  switch (event.kind) {
    case 'run_started':
      return `${event.body.metric} of ${event.body.pack} on ${event.body.search_set}`;
    case 'run_finished': {
      const { result, proposal_id: proposal, candidates, reason } = event.body;
      const id = proposal === undefined ? '' : `, ${proposal}`;
      return `${result.replaceAll('_', ' ')} after ${candidates} candidates: ${reason}${id}`;
    }
    case 'heldout_look':
      return `look ${event.body.look} of ${event.body.max_looks} at ${event.body.heldout_test_set}`;
    case 'proposal_opened':
    case 'proposal_updated':
    case 'proposal_held':
    case 'proposal_superseded':
    case 'proposal_expired':
      return `${event.body.proposal_id} on ${event.body.branch}`;
    case 'rejection':
    case 'unrejection':
    case 'soft_rejection':
      return `${event.body.proposal_id}, ${event.body.scope} at ${event.body.path}`;
    case 'release_recorded':
      return `${event.body.proposal_id} is ${event.body.release_tuple.id} at ${event.body.stage}`;
    case 'rolled_back':
      return `${event.body.proposal_id}, ${event.body.cause.replaceAll('_', ' ')}`;
    case 'stage_changed': {
      const { phase, from, to, release_tuple: tuple } = event.body;
      return `${phase} ${from} to ${to}, ${tuple}`;
    }
    case 'gate_bypassed':
      return `${event.body.proposal_id}, its gate ${event.body.gate}`;
    case 'release_verdict':
      return `${event.body.verdict.replaceAll('_', ' ')} ${event.body.candidate_tuple}`;
    default:
      return `by ${event.actor.login}`;
  }
}

/** Safe on one line, and without what forges act upon: mentions, references to issues, instructions to skip checks. */
function calm(text: string): string {
  return excerpt(text, 200)
    .replaceAll(/(?<!\w)@(?=\w)/g, '@ ')
    .replaceAll(/#(?=\d)/g, '# ')
    .replaceAll('[', '(')
    .replaceAll(']', ')');
}
