/** Can the loop itself be audited? Runs write target, candidates, scores, winner and why; the ledger is whole and cited. */
import { canonicalJson } from '../../../kit/canonical.ts';
import type { Evidence } from '../../../schema/audit-report.ts';
import { type Check, type Claim, claimOf, type Judgement } from '../check.ts';
import { type AuditedProposal, type AuditedRun, type AuditFacts, eventEvidence, runFile } from '../facts.ts';

export const recorded: Check = {
  id: 'recorded',
  question: 'Can the loop itself be audited?',
  empty: 'nothing is on the ledger yet',
  claims: (facts) => [
    chainClaim(facts),
    claimOf('runs have written their candidates before they were judged', facts.runs, {
      judge: ({ run_id, candidates }) =>
        candidates === null ? `${run_id} has no candidates.jsonl that can be read` : null,
      evidence: (run) => runFile(run, 'candidates.jsonl', facts),
    }),
    claimOf(
      'ended runs have written who was selected, and why',
      facts.runs.filter(({ finish }) => finish !== null),
      { judge: endJudgement, evidence: (run) => runFile(run, 'selected-proposal.json', facts) },
    ),
    claimOf('proposals are the ones that their runs recorded', facts.proposals, {
      judge: sameJudgement,
      evidence: ({ evidence }) => evidence,
    }),
    claimOf('proposals cite a ledger that this one continues', facts.proposals, {
      judge: ({ id, isHeadKnown }) =>
        isHeadKnown === true
          ? null
          : `${id} cites ${isHeadKnown === null ? 'no ledger' : 'a ledger that this one lacks'}`,
      evidence: ({ evidence }) => evidence,
    }),
  ],
};

function chainClaim({ ledger, events }: AuditFacts): Claim {
  const claim = 'events of the ledger form one unbroken chain';
  const branch: Evidence = { kind: 'branch', branch: ledger.ref, commit: ledger.head ?? '' };
  if (ledger.broken !== null) {
    return { claim, of: 1, breaches: [{ reason: ledger.broken, evidence: [branch] }], unseen: [], evidence: [] };
  }
  const last = events.at(-1);
  const evidence = last === undefined ? [] : [branch, eventEvidence(last)];
  return { claim, of: events.length, breaches: [], unseen: [], evidence };
}

function endJudgement({ run_id, finish, selected }: AuditedRun): Judgement {
  if (selected === null) return `${run_id} has no selected-proposal.json that can be read`;
  const { result, proposal_id, reason } = finish?.event.body ?? {};
  if (selected.reason.trim() === '') return `${run_id} does not say why it ended so`;
  if (selected.reason !== reason) return `${run_id} ended for another reason than its files say`;
  const isSame = (selected.proposal?.tuning_proposal_id ?? null) === (proposal_id ?? null);
  if (!isSame) return `the end of ${run_id} names another proposal than its files`;
  return result === 'proposed' && selected.proposal === null
    ? `${run_id} proposed, and its proposal is not there`
    : null;
}

function sameJudgement({ id, document, where, run }: AuditedProposal): Judgement {
  if (where === 'run') return null;
  const own = run?.selected?.proposal;
  if (own == null) return `${id} is on ${where === 'base' ? 'the base' : 'a branch'}, and no run recorded it`;
  const wrong = (
    [
      'tuning_proposal_id',
      'candidate_change',
      'observed_delta',
      'intervals',
      'heldout',
      'guardrails',
      'digests',
      'release_path',
    ] as const
  ).find((part) => canonicalJson(own[part] ?? null) !== canonicalJson(document[part] ?? null));
  return wrong === undefined ? null : `${id} says something else in ${wrong} than its run recorded`;
}
