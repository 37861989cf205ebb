/** Can every candidate be replayed? Its inputs are pinned and still there, and the recordings reproduce their records. */
import { candidatesOf, named, recordOf } from '../candidates.ts';
import { type Check, claimOf, type Judgement } from '../check.ts';
import { type AuditedRun, type AuditedSet, runFile } from '../facts.ts';

export const replayed: Check = {
  id: 'replayed',
  question: 'Can every candidate be replayed?',
  empty: 'no run is on the ledger yet',
  claims: (facts) => [
    claimOf('runs pin pack, policy, tools, suite and both sets, and their commit still has them', facts.runs, {
      judge: inputJudgement,
      evidence: (run) => runFile(run, 'target.json', facts),
    }),
    claimOf(
      'candidates of ended runs have a result, or the reason why they got none',
      candidatesOf(facts).filter(({ run }) => run.finish?.event.body.result !== 'refused' && run.finish !== null),
      {
        judge: (of) => (of.run.decided.has(of.candidate.candidate_id) ? null : `nothing is recorded of ${named(of)}`),
        evidence: recordOf(facts),
      },
    ),
    {
      ...claimOf('golden sets reproduce every decision record they are stamped with', facts.sets, {
        judge: setJudgement,
        evidence: ({ path }) => ({ kind: 'file', path }),
      }),
      isBackground: true,
    },
    {
      claim: 'documents of the checkout agree with one another',
      of: facts.documents,
      isBackground: true,
      breaches: facts.problems.map(({ path, message }) => {
        return { reason: `${path}: ${message}`, evidence: [{ kind: 'file', path }] };
      }),
      unseen: [],
      evidence: [],
    },
  ],
};

function inputJudgement({ run_id, start, target, inputs }: AuditedRun): Judgement {
  if (target === null) return `${run_id} has no target.json that can be read`;
  if (target.value.digests === undefined) return `${run_id} pins no digests`;
  const other = inputs.find(({ isSame }) => isSame === false);
  const commit = start.event.body.base_commit.slice(0, 12);
  if (other !== undefined) return `${other.name} at ${commit} is not the one that ${run_id} pins`;
  const gone = inputs.find(({ isSame }) => isSame === null);
  return gone === undefined ? null : { unseen: `${gone.name} at ${commit}, which ${run_id} pins, cannot be read here` };
}

function setJudgement({ path, state, detail }: AuditedSet): Judgement {
  if (state === 'reproduced') return null;
  return state === 'broken' ? `${path}: ${detail}` : { unseen: `${path}: ${detail}` };
}
