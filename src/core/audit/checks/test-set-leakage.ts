/** Test-set leakage: the search has seen what it is judged by. Sets share nothing, looks are counted first, words stay in. */
import type { LedgerEvent } from '../../../schema/ledger-event.ts';
import { type Check, type Claim, claimOf, type Judgement } from '../check.ts';
import { type AuditedProposal, type AuditFacts, eventEvidence, type Placement, type SplitFacts } from '../facts.ts';

type Look = Placement<Extract<LedgerEvent, { kind: 'heldout_look' }>>;

export const testSetLeakage: Check = {
  id: 'test_set_leakage',
  question: 'Can the search learn from the cases that judge it?',
  control: 'a split by family, a held-out set that is looked at once per counted look, and sums only of what it said',
  empty: 'no golden set is here',
  claims: (facts) => [
    claimOf('intents share no family and no case between search and held-out set', facts.splits, {
      judge: splitJudgement,
      evidence: ({ path }) => ({ kind: 'file', path }),
    }),
    claimOf(
      'looks were recorded before the run that made them ended, after its candidates were fixed',
      looksOf(facts),
      {
        judge: (look) => orderJudgement(facts, look),
        evidence: eventEvidence,
      },
    ),
    claimOf(
      'proposals with held-out figures have their look on the ledger',
      facts.proposals.filter(({ document }) => document.heldout !== undefined),
      { judge: (proposal) => lookJudgement(facts, proposal), evidence: ({ evidence }) => evidence },
    ),
    leakClaim(facts),
  ],
};

function looksOf({ events }: AuditFacts): readonly Look[] {
  return events.flatMap(({ sequence, event }) => (event.kind === 'heldout_look' ? [{ sequence, event }] : []));
}

function splitJudgement({ intent, shared, marked }: SplitFacts): Judgement {
  if (shared !== null && shared > 0) return `${intent}: ${shared} families or cases stand in both sets`;
  if (marked !== null && marked > 0) return `${intent}: about ${marked} search cases are cases of the held-out set`;
  return shared === null ? { unseen: `${intent}: the held-out set could not be opened and compared` } : null;
}

function orderJudgement({ runs }: AuditFacts, { sequence, event }: Look): Judgement {
  const run = runs.find(({ run_id }) => run_id === event.body.run_id);
  if (run === undefined) return `look ${sequence} is of no run on the ledger`;
  if (run.start.sequence > sequence)
    return `event ${sequence} looked before the candidates of ${run.run_id} were fixed`;
  const isOver = run.finish !== null && run.finish.sequence < sequence;
  return isOver ? `event ${sequence} was written after ${run.run_id} ended` : null;
}

function lookJudgement(facts: AuditFacts, { id, document }: AuditedProposal): Judgement {
  const { heldout, digests } = document;
  const isThere = looksOf(facts).some(
    ({ event: { body } }) => body.set_digest === digests?.heldout_test_set && body.look === heldout?.look,
  );
  return isThere ? null : `${id} reports look ${heldout?.look} at its held-out set, which no event announces`;
}

function leakClaim({ leaks }: AuditFacts): Claim {
  return {
    claim: 'files of the ledger, and proposals, have no words and no ids of held-out cases',
    of: leaks.files,
    breaches: leaks.found.map((evidence) => ({
      reason: 'words or ids of held-out cases stand in it',
      evidence: [evidence],
    })),
    unseen: leaks.closed.map((path) => ({
      reason: `${path} could not be opened, so its words could not be looked for`,
      evidence: [{ kind: 'file', path }],
    })),
    evidence: [],
  };
}
