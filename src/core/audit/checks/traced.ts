/** Can every candidate be traced to a target? Its run has written the target down, and its identity follows from it. */
import { candidateId, fingerprintOf } from '../../packs/identity.ts';
import { candidatesOf, named, type OfRun, recordOf } from '../candidates.ts';
import { type Check, claimOf, type Judgement } from '../check.ts';
import { type AuditedProposal, type AuditedRun, runFile } from '../facts.ts';

export const traced: Check = {
  id: 'traced',
  question: 'Can every candidate be traced to a metric target?',
  empty: 'no run is on the ledger yet',
  claims: (facts) => [
    claimOf('runs have written the target that their start names', facts.runs, {
      judge: targetJudgement,
      evidence: (run) => runFile(run, 'target.json', facts),
    }),
    claimOf('candidates follow from the target of their run', candidatesOf(facts), {
      judge: identityJudgement,
      evidence: recordOf(facts),
    }),
    claimOf('proposals come from a candidate of a run on the ledger', facts.proposals, {
      judge: originJudgement,
      evidence: ({ evidence }) => evidence,
    }),
  ],
};

function targetJudgement({ run_id, start: { event }, target }: AuditedRun): Judgement {
  if (target === null) return `${run_id} has no target.json that can be read`;
  if (target.digest !== event.body.target) return `target.json of ${run_id} is not the one that its start names`;
  const isOf = target.value.intent === event.intent && target.value.metric === event.body.metric;
  return isOf ? null : `target.json of ${run_id} names another intent or metric than its start`;
}

function identityJudgement(of: OfRun): Judgement {
  const { candidate, run } = of;
  if (run.target === null) return `${named(of)} has no target`;
  const { intent, baseline_tuple: baselineTuple } = run.target.value;
  const change = { intent, patch: candidate.patch, baselineTuple, evaluatorSuite: baselineTuple.evals };
  const isSame = fingerprintOf(change) === candidate.fingerprint;
  const isNamed = candidateId(candidate.fingerprint) === candidate.candidate_id;
  return isSame && isNamed ? null : `the fingerprint of ${named(of)} does not follow from its patch and its target`;
}

function originJudgement({ id, document, run }: AuditedProposal): Judgement {
  if (run === null) return `${id} names no run that is on the ledger`;
  const { target, candidate_id, fingerprint } = document;
  const { intent, metric } = run.target?.value ?? {};
  if (intent !== target.intent || metric !== target.metric) return `${id} has another target than ${run.run_id}`;
  if (run.candidates === null) return { unseen: `the candidates of ${run.run_id} cannot be read` };
  const isOf = run.candidates.some((known) => known.candidate_id === candidate_id && known.fingerprint === fingerprint);
  return isOf ? null : `${id} is no candidate of ${run.run_id}`;
}
