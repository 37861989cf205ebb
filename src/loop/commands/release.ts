/**
 * What commands do to a release, given on the merged proposal that brought it: the next stage of its rollout with a
 * verified approver, or its being taken back. Each is a pull request; merging it is up to people.
 */
import { OVER_TEXT, promotedText, rolledBackText, stayedText } from '../../core/commands/release-results.ts';
import type { LedgerEvent } from '../../schema/ledger-event.ts';
import type { PromotionReport } from '../../schema/promotion-report.ts';
import { promote } from '../release/promote.ts';
import { changeOf, whyNotActive } from '../release/released-changes.ts';
import { rollback } from '../release/rollback.ts';
import { assertState, type Commanded, impossible, isRecorded, recordNote } from './commanded.ts';

/** Throws what cannot be done to whoever asked, as `rollback` does, and `COMMAND_IMPOSSIBLE`. */
export async function rollBackRelease(commanded: Commanded): Promise<string> {
  const { context, command, named, actor, url, producer } = commanded;
  assertState(commanded, 'merged');
  const { proposal_id: proposal, intent } = named;
  const isRepeated = isRecorded(commanded);
  if (isRepeated && whyNotActive(context.journal, intent, proposal) !== null) return OVER_TEXT;
  const report = await rollback(context.world, {
    ...{ intent, proposal, reason: command.text, by: { actor, url } },
    ...{ isDryRun: false, producer },
  });
  await context.journal.refresh();
  const { restores, branch, result, pull_request } = report;
  const number = pull_request?.number ?? null;
  return rolledBackText({ proposal, restores, isKnown: !isRecorded(commanded), result, number, branch });
}

type Line = PromotionReport['promotions'][number];

/** Tells the ledger who asked before anything is asked: a job that is run again asks no later stage. */
export async function promoteRelease(commanded: Commanded): Promise<string> {
  const { context, named, actor, url, producer } = commanded;
  assertState(commanded, 'merged');
  const rolling = rolloutsOf(commanded);
  const first = context.journal.events().find(isAskedHere(url));
  const intents = [...rolling].flatMap(([intent, stage]) =>
    first === undefined || stagesIn(first)[intent] === stage ? [intent] : [],
  );
  if (first !== undefined && intents.length === 0) return OVER_TEXT;
  if (intents.length === 0) throw impossible(whyNoRollout(commanded));
  if (first === undefined) {
    const text = 'Somebody asked whether these rollouts may go on.';
    await recordNote(commanded, { text, promote_of: named.proposal_id, stages: Object.fromEntries(rolling) });
  }
  const approver = { name: actor.login, said: { actor, url } };
  const { promotions } = await promote(context.world, { intents, approver, isDryRun: false, producer });
  await context.journal.refresh();
  if (promotions.every(({ decision }) => decision !== 'promote'))
    throw impossible(promotions.map(whyStayed).join('; '));
  return promotions.map((line) => toldOf(commanded, line)).join('\n\n');
}

/** Intents that the proposal's change is being rolled out for, each with its tuple and stage. */
function rolloutsOf({ context: { journal, repository }, named }: Commanded): ReadonlyMap<string, string> {
  return new Map(
    repository.releases.flatMap(({ value: { release_tuple, rollout } }): [string, string][] => {
      const { candidate_tuple: candidate, stage } = rollout;
      const isOf = changeOf(journal, release_tuple.intent)?.proposal_id === named.proposal_id;
      return candidate !== undefined && isOf ? [[release_tuple.intent, `${candidate.id} at ${stage}`]] : [];
    }),
  );
}

function isAskedHere(url: string) {
  return ({ kind, source_url, body }: LedgerEvent) =>
    kind === 'note' && source_url === url && body['promote_of'] !== undefined;
}

function stagesIn({ body }: LedgerEvent): Readonly<Record<string, unknown>> {
  const stages: unknown = 'stages' in body ? body['stages'] : null;
  return typeof stages === 'object' && stages !== null ? { ...stages } : {};
}

function whyNoRollout({ context: { journal }, named: { intent, proposal_id } }: Commanded): string {
  return whyNotActive(journal, intent, proposal_id) ?? `no rollout of it is under way for ${intent}`;
}

function whyStayed({ intent, stage, reason }: Line): string {
  return `${intent} stays at ${stage}: ${reason}`;
}

function toldOf({ context, url }: Commanded, line: Line): string {
  const { intent, stage, next, decision, branch, result, pull_request } = line;
  if (decision !== 'promote' || branch === null || result === null || result === 'withdrawn' || next === null) {
    return stayedText(whyStayed(line));
  }
  const isApprover = context.journal
    .events()
    .some((event) => event.kind === 'stage_changed' && event.intent === intent && event.source_url === url);
  const number = pull_request?.number ?? null;
  return promotedText({ intent, stage, next, isApprover, branch, result, number });
}
