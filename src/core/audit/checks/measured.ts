/** Can every shipped candidate be measured? Production scorecards tell the released tuple from the one before it. */
import type { ReleaseRecord } from '../../../schema/release-record.ts';
import { type Check, claimOf, type Judgement } from '../check.ts';
import type { AuditFacts, Placed } from '../facts.ts';
import { isInRollout, shippedOf } from '../releases.ts';

export const measured: Check = {
  id: 'measured',
  question: 'Can every shipped candidate be measured?',
  empty: 'nothing that the loop released serves anybody, so there is nothing to measure',
  claims: (facts) => [
    claimOf('releases have production runs of the candidate and of what it replaces', shippedOf(facts), {
      judge: (release) => runsJudgement(facts, release),
      evidence: ({ path }) => ({ kind: 'file', path }),
    }),
  ],
};

function runsJudgement({ production }: AuditFacts, { value }: Placed<ReleaseRecord>): Judgement {
  const { release_tuple, previous, rollout } = value;
  const { intent } = release_tuple;
  const [now, before] = isInRollout(value) ? [rollout.candidate_tuple, release_tuple] : [release_tuple, previous];
  if (production === null)
    return `${intent} is released, and the configuration names no production runs to measure it by`;
  if ('unread' in production) return { unseen: `${intent} is released: ${production.unread}` };
  const runs = production.get(intent) ?? new Map<string, number>();
  const lacking = [now?.id, before?.id].find((id) => id === undefined || (runs.get(id) ?? 0) === 0);
  if (lacking === undefined && now !== undefined && before !== null) return null;
  return { unseen: `${intent} has no production run of ${lacking ?? 'the tuple before'} yet` };
}
