/** Unsafe auto-promotion: a winner ships without review. Autotune can only propose; people merge, and stages have approvers. */
import type { LedgerEvent } from '../../../schema/ledger-event.ts';
import { type ReleaseRecord, whyStagesSkip } from '../../../schema/release-record.ts';
import { type Check, type Claim, claimOf, type Judgement } from '../check.ts';
import type { AuditedProposal, AuditFacts, Placement } from '../facts.ts';
import { evidenceClaim, promotionsClaim, recordsClaim } from '../promotions.ts';
import { promotedOf } from '../releases.ts';
import { whyNotLed } from '../stages.ts';

export const unsafeAutoPromotion: Check = {
  id: 'unsafe_auto_promotion',
  question: 'Can a winning candidate ship without review?',
  control: 'proposals only: no verb merges or approves; stages follow one another, each with evidence and an approver',
  empty: 'nothing was merged or released yet',
  claims: (facts) => [
    claimOf(
      'merged proposals were opened for review before',
      facts.proposals.filter(({ where }) => where === 'base'),
      { judge: (proposal) => openedJudgement(facts, proposal), evidence: ({ evidence }) => evidence },
    ),
    claimOf('releases went through their stages one by one, each approved by somebody', promotedOf(facts), {
      judge: ({ value }) => whyStagesSkip(value) ?? whyUnverified(facts, value) ?? whyNotLed(facts, value),
      evidence: ({ path }) => ({ kind: 'file', path }),
    }),
    recordsClaim(facts),
    promotionsClaim(facts),
    evidenceClaim(facts),
    claimOf('merges that their gate had not passed were taken back', bypassed(facts), {
      judge: (placed) => bypassJudgement(facts, placed),
      evidence: ({ sequence, event: { kind, hash } }) => ({ kind: 'event', event: kind, sequence, hash }),
    }),
    ...hostClaim(facts),
  ],
};

function openedJudgement({ events }: AuditFacts, { id, document }: AuditedProposal): Judgement {
  const isOpened = events.some(
    ({ event: { kind, body } }) =>
      (kind === 'proposal_opened' || kind === 'proposal_updated') &&
      body.proposal_id === id &&
      body.fingerprint === document.fingerprint,
  );
  return isOpened ? null : `${id} is on the base, and the ledger does not know that it was ever opened`;
}

/** Where a record says that an approver was verified, the event that asked has their own word: who, and where they said it. */
function whyUnverified({ events }: AuditFacts, { release_tuple, promotions }: ReleaseRecord): Judgement {
  const hasWord = ({ evidence_digest, approver }: ReleaseRecord['promotions'][number]) =>
    events.some(
      ({ event: { kind, body, actor, source_url } }) =>
        kind === 'stage_changed' &&
        body.phase === 'asked' &&
        body.evidence_digest === evidence_digest &&
        actor.login === approver &&
        source_url !== undefined,
    );
  const unsaid = promotions.find((promotion) => promotion.approver_verified === true && !hasWord(promotion));
  if (unsaid === undefined) return null;
  return `${release_tuple.intent} reached ${unsaid.stage} by an approver who is said to be verified, and the ledger has no word of theirs`;
}

type Bypass = Placement<Extract<LedgerEvent, { kind: 'gate_bypassed' }>>;

function bypassed({ events }: AuditFacts): readonly Bypass[] {
  return events.flatMap(({ sequence, event }) => (event.kind === 'gate_bypassed' ? [{ sequence, event }] : []));
}

function bypassJudgement({ events }: AuditFacts, { sequence, event: { body } }: Bypass): Judgement {
  const isTakenBack = events.some(
    (later) =>
      later.sequence > sequence &&
      later.event.kind === 'rolled_back' &&
      later.event.body.proposal_id === body.proposal_id,
  );
  if (isTakenBack) return null;
  const gate = body.gate === 'failed' ? 'had failed' : 'had not ended';
  const how = body.pull_request === undefined ? 'a push' : `#${body.pull_request}`;
  return `${body.proposal_id} was merged past its gate, which ${gate}, by ${how}`;
}

/** What the host enforces, where one was asked. */
function hostClaim({ host, configuration: { path } }: AuditFacts): readonly Claim[] {
  if (host === null) return [];
  const rules = host.review_rules;
  const judge = (): Judgement => {
    if ('unknown' in rules)
      return { unseen: `the host does not tell its rules for the default branch: ${rules.unknown}` };
    const { pull_request, approvals, code_owner_review } = rules.known;
    const isAsked = pull_request && approvals > 0 && code_owner_review;
    return isAsked ? null : 'the default branch does not ask for a pull request with the approval of a code owner';
  };
  const claim = 'default branches take nothing that no code owner approved';
  return [claimOf(claim, [path], { judge, evidence: () => ({ kind: 'file', path }) })];
}
