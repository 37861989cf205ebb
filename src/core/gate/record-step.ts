/**
 * What a change makes of a release record: one step of its rollout, something that a person may do beside it, or a step
 * that there is not. A stage follows the one before it, and what was promoted stays written down.
 */
import { canonicalJson } from '../../kit/canonical.ts';
import { STAGES, type Stage } from '../../schema/ids.ts';
import { activeTuple, type ReleaseRecord, type ReleaseTuple, whyStagesSkip } from '../../schema/release-record.ts';

export type RecordStep =
  /** A merged change enters at the first stage, or its pack's new version is carried into a record that it does not reach. */
  | { readonly kind: 'admission' | 'carried'; readonly tuple: string }
  | ({ readonly kind: 'promotion'; readonly from: Stage } & ReleaseRecord['promotions'][number])
  | { readonly kind: 'finish'; readonly tuple: string }
  /** `pinned`: digests alone, which `repinned` holds to those that were there; `by_hand`: another tuple without a rollout; `withdrawn`: the rollout ends, nobody is served more. */
  | { readonly kind: 'same' | 'pinned' | 'by_hand' | 'withdrawn' | 'new' | 'gone' }
  | { readonly kind: 'unlawful'; readonly reason: string };

/** @param before null where there was no record; `after` null where there is none any more */
export function recordStep(before: ReleaseRecord | null, after: ReleaseRecord | null): RecordStep {
  if (after === null) return { kind: before === null ? 'same' : 'gone' };
  if (before === null) return after.promotions.length === 0 ? lawful(after, { kind: 'new' }) : unlawful(NEW);
  if (isSame(before, after)) return { kind: 'same' };
  const { promotions } = before;
  if (!isSame(promotions, after.promotions.slice(0, promotions.length))) return unlawful(KEPT);
  const [promotion, ...more] = after.promotions.slice(promotions.length);
  if (more.length > 0) return unlawful(`it is promoted ${more.length + 1} times at once`);
  return lawful(after, promotion === undefined ? unpromoted(before, after) : promoted(before, after, promotion));
}

const NEW = 'a record that was not there before cannot have been promoted';
const KEPT = 'promotions that were made are a record, and are not changed or taken away';

function unlawful(reason: string): RecordStep {
  return { kind: 'unlawful', reason };
}

/** A record that contradicts itself is no step, whatever was changed; what is wrong with the change itself says more. */
function lawful(after: ReleaseRecord, step: RecordStep): RecordStep {
  const why = whyStagesSkip(after);
  return why === null || step.kind === 'unlawful' ? step : unlawful(why);
}

function promoted(
  before: ReleaseRecord,
  after: ReleaseRecord,
  promotion: ReleaseRecord['promotions'][number],
): RecordStep {
  const from = before.rollout.stage;
  const next = STAGES[STAGES.indexOf(from) + 1];
  const { candidate_tuple: candidate } = after.rollout;
  if (candidate === undefined || !isTuple(before.rollout.candidate_tuple, candidate)) {
    return unlawful('it is promoted and its candidate is not the one that was there');
  }
  if (promotion.stage !== next)
    return unlawful(`it goes from ${from} to ${promotion.stage}; next is ${next ?? 'none'}`);
  if (!areOthersSame(before, after)) return unlawful('it is promoted and what is released changes with it');
  if (promotion.release_tuple !== candidate.id) return unlawful('its promotion is of another tuple than its candidate');
  if (promotion.rollback_target !== after.release_tuple.id) {
    return unlawful(
      `its promotion would be rolled back to ${promotion.rollback_target}, which is not what is released`,
    );
  }
  return { kind: 'promotion', from, ...promotion };
}

function unpromoted(before: ReleaseRecord, after: ReleaseRecord): RecordStep {
  const [was, is] = [before.rollout.candidate_tuple, after.rollout.candidate_tuple];
  if (is !== undefined) return rolling(before, after, is);
  if (was === undefined) return settled(before, after);
  if (isTuple(before.release_tuple, after.release_tuple)) return { kind: 'withdrawn' };
  if (!isTuple(was, after.release_tuple)) {
    return unlawful('its rollout ends with a tuple that is neither its candidate nor what was released');
  }
  const { stage } = before.rollout;
  if (stage !== '100%') return unlawful(`it goes from ${stage} to everybody, without ${skipped(stage)}`);
  if (!isTuple(before.release_tuple, after.previous)) return unlawful('its rollout ends and the tuple before is lost');
  return { kind: 'finish', tuple: was.id };
}

function skipped(stage: Stage): string {
  return STAGES.slice(STAGES.indexOf(stage) + 1).join(', ');
}

/** A rollout that begins, goes on under another version of the pack, or stays. */
function rolling(before: ReleaseRecord, after: ReleaseRecord, is: ReleaseTuple): RecordStep {
  const { candidate_tuple: was, stage, since } = before.rollout;
  if (!areOthersSame(before, after)) return unlawful('what is released changes while its rollout is under way');
  if (isTuple(was, is)) {
    if (stage !== after.rollout.stage)
      return unlawful(`it goes from ${stage} to ${after.rollout.stage} without a promotion`);
    return since === after.rollout.since ? { kind: 'pinned' } : unlawful(`since when it is at ${stage} is changed`);
  }
  if (after.rollout.stage === STAGES[0]) return { kind: 'admission', tuple: is.id };
  if (was === undefined) return unlawful(`a rollout begins at ${STAGES[0]}, and this at ${after.rollout.stage}`);
  if (stage === after.rollout.stage && isCarried(was, is)) return { kind: 'carried', tuple: is.id };
  return unlawful(`its candidate is another one at ${after.rollout.stage}: a rollout begins at ${STAGES[0]}`);
}

function settled(before: ReleaseRecord, after: ReleaseRecord): RecordStep {
  const [was, is] = [before.release_tuple, after.release_tuple];
  const isElseSame = isTuple(before.previous, after.previous) && isSame(before.rollout, after.rollout);
  if (isElseSame && isTuple(was, is)) return { kind: 'pinned' };
  return isElseSame && isCarried(was, is) ? { kind: 'carried', tuple: activeTuple(after).id } : { kind: 'by_hand' };
}

function areOthersSame(before: ReleaseRecord, after: ReleaseRecord): boolean {
  return isTuple(before.release_tuple, after.release_tuple) && isTuple(before.previous, after.previous);
}

type MaybeTuple = ReleaseTuple | null | undefined;

/** Digests are added by stamping, and are no part of which tuple it is. */
function isTuple(one: MaybeTuple, other: MaybeTuple): boolean {
  return isSame(withoutDigests(one), withoutDigests(other));
}

/** Whether two tuples differ in the version of their pack alone. */
function isCarried(one: ReleaseTuple, other: ReleaseTuple): boolean {
  const nameOf = ({ pack }: ReleaseTuple) => pack.split('@')[0];
  return nameOf(one) === nameOf(other) && isTuple(one, { ...other, id: one.id, pack: one.pack });
}

function withoutDigests(tuple: MaybeTuple): unknown {
  return tuple === null || tuple === undefined ? null : { ...tuple, digests: null };
}

function isSame(one: unknown, other: unknown): boolean {
  return canonicalJson(one) === canonicalJson(other);
}
