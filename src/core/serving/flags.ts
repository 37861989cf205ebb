/**
 * The flags of a pack, computed from its release records: one per intent, whose variants are whole tuples. The file
 * distributes what the records decide, and holds one thing of its own: which kill switches are thrown.
 */
import type { Flag, Flags, Variant } from '../../schema/flags.ts';
import type { ReleaseRecord, ReleaseTuple } from '../../schema/release-record.ts';
import { targetingAt } from './targeting.ts';

/** What a flag chooses between: what the kill switch restores, and what it takes away. */
type Choice = {
  readonly back: { readonly variant: Variant; readonly tuple: ReleaseTuple } | null;
  readonly forward: { readonly variant: Variant; readonly tuple: ReleaseTuple };
};

function choiceOf({ release_tuple, previous, rollout }: ReleaseRecord): Choice {
  if (rollout.candidate_tuple !== undefined) {
    return {
      back: { variant: 'baseline', tuple: release_tuple },
      forward: { variant: 'candidate', tuple: rollout.candidate_tuple },
    };
  }
  return {
    back: previous === null ? null : { variant: 'previous', tuple: previous },
    forward: { variant: 'released', tuple: release_tuple },
  };
}

/** Whether there is a tuple that a thrown kill switch could restore. */
export function canKill(record: ReleaseRecord): boolean {
  return choiceOf(record).back !== null;
}

/**
 * The flags of a pack.
 * @param pack id of the pack, which names the set
 * @param killed the intents whose kill switch is thrown: everybody is served the tuple before, whole
 */
export function flagsOf(pack: string, records: readonly ReleaseRecord[], killed: ReadonlySet<string>): Flags {
  const flags = records.map((record): [string, Flag] => {
    const { intent } = record.release_tuple;
    return [intent, flagOf(record, killed.has(intent))];
  });
  return {
    $schema: 'https://flagd.dev/schema/v0/flags.json',
    metadata: { flagSetId: pack },
    flags: Object.fromEntries(flags.sort(([a], [b]) => (a < b ? -1 : 1))),
  };
}

/** The text of `flags.json`. */
export function flagsText(flags: Flags): string {
  return `${JSON.stringify(flags, null, 2)}\n`;
}

function flagOf(record: ReleaseRecord, isKilled: boolean): Flag {
  const { back, forward } = choiceOf(record);
  const { rollout, release_tuple } = record;
  const isRolling = rollout.candidate_tuple !== undefined;
  const isThrown = isKilled && back !== null;
  const targeting = isThrown || !isRolling ? null : targetingAt(rollout.stage);
  const isForAll = !isRolling || rollout.stage === '100%';
  return {
    state: 'ENABLED',
    variants: {
      ...(back === null ? {} : { [back.variant]: back.tuple }),
      [forward.variant]: forward.tuple,
    },
    defaultVariant: back === null || (isForAll && !isThrown) ? forward.variant : back.variant,
    ...(targeting === null ? {} : { targeting }),
    metadata: {
      stage: rollout.stage,
      since: rollout.since,
      released: release_tuple.id,
      ...(isRolling ? { [rollout.stage === '0%_shadow' ? 'shadow' : 'candidate']: forward.tuple.id } : {}),
      ...(isThrown ? { killed: forward.tuple.id } : {}),
    },
  };
}
