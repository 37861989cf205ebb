/** Rollback theatre: the tuple to go back to cannot be replayed any more. It is pinned, and replayed today. */
import type { ReleaseRecord } from '../../../schema/release-record.ts';
import { type Check, claimOf, type Judgement } from '../check.ts';
import type { AuditedProposal, AuditFacts, Placed } from '../facts.ts';
import { isInRollout, releasedOf, standingChanges } from '../releases.ts';

export const rollbackTheatre: Check = {
  id: 'rollback_theatre',
  question: 'Can the version to go back to no longer be replayed?',
  control: 'the tuple is pinned before a promotion, and its recordings have to reproduce their decision records today',
  empty: 'no proposal is open or merged, and nothing was released: there is nothing to go back from',
  claims: (facts) => [
    claimOf(
      'proposals that are open, or merged and in effect, would go back to a tuple that replays today',
      facts.proposals.filter((proposal) => isInEffect(facts, proposal)),
      {
        judge: ({ id, document }: AuditedProposal) => {
          const tuple = document.release_path.rollback_release_tuple;
          return tuple === undefined ? `${id} names no tuple` : replayJudgement(facts, document.target.intent, tuple);
        },
        evidence: ({ evidence }) => evidence,
      },
    ),
    claimOf(
      'merged proposals have their release, or that they were undone, on the ledger',
      facts.proposals.filter(({ where }) => where === 'base'),
      { judge: (proposal) => pinnedJudgement(facts, proposal), evidence: ({ evidence }) => evidence },
    ),
    claimOf('releases would go back to a tuple that replays today', releasedOf(facts), {
      judge: (release) => previousJudgement(facts, release),
      evidence: ({ path }) => ({ kind: 'file', path }),
    }),
  ],
};

/** Whether a rollback would be one of this proposal: it is open, or merged and neither taken back nor followed by another. */
function isInEffect({ events }: AuditFacts, { where, id, document }: AuditedProposal): boolean {
  if (where !== 'base') return where === 'open';
  const standing = standingChanges(events, document.target.intent);
  return standing === null || standing.at(-1) === id;
}

function pinnedJudgement({ events }: AuditFacts, { id }: AuditedProposal): Judgement {
  const isPinned = events.some(
    ({ event: { kind, body } }) => (kind === 'release_recorded' || kind === 'rolled_back') && body.proposal_id === id,
  );
  return isPinned ? null : { unseen: `${id} is merged, and its release is not recorded yet: the next run does that` };
}

function previousJudgement(facts: AuditFacts, { value }: Placed<ReleaseRecord>): Judgement {
  const { release_tuple, previous } = value;
  const before = isInRollout(value) ? release_tuple : previous;
  if (before === null) return `${release_tuple.intent} has nothing to go back to`;
  return replayJudgement(facts, release_tuple.intent, before.id);
}

/**
 * Whether a tuple replays: by what replaying it told, where it is one that could be gone back to today; else by whether
 * cases that were recorded under it are here and reproduce their records.
 */
function replayJudgement({ sets, replayable, replays }: AuditFacts, intent: string, tuple: string): Judgement {
  const search = sets.find((set) => set.intent === intent && set.role === 'search');
  if (search?.state === 'closed') return { unseen: `${search.path}: ${search.detail}` };
  const told = replays.get(intent)?.get(tuple);
  if (told !== undefined) return told === null ? null : `${tuple} does not replay: ${told}`;
  if (replayable.get(intent)?.includes(tuple) !== true)
    return `the goldens of ${intent} cannot be replayed under ${tuple}`;
  if (search === undefined) return { unseen: `there is no search set of ${intent}` };
  if (search.state === 'broken') return `${tuple} does not replay: ${search.detail}`;
  return (search.recorded.get(tuple) ?? 0) > 0 ? null : `no search case of ${intent} was recorded under ${tuple}`;
}
