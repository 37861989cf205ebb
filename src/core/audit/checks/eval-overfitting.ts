/** Eval overfitting: a candidate learns the judge. Suites mix kinds of judges, looks are few, and both sets tell the same. */
import type { EvaluatorSuite } from '../../../schema/evaluator-suite.ts';
import type { LedgerEvent } from '../../../schema/ledger-event.ts';
import { type Check, claimOf, type Judgement } from '../check.ts';
import { type AuditedProposal, type AuditFacts, eventEvidence, type Placed, type Placement } from '../facts.ts';

type Look = Placement<Extract<LedgerEvent, { kind: 'heldout_look' }>>;

export const evalOverfitting: Check = {
  id: 'eval_overfitting',
  question: 'Can a candidate learn the judge instead of the task?',
  control:
    'suites of several kinds of evaluators, a budget of looks, and held-out figures that have to agree with the search',
  empty: 'no evaluator suite is here',
  claims: (facts) => [
    claimOf('evaluator suites have more than one kind of evaluator', facts.suites, {
      judge: kindsJudgement,
      evidence: ({ path }) => ({ kind: 'file', path }),
    }),
    claimOf(
      'looks at held-out sets were within their budget, at no lower confidence than the one before',
      looksOf(facts),
      {
        judge: (look) => budgetJudgement(facts, look),
        evidence: eventEvidence,
      },
    ),
    claimOf(
      'proposals show about the same effect on held-out cases as on those of the search',
      facts.proposals.filter(({ document }) => document.heldout !== undefined),
      { judge: gapJudgement, evidence: ({ evidence }) => evidence },
    ),
  ],
};

function looksOf({ events }: AuditFacts): readonly Look[] {
  return events.flatMap(({ sequence, event }) => (event.kind === 'heldout_look' ? [{ sequence, event }] : []));
}

function kindsJudgement({ path, value }: Placed<EvaluatorSuite>): Judgement {
  const kinds = new Set(value.evaluators.map(({ kind }) => kind));
  return kinds.size > 1 ? null : `${path} has evaluators of one kind only: ${[...kinds].join('')}`;
}

function budgetJudgement(facts: AuditFacts, { sequence, event: { body } }: Look): Judgement {
  if (body.look > body.max_looks) return `event ${sequence} is look ${body.look}, and ${body.max_looks} were allowed`;
  const earlier = looksOf(facts).findLast(
    (other) => other.sequence < sequence && other.event.body.set_digest === body.set_digest,
  )?.event.body;
  const isNew = earlier === undefined || body.look > earlier.look;
  if (!isNew && body.fingerprint !== earlier.fingerprint)
    return `event ${sequence} counts another look as look ${body.look} again`;
  const isLower = earlier !== undefined && isNew && body.confidence < earlier.confidence;
  return isLower ? `event ${sequence} looked at a lower confidence than the look before it` : null;
}

function gapJudgement({ id, document }: AuditedProposal): Judgement {
  const { metric } = document.target;
  const search = document.intervals?.[metric];
  const heldout = document.heldout?.intervals[metric];
  if (search === undefined || heldout === undefined) return { unseen: `${id} has no bounds of ${metric} on both sets` };
  const isApart = search.upper < heldout.lower || heldout.upper < search.lower;
  return isApart ? `${id}: the bounds of ${metric} on search and held-out cases do not meet` : null;
}
