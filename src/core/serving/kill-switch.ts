/**
 * Which kill switches are thrown in a file of flags, and which of them the records still leave standing. A switch
 * that was thrown by hand in a hurry counts, too: writing the file anew must not serve again what somebody stopped.
 */
import type { Flag, Flags } from '../../schema/flags.ts';
import type { ReleaseRecord } from '../../schema/release-record.ts';

function isThrown({ state, defaultVariant, targeting, metadata }: Flag): boolean {
  if (metadata.killed !== undefined || state === 'DISABLED') return true;
  const servesOld = defaultVariant === 'baseline' || defaultVariant === 'previous';
  return servesOld && targeting === undefined && metadata.stage !== '0%_shadow';
}

/**
 * The intents whose switch stays thrown. During a rollout only a person lifts it; a finished rollout has it lifted where
 * what was killed is not what is released any more, as after a rollback.
 */
export function standingSwitches(standing: Flags | null, records: readonly ReleaseRecord[]): ReadonlySet<string> {
  const thrown = records.filter(({ release_tuple: { intent, id }, rollout }) => {
    const flag = standing?.flags[intent];
    if (flag === undefined || !isThrown(flag)) return false;
    const { killed, candidate, released } = flag.metadata;
    return rollout.candidate_tuple !== undefined || (killed ?? candidate ?? released) === id;
  });
  return new Set(thrown.map(({ release_tuple }) => release_tuple.intent));
}
