/**
 * The promotions that records keep, what the ledger was asked for, and the evidence that it was asked on: each can be
 * written by hand, so none of the three is believed without the others.
 */
import { digestOf } from '../../kit/canonical.ts';
import { STAGES } from '../../schema/ids.ts';
import type { LedgerEvent } from '../../schema/ledger-event.ts';
import { StageEvidence } from '../../schema/promotion-report.ts';
import type { ReleaseRecord } from '../../schema/release-record.ts';
import { type Claim, claimOf, type Judgement } from './check.ts';
import { type AuditFacts, eventEvidence, type Placement } from './facts.ts';
import { promotedOf, type Recorded, recordedReleases, standingChanges } from './releases.ts';

type Promotion = ReleaseRecord['promotions'][number];
type Asked = Placement<Extract<LedgerEvent, { kind: 'stage_changed' }>>;

/** The stages that were asked for, in the order of the ledger. */
export function askedOf({ events }: Pick<AuditFacts, 'events'>): readonly Asked[] {
  return events.flatMap(({ sequence, event }) =>
    event.kind === 'stage_changed' && event.body.phase === 'asked' ? [{ sequence, event }] : [],
  );
}

/** What was released for an intent stands in its record, as long as a pack has the intent: without one nothing of it can be told. */
export function recordsClaim(facts: AuditFacts): Claim {
  const declared = new Set(facts.packs.flatMap(({ value }) => value.intents.map(({ id }) => id)));
  const standing = [...declared].flatMap((intent) => {
    const changes = standingChanges(facts.events, intent) ?? [];
    const isOwn = ({ event }: Recorded) => event.intent === intent;
    return (
      recordedReleases(facts)
        .filter(isOwn)
        .findLast(({ event }) => changes.includes(event.body.proposal_id)) ?? []
    );
  });
  return claimOf('intents that something was released for have their record', standing, {
    judge: ({ event: { intent } }) =>
      facts.releases.some(({ value }) => value.release_tuple.intent === intent)
        ? null
        : `${intent} was released by the loop, and no record that can be read says what it serves`,
    evidence: eventEvidence,
  });
}

/** Every promotion that a record keeps is one that the ledger was asked for, word for word. */
export function promotionsClaim(facts: AuditFacts): Claim {
  const items = promotedOf(facts).flatMap(({ path, value }) =>
    value.promotions.map((promotion, at) => ({ path, intent: value.release_tuple.intent, promotion, at })),
  );
  const asked = askedOf(facts);
  const withdrawn = withdrawnOf(facts);
  return claimOf('promotions are those that the ledger was asked for', items, {
    judge: ({ intent, promotion, at }) => {
      const own = asked.filter(({ event }) => event.intent === intent);
      const why = whyUnasked(promotion, own, withdrawn);
      if (why === null) return null;
      const reason = `${intent} reached ${promotion.stage} by promotions[${at}], ${why}`;
      const { begunAnew } = facts.ledger;
      const isOlder = begunAnew !== null && Date.parse(promotion.at) <= Date.parse(begunAnew);
      return isOlder ? { unseen: `${reason}; it was begun anew since` } : reason;
    },
    evidence: ({ path }) => ({ kind: 'file', path }),
  });
}

/** By digest of the evidence, the event that withdrew what was asked for on it, where no base had it by then. */
function withdrawnOf({ events }: AuditFacts): ReadonlyMap<string, number> {
  const withdrawn = new Map<string, number>();
  const entered = new Set<string>();
  for (const { sequence, event } of events) {
    if (event.kind !== 'stage_changed' || event.body.evidence_digest === undefined) continue;
    const { phase, evidence_digest } = event.body;
    if (phase === 'changed') entered.add(evidence_digest);
    if (phase === 'withdrawn' && !entered.has(evidence_digest)) withdrawn.set(evidence_digest, sequence);
  }
  return withdrawn;
}

function whyUnasked(
  promotion: Promotion,
  asked: readonly Asked[],
  withdrawn: ReadonlyMap<string, number>,
): string | null {
  const { evidence_digest, stage, release_tuple, rollback_target, approver, approver_verified } = promotion;
  const own = asked.filter(({ event: { body } }) => body.evidence_digest === evidence_digest);
  if (own.length === 0) return `and the ledger was never asked for it on ${evidence_digest.slice(0, 19)}`;
  const fitting = own.filter(
    ({ event: { body } }) =>
      body.to === stage && body.release_tuple === release_tuple && body.rollback_target === rollback_target,
  );
  if (fitting.length === 0) return 'and the ledger was asked for another step on the evidence that it cites';
  const same = fitting.findLast(
    ({ event: { body } }) => body.approver === approver && body.approver_verified === approver_verified,
  );
  if (same === undefined) return 'and its approver is not the one that the ledger was asked with';
  const isStanding = same.sequence > (withdrawn.get(evidence_digest) ?? 0);
  return isStanding ? null : 'and what was asked for had been withdrawn before it was merged';
}

/** What each promotion, and each end of a rollout, was asked on is still on the ledger, and says that the stage was passed. */
export function evidenceClaim(facts: AuditFacts): Claim {
  return claimOf(
    'promotions that were asked for have evidence on the ledger by which their stage was passed',
    askedOf(facts),
    {
      judge: (asked) => evidenceJudgement(facts, asked),
      evidence: ({ event }) => ({
        kind: 'file',
        path: evidencePath(event.body),
        at: facts.ledger.head ?? facts.ledger.ref,
      }),
    },
  );
}

function evidencePath({ evidence_digest = '' }: Asked['event']['body']): string {
  return `promotions/${evidence_digest.slice(7, 19)}.json`;
}

function evidenceJudgement({ promotionEvidence }: AuditFacts, { sequence, event }: Asked): Judgement {
  const { intent, body } = event;
  const asked = `${intent} to ${body.to}, asked for by event ${sequence}`;
  if (body.evidence_digest === undefined) return `${asked}, cites no evidence`;
  const path = evidencePath(body);
  if (!promotionEvidence.has(path)) return { unseen: `${asked}: its evidence ${path} is not on the ledger any more` };
  const found = promotionEvidence.get(path);
  if (digestOf(found) !== body.evidence_digest) return `${asked}: ${path} is not what it was asked on`;
  const read = StageEvidence.safeParse(found);
  if (!read.success) return `${asked}: ${path} is no evidence of a stage`;
  const { data } = read;
  const isOfIt =
    data.intent === intent &&
    data.stage === body.from &&
    data.candidate === body.release_tuple &&
    data.baseline === body.rollback_target &&
    (STAGES[STAGES.indexOf(data.stage) + 1] ?? 'finished') === body.to;
  if (!isOfIt) return `${asked}: ${path} is of another step`;
  const open = data.checks.find(({ status }) => status !== 'pass');
  return open === undefined ? null : `${asked}: by ${path} ${open.id} had not passed`;
}
