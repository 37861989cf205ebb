/** Whether what a record serves was promoted that far: a record can be written by hand, so it is held against the ledger's order. */
import { STAGES } from '../../schema/ids.ts';
import type { ReleaseRecord } from '../../schema/release-record.ts';
import type { Judgement } from './check.ts';
import type { AuditFacts } from './facts.ts';
import { askedOf } from './promotions.ts';
import { type Origin, originOf, recordedReleases, takenBackAfter } from './releases.ts';

type Promotion = ReleaseRecord['promotions'][number];

/** Why what a record serves was not promoted that far, by its promotions and the order of the ledger; null where it was. */
export function whyNotLed(facts: AuditFacts, record: ReleaseRecord): Judgement {
  return whyCandidateNotLed(facts, record) ?? whyReleaseNotLed(facts, record);
}

function whyCandidateNotLed(facts: AuditFacts, { rollout, release_tuple, promotions }: ReleaseRecord): Judgement {
  const { candidate_tuple: candidate, stage } = rollout;
  if (candidate === undefined || stage === STAGES[0]) return null;
  const { intent } = release_tuple;
  const origin = originOf(facts.events, candidate);
  if (origin === null) {
    const reason = `${intent}: ${candidate.id} is served at ${stage}, and the ledger knows no merge that made it`;
    return facts.ledger.begunAnew === null ? reason : { unseen: `${reason}; it was begun anew` };
  }
  const since = Math.max(origin.admitted.sequence, takenBack(facts, origin), restored(facts, origin));
  const skipped = firstSkipped(facts, promotions, { ids: origin.ids, since, upTo: stage });
  return skipped === null
    ? null
    : `${intent}: ${candidate.id} is served at ${stage}, and was not promoted to ${skipped}`;
}

/** What was there before the loop, and what a rollback brought back, was not promoted, and need not have been. */
function whyReleaseNotLed(facts: AuditFacts, { release_tuple, promotions }: ReleaseRecord): Judgement {
  const { intent, id } = release_tuple;
  const origin = originOf(facts.events, release_tuple);
  if (origin === null) return null;
  const since = Math.max(origin.admitted.sequence, takenBack(facts, origin));
  if (restored(facts, origin) > since) return null;
  const said = `${intent}: everybody is served ${id}`;
  const skipped = firstSkipped(facts, promotions, { ids: origin.ids, since, upTo: '100%' });
  if (skipped !== null) return `${said}, and it was not promoted to ${skipped}`;
  const isEnded = askedOf(facts).some(
    ({ sequence, event: { body } }) => sequence > since && body.to === 'finished' && origin.ids.has(body.release_tuple),
  );
  return isEnded ? null : `${said}, and the ledger was not asked for the end of its rollout`;
}

/** Sequences; 0 where it never happened. */
function takenBack({ events }: AuditFacts, { admitted }: Origin): number {
  return takenBackAfter(events, admitted) ?? 0;
}

/** When another change was taken back that had taken this tuple's place. */
function restored({ events }: AuditFacts, { ids, admitted }: Origin): number {
  const after = recordedReleases({ events }).filter(
    ({ event }) => event.intent === admitted.event.intent && ids.has(event.body.previous.id),
  );
  return Math.max(0, ...after.map((other) => takenBackAfter(events, other) ?? 0));
}

type Walk = {
  readonly ids: ReadonlySet<string>;
  readonly since: number;
  readonly upTo: (typeof STAGES)[number];
};

/** The first stage on the way that no promotion of the tuple entered since its rollout began. */
function firstSkipped(facts: AuditFacts, promotions: readonly Promotion[], { ids, since, upTo }: Walk): string | null {
  const asked = askedOf(facts);
  // One that the ledger never heard of is told as that.
  const isSince = ({ evidence_digest: digest }: Promotion) => {
    const own = asked.filter(({ event: { body } }) => body.evidence_digest === digest);
    return own.length === 0 || own.some(({ sequence }) => sequence > since);
  };
  const entered = promotions.filter(({ release_tuple: id }) => id !== undefined && ids.has(id)).filter(isSince);
  const way = STAGES.slice(1, STAGES.indexOf(upTo) + 1);
  return way.find((stage) => !entered.some((promotion) => promotion.stage === stage)) ?? null;
}
