/** What a release is judged by: its watch, the target that guards it, and the proposal that brought it. */
import type { Asked } from '../../core/monitor/assess.ts';
import type { ReleaseWatch } from '../../core/monitor/watch.ts';
import type { Configuration, Target } from '../../schema/configuration.ts';
import type { Proposal } from '../../schema/proposal.ts';
import type { ReleaseRecord } from '../../schema/release-record.ts';
import type { ReleaseVerdict } from '../../schema/release-verdict.ts';
import type { SurveyContext } from '../proposals/survey-proposals.ts';

export type Followed = { readonly record: ReleaseRecord; readonly watch: ReleaseWatch };

type Context = Pick<SurveyContext, 'journal' | 'repository'>;

/** Everything but the generator, which stands in the record of the run and decides nothing. */
export function askedOf(
  context: Context,
  { targets, evidence }: Configuration,
  { record, watch }: Followed,
): Omit<Asked, 'generator'> {
  const proposal = proposalOf(context, watch);
  return {
    watch,
    stage: record.rollout.stage,
    target: targetFor(targets, watch.watched.intent, proposal),
    proposal,
    confidence: evidence.confidence,
    minRuns: evidence.min_cases,
  };
}

/** Why a promotion is withdrawn, in words without an end. */
export function harmOf({ reasons }: Pick<ReleaseVerdict, 'reasons'>): string {
  return `the verdict on its production runs is to roll back: ${reasons.join('; ')}`;
}

/** The target that proposed the change, else one of the intent, else one that guards the intent too. */
function targetFor(targets: readonly Target[], intent: string, proposal: Proposal | null): Target | null {
  const asked = targets.find((target) => {
    return target.intent === proposal?.target.intent && target.metric === proposal.target.metric;
  });
  const reaches = (target: Target) => target.intent === intent || target.also_affects?.includes(intent) === true;
  return [asked, ...targets].find((target) => target !== undefined && reaches(target)) ?? null;
}

/** The proposal on the base that brought the candidate, by the ledger, else by the version of the pack. */
function proposalOf({ journal, repository }: Context, { watched: { intent, candidate } }: ReleaseWatch) {
  const recorded = journal
    .events()
    .findLast((event) => event.kind === 'release_recorded' && event.body.release_tuple.id === candidate.id);
  const id = recorded?.kind === 'release_recorded' ? recorded.body.proposal_id : null;
  const reaches = ({ target, also_affected }: Proposal) =>
    target.intent === intent || also_affected?.[intent] !== undefined;
  const found = repository.proposals.find(({ value }) =>
    id === null ? value.candidate_pack === candidate.pack && reaches(value) : value.tuning_proposal_id === id,
  );
  return found?.value ?? null;
}
