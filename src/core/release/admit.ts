/**
 * What a merged change makes of the release records of its pack: the intents that it reaches begin a rollout at
 * `0%_shadow`, the others go on under the new version; and what undoing it makes of them again.
 */
import { digestOf, shortDigest } from '../../kit/canonical.ts';
import type { ContextPack } from '../../schema/context-pack.ts';
import type { RecordedTuple, ReleaseRecorded } from '../../schema/ledger-event.ts';
import type { ReleaseRecord, ReleaseTuple, TUPLE_MEMBERS } from '../../schema/release-record.ts';
import { isRead } from '../packs/reach.ts';
import type { MergedChange } from './merged.ts';

const SHADOW = { stage: '0%_shadow', cohort: 'nobody, runs are repeated beside production without effect' } as const;

/**
 * The same members under another version of the pack; digests are for whoever holds the documents. A version that was
 * rolled back is given again, so the change that made it is a part of the id: else its runs would count for the next one.
 */
export function tupleFor(intent: string, before: ReleaseTuple, pack: string, change?: string): ReleaseTuple {
  const { id: _, digests: __, ...members } = before;
  const tuple = { ...members, intent, pack };
  const identity = change === undefined ? tuple : { ...tuple, change };
  const [version = ''] = pack.slice(pack.indexOf('@') + 1).split('+');
  return { id: `release.${intent}@${version.slice(0, 40)}-${shortDigest(digestOf(identity))}`, ...tuple };
}

/** Whether a change reaches an intent. */
export function admissionOf(
  { intents }: Pick<ContextPack, 'intents'>,
  intent: string,
  { patch }: Pick<MergedChange, 'patch'>,
): ReleaseRecorded['admission'] {
  const entry = intents.find(({ id }) => id === intent);
  // An intent that the pack does not declare says nothing of what it reads.
  const reached = entry === undefined || Object.keys(patch).some((path) => isRead(entry, path));
  return reached ? 'admitted' : 'carried';
}

export type Admission = {
  readonly kind: ReleaseRecorded['admission'];
  readonly tuple: ReleaseTuple;
  readonly since: string;
};

/** The record once a tuple is active in the place of the one that was. */
export function admit(record: ReleaseRecord, { kind, tuple, since }: Admission): ReleaseRecord {
  const { rollout } = record;
  if (kind === 'admitted') return { ...record, rollout: { ...SHADOW, candidate_tuple: tuple, since } };
  if (rollout.candidate_tuple === undefined) return { ...record, release_tuple: tuple };
  // Evidence of the stage is counted for the tuple that is served, so it is counted anew.
  return { ...record, rollout: { ...rollout, candidate_tuple: tuple, since } };
}

/** What takes the active tuple's place when the change that made it is undone. */
export type Restoration = Admission & {
  /** The id of the tuple that was active before, as the ledger has it; `tuple` is that one under the pack's version now. */
  readonly replaced: string;
  /** What was active before the tuple itself, which the record names again as what a rollback restores. */
  readonly before: ReleaseTuple | null;
};

/** The record once the tuple before is active again. */
export function restore(record: ReleaseRecord, { kind, tuple, since, replaced, before }: Restoration): ReleaseRecord {
  const { rollout, release_tuple } = record;
  if (kind === 'carried') return admit(record, { kind, tuple, since });
  const isRolling = rollout.candidate_tuple !== undefined;
  // A candidate had taken the place of another candidate, whose rollout begins anew.
  if (isRolling && replaced !== release_tuple.id) return admit(record, { kind, tuple, since });
  const back = { ...record, release_tuple: tuple, rollout: { stage: '100%', since } } as const;
  return isRolling ? back : { ...back, previous: before };
}

/** The tuple with a word for each member, as the ledger keeps it. */
export function recordedTuple(tuple: ReleaseTuple): RecordedTuple {
  const digests = tuple.digests ?? {};
  const digestFor = (member: (typeof TUPLE_MEMBERS)[number]) => digests[member] ?? 'not_verified';
  return {
    ...tuple,
    digests: {
      ...{ pack: digestFor('pack'), policy: digestFor('policy'), tools: digestFor('tools') },
      ...{ evals: digestFor('evals'), model: digestFor('model'), prompts: digestFor('prompts') },
      ...{ runtime: digestFor('runtime'), environment: digestFor('environment') },
    },
  };
}
