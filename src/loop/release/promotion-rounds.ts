/**
 * A promotion that was asked for and is not merged yet: whether it still stands, and its withdrawal where it does not. What
 * was withdrawn may be asked for again, in another round; the ledger is told first, so that the gate passes no older one.
 */
import { folderOf } from '../../core/repository/layout.ts';
import type { Repository } from '../../core/repository/repository.ts';
import type { PullRequest } from '../../ports/forge.ts';
import type { LedgerEntry, LedgerEvent, StageChanged } from '../../schema/ledger-event.ts';
import { activeTuple, type ReleaseRecord } from '../../schema/release-record.ts';
import { entryFor } from '../ledger/entry.ts';
import type { Fact, Journal } from '../ledger/journal.ts';
import type { SurveyContext } from '../proposals/survey-proposals.ts';
import { killedIntents } from './flags.ts';
import { withdrawRelease } from './publish-release.ts';
import { promotionBranch, rollbackBranch } from './release-branches.ts';

/** How the promotion of a record as it stands was asked for so far. */
export type Rounds = {
  /** How often it was withdrawn. */
  readonly round: number;
  /** The newest that stands, with when and by whom it was asked for; null where none does. */
  readonly asked: (StageChanged & Pick<LedgerEvent, 'at' | 'actor' | 'source_url'>) | null;
  /** Why it was withdrawn last; null where it never was. */
  readonly withdrawn: string | null;
};

export function roundsOf(journal: Pick<Journal, 'events'>, { release_tuple, rollout }: ReleaseRecord): Rounds {
  const { candidate_tuple: candidate, stage, since } = rollout;
  let rounds: Rounds = { round: 0, asked: null, withdrawn: null };
  for (const { kind, intent, at, body, actor, source_url } of journal.events()) {
    if (kind !== 'stage_changed' || intent !== release_tuple.intent || Date.parse(at) < Date.parse(since)) continue;
    if (body.release_tuple !== candidate?.id || body.from !== stage) continue;
    if (body.phase === 'asked') rounds = { ...rounds, asked: { ...body, at, actor, source_url } };
    if (body.phase === 'withdrawn') rounds = { round: rounds.round + 1, asked: null, withdrawn: body.reason ?? '' };
  }
  return rounds;
}

type Context = Pick<SurveyContext, 'world' | 'journal' | 'repository' | 'now'>;

/**
 * Withdraws a promotion that stands: in the ledger, then its pull request, told why. Finishes one that a run before had only
 * recorded. Null where there is nothing to withdraw, and where it was merged: then it is none any more.
 */
export async function withdrawPromotion(
  context: Context,
  record: ReleaseRecord,
  reason: string,
): Promise<{ readonly branch: string; readonly request: PullRequest | null } | null> {
  const { journal, world } = context;
  const { round, asked, withdrawn } = roundsOf(journal, record);
  if (asked === null && round === 0) return null;
  const branch = promotionBranch(record, asked === null ? round - 1 : round);
  const request = await world.forge.findPullRequest(branch);
  const isOpen = request?.state === 'open';
  if (request?.state === 'merged' || (asked === null && !isOpen)) return null;
  if (asked !== null) await recordWithdrawn(context, record, reason);
  if (isOpen) await withdrawRelease(context, request, asked === null ? (withdrawn ?? reason) : reason);
  return { branch, request };
}

/** Tells the ledger that what was asked for stands no more, so that a next round may be asked. */
export async function recordWithdrawn(
  { journal, repository, now }: Pick<Context, 'journal' | 'repository' | 'now'>,
  record: ReleaseRecord,
  reason: string,
): Promise<void> {
  const { asked } = roundsOf(journal, record);
  if (asked === null) return;
  const { intent } = record.release_tuple;
  const declared = repository.packs.flatMap(({ value }) => value.intents).find(({ id }) => id === intent);
  const { release_tuple, from, to, evidence_digest, rollback_target } = asked;
  const entry: LedgerEntry = {
    ...entryFor({ intent, risk_class: declared?.risk_class ?? 'destructive' }, now),
    kind: 'stage_changed',
    body: {
      ...{ phase: 'withdrawn', release_tuple, from, to, rollback_target, reason },
      ...(evidence_digest === undefined ? {} : { evidence_digest }),
    },
  };
  const isSame: Fact['isSame'] = (_, position, all) =>
    position === all.length - 1 && roundsOf({ events: () => all }, record).asked === null;
  await journal.record([{ entry, isSame }]);
}

/** Why nothing is promoted whatever production says, in words without an end; null where nothing stands against it. */
export async function whyHeld(
  { world, repository }: Pick<Context, 'world' | 'repository'>,
  { path, value }: Repository['releases'][number],
): Promise<{ readonly id: 'kill_switch' | 'rollback'; readonly reason: string } | null> {
  const { intent } = value.release_tuple;
  if (killedIntents(repository).has(intent)) {
    return { id: 'kill_switch', reason: `the kill switch of ${intent} is thrown` };
  }
  // A rollback restores every record of its pack.
  const siblings = repository.releases.filter((other) => folderOf(other.path) === folderOf(path));
  for (const { value: sibling } of siblings) {
    const request = await world.forge.findPullRequest(rollbackBranch(sibling));
    if (request?.state !== 'open') continue;
    return { id: 'rollback', reason: `a rollback of ${activeTuple(sibling).id} is open` };
  }
  return null;
}

/** Withdraws every promotion that a thrown kill switch or an open rollback stands against. */
export async function withdrawHeld(context: Context): Promise<void> {
  for (const release of context.repository.releases) {
    if (roundsOf(context.journal, release.value).asked === null) continue;
    const held = await whyHeld(context, release);
    if (held !== null) await withdrawPromotion(context, release.value, held.reason);
  }
}
