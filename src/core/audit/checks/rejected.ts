/** Can every candidate be rejected? Who rejected and why is kept, and no later run searches the same dead end again. */
import type { LedgerEvent } from '../../../schema/ledger-event.ts';
import { type Check, claimOf, type Judgement } from '../check.ts';
import { type AuditedRun, type AuditFacts, eventEvidence, type Placement, runFile } from '../facts.ts';

type Rejected = Placement<Extract<LedgerEvent, { kind: 'rejection' | 'unrejection' | 'soft_rejection' }>>;

export const rejected: Check = {
  id: 'rejected',
  question: 'Can every candidate be rejected?',
  empty: 'nobody rejected a proposal yet, so whether rejections are kept cannot be seen',
  claims(facts) {
    const rejections = facts.events.flatMap(({ sequence, event }): Rejected[] => {
      const { kind } = event;
      const isOne = kind === 'rejection' || kind === 'unrejection' || kind === 'soft_rejection';
      return isOne ? [{ sequence, event }] : [];
    });
    const first = rejections[0]?.sequence ?? Number.POSITIVE_INFINITY;
    return [
      claimOf('rejections have an actor, a role and a reason', rejections, {
        judge: rejectionJudgement,
        evidence: eventEvidence,
      }),
      claimOf('rejections are of a proposal that was opened before', rejections, {
        judge: (rejection) => openedJudgement(facts, rejection),
        evidence: eventEvidence,
      }),
      claimOf(
        'later runs searched nothing that was rejected when they began',
        facts.runs.filter(({ start }) => start.sequence > first),
        { judge: revivedJudgement, evidence: (run) => runFile(run, 'candidates.jsonl', facts) },
      ),
    ];
  },
};

function rejectionJudgement({ sequence, event: { actor, body } }: Rejected): Judgement {
  const isNamed = [actor.id, actor.login, actor.role].every((part) => part.trim() !== '');
  if (!isNamed) return `event ${sequence} does not say who rejected`;
  return body.reason.trim() === '' ? `event ${sequence} gives no reason` : null;
}

function openedJudgement({ events }: AuditFacts, { sequence, event }: Rejected): Judgement {
  const { proposal_id, fingerprint } = event.body;
  const isOpened = events
    .slice(0, sequence - 1)
    .some(
      ({ event: { kind, body } }) =>
        (kind === 'proposal_opened' || kind === 'proposal_updated' || kind === 'proposal_held') &&
        body.proposal_id === proposal_id &&
        body.fingerprint === fingerprint,
    );
  return isOpened ? null : `event ${sequence} rejects ${proposal_id}, which was not opened before with that change`;
}

function revivedJudgement({ run_id, revived, candidates }: AuditedRun): Judgement {
  if (candidates === null) return { unseen: `the candidates of ${run_id} cannot be read` };
  const [first] = revived;
  if (first === undefined) return null;
  return `${run_id} searched ${revived.length} candidates that were rejected when it began, ${first} first`;
}
