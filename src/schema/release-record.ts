/** `packs/<pack>/releases/<intent>.yaml`: what is released for an intent, and what it would be rolled back to. */
import * as z from 'zod';
import { Digest, Id, Instant, Name, PinnedName, STAGES, Stage, VersionedId } from './ids.ts';

const Pinned = z.union([VersionedId, z.literal('not_verified')]);
const Stated = z.string().min(1).max(300);

export const TUPLE_MEMBERS = [
  'pack',
  'policy',
  'tools',
  'evals',
  'model',
  'prompts',
  'runtime',
  'environment',
] as const;

export const ReleaseTuple = z.strictObject({
  id: PinnedName,
  intent: Id,
  pack: Pinned,
  policy: Pinned,
  tools: Pinned,
  evals: Pinned,
  model: Stated,
  prompts: Stated,
  runtime: Pinned,
  environment: Stated,
  /** Digest per member, filled in by stamping. */
  digests: z.partialRecord(z.literal(TUPLE_MEMBERS), Digest).optional(),
});
export type ReleaseTuple = z.infer<typeof ReleaseTuple>;

export const Promotion = z.strictObject({
  /** The stage that was entered; with the tuple that entered it. */
  stage: Stage,
  release_tuple: PinnedName.optional(),
  cohort: z.string().min(1).max(300),
  thresholds: z.record(Name, z.number()),
  evidence_digest: Digest,
  approver: z.string().min(1).max(200),
  /** Whether the approver said so where it could be seen who they are and that they may; absent where nobody was named. */
  approver_verified: z.boolean().optional(),
  rollback_target: PinnedName,
  at: Instant,
});

export const ReleaseRecord = z.strictObject({
  schema_version: z.literal(1),
  release_tuple: ReleaseTuple,
  previous: ReleaseTuple.nullable(),
  rollout: z.strictObject({
    stage: Stage,
    candidate_tuple: ReleaseTuple.optional(),
    cohort: z.string().min(1).max(300).optional(),
    since: Instant,
  }),
  promotions: z.array(Promotion),
});
export type ReleaseRecord = z.infer<typeof ReleaseRecord>;

/**
 * The tuple that the documents of a commit are: the candidate of a rollout that is under way, else what is released.
 * Runs are made, and proposals are compared, against this one.
 */
export function activeTuple({ release_tuple, rollout }: ReleaseRecord): ReleaseTuple {
  return rollout.candidate_tuple ?? release_tuple;
}

/**
 * Why the promotions of a record do not follow one another, each approved by somebody, up to the stage it is at; null
 * where they do. The first stage of all is entered by a merge, from wherever the release before it had come to.
 */
export function whyStagesSkip({ release_tuple, rollout, promotions }: ReleaseRecord): string | null {
  const { intent } = release_tuple;
  let before = 0;
  for (const { stage, approver } of promotions) {
    const now = STAGES.indexOf(stage);
    if (now !== 1 && now !== before + 1) return `${intent} reached ${stage} without ${STAGES[now - 1]}`;
    if (approver.trim() === '') return `${intent} reached ${stage} without an approver`;
    before = now;
  }
  if (rollout.candidate_tuple === undefined || rollout.stage === STAGES[0]) return null;
  const reached = `${intent} is at ${rollout.stage}, and`;
  if (rollout.stage !== promotions.at(-1)?.stage) return `${reached} no promotion says who let it`;
  // What is released stays the same as long as a rollout lasts, so it tells the promotions of one from those of another.
  const own = promotions.slice(-STAGES.indexOf(rollout.stage));
  const isOwn = own.every(({ stage, rollback_target }, i) => {
    return stage === STAGES[i + 1] && rollback_target === release_tuple.id;
  });
  return isOwn ? null : `${reached} was let there when something else than ${release_tuple.id} was released`;
}
