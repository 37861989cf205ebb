/** Hidden blast radius: a change reaches more intents than it says. What each intent reads is declared, and held to. */
import { intentsReachedUnnamed } from '../../packs/reach.ts';
import { candidatesOf, named, type OfRun, recordOf } from '../candidates.ts';
import { type Check, claimOf, type Judgement } from '../check.ts';
import type { AuditedProposal } from '../facts.ts';

export const hiddenBlastRadius: Check = {
  id: 'hidden_blast_radius',
  question: 'Can a candidate affect more intents than it declares?',
  control: 'intents declare what they read; a change reaches only those that its target names, all of which are scored',
  empty: 'no run is on the ledger yet',
  claims: (facts) => [
    claimOf('candidates reach no intent that their target does not name', candidatesOf(facts), {
      judge: reachJudgement,
      evidence: recordOf(facts),
    }),
    claimOf(
      'proposals of targets that name other intents have scored them, too',
      facts.proposals.filter(({ run }) => (run?.target?.value.also_affects ?? []).length > 0),
      { judge: scoredJudgement, evidence: ({ evidence }) => evidence },
    ),
  ],
};

function reachJudgement(of: OfRun): Judgement {
  const { run, candidate } = of;
  if (run.pack === null) return { unseen: `the pack that ${run.run_id} read cannot be read here` };
  if (run.target === null) return `${named(of)} has no target`;
  const { intent, also_affects = [] } = run.target.value;
  const [other] = intentsReachedUnnamed(run.pack, candidate.patch, [intent, ...also_affects]);
  return other === undefined ? null : `${named(of)} reaches ${other}, which its target does not name`;
}

function scoredJudgement({ id, document, run }: AuditedProposal): Judgement {
  const unscored = run?.target?.value.also_affects?.find((intent) => document.also_affected?.[intent] === undefined);
  return unscored === undefined ? null : `${id} reaches ${unscored} and has no figures of it`;
}
