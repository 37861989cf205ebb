/**
 * Opens the pull request of a promotion, once a round: asking again leaves it as it is, but for an approver who is better
 * known than the one it names. What a person closed is asked for again after a week, or at once where somebody says so.
 */
import type { Repository } from '../../core/repository/repository.ts';
import { writeRelease } from '../../core/repository/write-release.ts';
import { type Approver, advance, verifiedIn } from '../../core/stages/advance.ts';
import { nextStage } from '../../core/stages/gate.ts';
import { promotionBody, promotionTitle } from '../../core/stages/text.ts';
import { digestOf } from '../../kit/canonical.ts';
import type { PullRequest } from '../../ports/forge.ts';
import type { LedgerEntry, LedgerEvent } from '../../schema/ledger-event.ts';
import type { PromotionReport, StageEvidence } from '../../schema/promotion-report.ts';
import type { ReleaseRecord } from '../../schema/release-record.ts';
import { entryFor } from '../ledger/entry.ts';
import type { Fact } from '../ledger/journal.ts';
import type { Actor } from '../ledger/rejection-facts.ts';
import { flagsAfter } from './flags.ts';
import { type Rounds, recordWithdrawn, roundsOf } from './promotion-rounds.ts';
import { publishRelease } from './publish-release.ts';
import { promotionBranch } from './release-branches.ts';
import type { ReleaseContext } from './wanted-records.ts';

export type NamedApprover = {
  readonly name: string;
  /** Where whoever it is said so, with the right to; null for a name that was only written. */
  readonly said: { readonly actor: Actor; readonly url: string } | null;
};

type Release = Repository['releases'][number];
type Opened = Pick<PromotionReport['promotions'][number], 'branch' | 'result' | 'pull_request' | 'asked_again'>;

const WEEK_MS = 7 * 24 * 60 * 60 * 1000;
const WHOEVER_MERGES: Approver = {
  name: 'whoever merges, as the code owners of the record allow',
  isVerified: null,
};

/** The name that a promotion was asked for with; null where nobody gave one. */
export function approverIn(asked: Rounds['asked']): string | null {
  return asked?.approver_verified === undefined ? null : (asked.approver ?? null);
}

export async function openPromotion(
  context: ReleaseContext,
  release: Release,
  evidence: StageEvidence,
  named: NamedApprover | null,
): Promise<Opened> {
  const { journal, world } = context;
  const { round, asked } = roundsOf(journal, release.value);
  const branch = promotionBranch(release.value, round);
  const before = await world.forge.findPullRequest(branch);
  if (asked === null || before === null || before.state === 'open') {
    const isBetter = asked === null || isBetterKnown(named, asked);
    const approver = isBetter ? named : approverOf(asked);
    return ask(context, release, { evidence, approver, branch, isNew: isBetter || before === null });
  }
  const askedAgain = new Date(Date.parse(before.closedAt ?? asked.at) + WEEK_MS).toISOString();
  const isSaid = named !== null && !journal.events().some(isWordOf(named));
  if (before.state === 'merged' || (askedAgain > context.now && !isSaid)) {
    const again = before.state === 'merged' ? {} : { asked_again: `${askedAgain.slice(0, 19)}Z` };
    return { branch, result: 'closed', ...linkTo(before), ...again };
  }
  await recordWithdrawn(context, release.value, 'a person closed its pull request');
  return openPromotion(context, release, evidence, named);
}

/** Who asked for what stands, as they did. */
function approverOf(asked: NonNullable<Rounds['asked']>): NamedApprover | null {
  const name = approverIn(asked);
  const { approver_verified, actor, source_url: url } = asked;
  if (name === null) return null;
  return { name, said: approver_verified === true && url !== undefined ? { actor, url } : null };
}

/** Whether a word was heard before: a job that is run again is no new one. A written name has no place to tell it by. */
function isWordOf({ said }: NamedApprover) {
  return ({ kind, source_url }: LedgerEvent) => kind === 'stage_changed' && said !== null && source_url === said.url;
}

/** Verified before written before nobody; of two written ones the later. */
function isBetterKnown(named: NamedApprover | null, asked: NonNullable<Rounds['asked']>): boolean {
  if (named === null || asked.approver_verified === true) return false;
  return named.said !== null || asked.approver !== named.name;
}

type Ask = {
  readonly evidence: StageEvidence;
  readonly approver: NamedApprover | null;
  readonly branch: string;
  /** Whether it is asked for with this evidence and approver; else one that is open is left as it is. */
  readonly isNew: boolean;
};

async function ask(
  context: ReleaseContext,
  { path, text, value }: Release,
  { evidence, approver: named, branch, isNew }: Ask,
): Promise<Opened> {
  const { repository, now } = context;
  const next = nextStage(evidence.stage);
  const evidenceDigest = digestOf(evidence);
  const approver = named === null ? WHOEVER_MERGES : { name: named.name, isVerified: named.said !== null };
  const after = advance(value, { next, evidence, evidenceDigest, approver, now });
  const flags = flagsAfter(repository, new Map([[path, after]]));
  const files = new Map([
    [path, writeRelease(text, after)],
    ...(flags === null ? [] : [[flags.path, flags.text] as const]),
  ]);
  if (isNew) await recordAsked(context, value, { evidence, evidenceDigest, approver, said: named?.said ?? null });
  const page = { evidence, evidenceDigest, next, approver };
  const summary = `${evidence.candidate}, after ${evidence.full_days} full days`;
  const published = await publishRelease(
    context,
    { branch, files, title: promotionTitle(page), summary, body: promotionBody(page), at: now },
    !isNew,
  );
  return { branch, result: published.result, ...linkTo(published.request) };
}

type Said = {
  readonly evidence: StageEvidence;
  readonly evidenceDigest: string;
  readonly approver: Approver;
  readonly said: NamedApprover['said'];
};

async function recordAsked(
  { journal, now }: ReleaseContext,
  record: ReleaseRecord,
  { evidence, evidenceDigest, approver, said }: Said,
): Promise<void> {
  const { intent, stage, candidate, baseline, risk_class } = evidence;
  const entry: LedgerEntry = {
    ...entryFor({ intent, risk_class }, now),
    ...(said === null ? {} : { actor: said.actor, source_url: said.url }),
    kind: 'stage_changed',
    body: {
      phase: 'asked',
      ...{ release_tuple: candidate, from: stage, to: nextStage(stage) },
      ...{ evidence_digest: evidenceDigest, approver: approver.name, ...verifiedIn(approver) },
      rollback_target: baseline,
    },
  };
  const isSame: Fact['isSame'] = (event, position, all) =>
    isAsked(event, evidenceDigest, approver) &&
    roundsOf({ events: () => all }, record).round === roundsOf({ events: () => all.slice(0, position) }, record).round;
  await journal.record([{ entry, isSame }], () => [
    { path: `promotions/${evidenceDigest.slice(7, 19)}.json`, text: `${JSON.stringify(evidence, null, 2)}\n` },
  ]);
}

/** The same approver by the same evidence: another one's word is another event. */
function isAsked({ kind, body }: LedgerEvent, evidenceDigest: string, { name, isVerified }: Approver): boolean {
  return (
    kind === 'stage_changed' &&
    body.phase === 'asked' &&
    body.evidence_digest === evidenceDigest &&
    body.approver === name &&
    (body.approver_verified ?? null) === isVerified
  );
}

/** Where a pull request is read, where there is such a place. */
export function linkTo(request: PullRequest | null): Pick<Opened, 'pull_request'> {
  const url = request?.url ?? null;
  return request === null || url === null ? {} : { pull_request: { number: request.number, url } };
}
