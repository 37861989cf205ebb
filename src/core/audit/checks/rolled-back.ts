/** Can every candidate be rolled back? Each names the whole tuple before it, and undoing its patch gives the old values. */
import { canonicalJson } from '../../../kit/canonical.ts';
import type { ReleaseTuple } from '../../../schema/release-record.ts';
import { valueAt } from '../../packs/address.ts';
import { candidatesOf, named, type OfRun, recordOf } from '../candidates.ts';
import { type Check, claimOf, type Judgement } from '../check.ts';
import { type AuditedProposal, type AuditFacts, eventEvidence, type Placed } from '../facts.ts';
import { isInRollout, type Recorded, recordedReleases, releasedOf } from '../releases.ts';

export const rolledBack: Check = {
  id: 'rolled_back',
  question: 'Can every candidate be rolled back?',
  empty: 'no run is on the ledger yet, and nothing was released',
  claims: (facts) => [
    claimOf('candidates carry the values that undoing them would restore', candidatesOf(facts), {
      judge: inverseJudgement,
      evidence: recordOf(facts),
    }),
    claimOf(
      'proposals name the pack and the release tuple that they started from as rollback target',
      facts.proposals,
      {
        judge: targetJudgement,
        evidence: ({ evidence }) => evidence,
      },
    ),
    claimOf('releases on the ledger keep the complete tuple before them', recordedReleases(facts), {
      judge: ({ event }: Recorded) => wholeJudgement(event.intent, event.body.previous),
      evidence: eventEvidence,
    }),
    claimOf('releases have a complete tuple before them', releasedOf(facts), {
      judge: previousJudgement,
      evidence: ({ path }) => ({ kind: 'file', path }),
    }),
  ],
};

function inverseJudgement(of: OfRun): Judgement {
  const { pack, run_id } = of.run;
  if (pack === null) return { unseen: `the pack that ${run_id} read cannot be read here` };
  const wrong = Object.entries(of.candidate.patch).find(
    ([path, { from }]) => canonicalJson(valueAt(pack, path) ?? null) !== canonicalJson(from),
  );
  return wrong === undefined ? null : `${named(of)}: ${wrong[0]} had another value than its patch would restore`;
}

function targetJudgement({ id, document, run }: AuditedProposal): Judgement {
  const { rollback_target, rollback_release_tuple } = document.release_path;
  if (rollback_release_tuple === undefined) return `${id} names no release tuple to go back to`;
  if (run?.target == null) return { unseen: `the run of ${id} is not known, so neither is what it started from` };
  const { release_tuple_id, baseline_tuple } = run.target.value;
  const isBefore = rollback_release_tuple === release_tuple_id && rollback_target === baseline_tuple.pack;
  return isBefore ? null : `${id} would go back to something else than what ${run.run_id} started from`;
}

function previousJudgement({ value }: Placed<AuditFacts['releases'][number]['value']>): Judgement {
  const { release_tuple, previous } = value;
  const before = isInRollout(value) ? release_tuple : previous;
  if (before === null) return `${release_tuple.intent} has no tuple before the released one`;
  return wholeJudgement(release_tuple.intent, before);
}

function wholeJudgement(intent: string, { id, pack, policy, tools, evals }: ReleaseTuple): Judgement {
  const isWhole = [pack, policy, tools, evals].every((member) => member !== 'not_verified');
  return isWhole ? null : `${id}, which ${intent} would go back to, has members that are not verified`;
}
