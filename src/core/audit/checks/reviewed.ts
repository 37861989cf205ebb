/** Can every candidate be reviewed? Its patch is typed, small and lawful, and what it changes has owners. */
import { whyUnlawful } from '../../packs/check-patch.ts';
import { candidatesOf, named, type OfRun, recordOf } from '../candidates.ts';
import { type Check, claimOf, type Judgement } from '../check.ts';
import type { AuditedProposal } from '../facts.ts';

export const reviewed: Check = {
  id: 'reviewed',
  question: 'Can every candidate be reviewed?',
  empty: 'no run is on the ledger yet',
  claims: (facts) => [
    claimOf('candidates keep to declared surfaces with an owner, their bounds and steps', candidatesOf(facts), {
      judge: lawJudgement,
      evidence: recordOf(facts),
    }),
    claimOf('candidates change no more paths than their target allows', candidatesOf(facts), {
      judge: sizeJudgement,
      evidence: recordOf(facts),
    }),
    claimOf('proposals name an owner, the roles that have to approve, and a reason', facts.proposals, {
      judge: reviewJudgement,
      evidence: ({ evidence }) => evidence,
    }),
    {
      ...claimOf('paths that proposals change, or rest on, have a code owner', [...facts.owners], {
        judge: ([path, owners]) => (owners.length > 0 ? null : `nobody owns ${path}`),
        evidence: ([path]) => ({ kind: 'file', path }),
      }),
      isBackground: true,
    },
  ],
};

function lawJudgement(of: OfRun): Judgement {
  const { candidate, run } = of;
  if (run.pack === null) return { unseen: `the pack that ${run.run_id} read cannot be read here` };
  const why = whyUnlawful(run.pack, candidate.patch);
  return why === null ? null : `${named(of)} is not lawful: ${why}`;
}

function sizeJudgement(of: OfRun): Judgement {
  const most = of.run.target?.value.max_changed_paths;
  if (most === undefined) return `the target of ${of.run.run_id} sets no limit`;
  const changed = Object.keys(of.candidate.patch).length;
  return changed <= most ? null : `${named(of)} changes ${changed} paths, and ${most} are allowed`;
}

function reviewJudgement({ id, document }: AuditedProposal): Judgement {
  const { owner, rationale = '', release_path } = document;
  if (owner === undefined) return `${id} names no owner`;
  if (release_path.requires_reviewers.length === 0) return `${id} asks nobody to review it`;
  return rationale === '' ? `${id} gives no reason` : null;
}
