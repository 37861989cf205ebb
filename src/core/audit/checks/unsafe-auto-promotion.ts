/** Unsafe auto-promotion: a winner ships without review. Autotune can only propose; people merge, and stages have approvers. */
import { STAGES } from '../../../schema/ids.ts';
import type { ReleaseRecord } from '../../../schema/release-record.ts';
import { type Check, type Claim, claimOf, type Judgement } from '../check.ts';
import type { AuditedProposal, AuditFacts, Placed } from '../facts.ts';
import { releasedOf } from '../releases.ts';

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
    claimOf('releases went through their stages one by one, each approved by somebody', releasedOf(facts), {
      judge: stagesJudgement,
      evidence: ({ path }) => ({ kind: 'file', path }),
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

/**
 * Stages that were entered by a promotion, oldest first; the first stage of all is entered by a merge, from wherever the
 * release before it had come to.
 */
function stagesJudgement({ value: { release_tuple, rollout, promotions } }: Placed<ReleaseRecord>): Judgement {
  const { intent } = release_tuple;
  let before = 0;
  for (const { stage, approver } of promotions) {
    const now = STAGES.indexOf(stage);
    if (now !== 1 && now !== before + 1) return `${intent} reached ${stage} without ${STAGES[now - 1]}`;
    if (approver.trim() === '') return `${intent} reached ${stage} without an approver`;
    before = now;
  }
  const isReached =
    rollout.candidate_tuple === undefined || rollout.stage === STAGES[0] || rollout.stage === promotions.at(-1)?.stage;
  return isReached ? null : `${intent} is at ${rollout.stage}, and no promotion says who let it`;
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
