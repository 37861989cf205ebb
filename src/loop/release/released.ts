/** What is released for each intent, as the records of the checkout say, and what its reviewers have ruled out. */
import type { DeadEnd } from '../../core/ledger/fold.ts';
import type { ReleaseRecord } from '../../schema/release-record.ts';
import type { StatusReport } from '../../schema/status-report.ts';
import { rejectionsOf } from '../proposals/rejections.ts';
import type { SurveyContext } from '../proposals/survey-proposals.ts';
import { linkTo } from './open-promotion.ts';
import { roundsOf } from './promotion-rounds.ts';
import { promotionBranch } from './release-branches.ts';
import { changeOf } from './released-changes.ts';
import { waitingOf } from './wanted-records.ts';

/** By intent, in the order of the records. */
export async function releasedOf(
  context: Pick<SurveyContext, 'world' | 'journal' | 'repository' | 'now'>,
): Promise<StatusReport['released']> {
  const { deadEnds } = rejectionsOf(context);
  const lines = context.repository.releases.map(async ({ value }) => {
    const { intent } = value.release_tuple;
    const waits = waitingOf(context, [intent]);
    const gate_bypassed = bypassOf(context, intent);
    const promotion = await promotionOf(context, value);
    return {
      intent,
      ...stageOf(value),
      ...(gate_bypassed === null ? {} : { gate_bypassed }),
      ...(promotion === null ? {} : { promotion }),
      ...(waits === null ? {} : { waits }),
      rejected: countsOf(deadEnds.filter((end) => end.intent === intent)),
    };
  });
  return Promise.all(lines);
}

/** What was asked for and not withdrawn; null where nothing is. */
async function promotionOf({ world, journal }: Pick<SurveyContext, 'world' | 'journal'>, record: ReleaseRecord) {
  const { round, asked } = roundsOf(journal, record);
  if (asked === null) return null;
  const branch = promotionBranch(record, round);
  const request = await world.forge.findPullRequest(branch);
  const state = request?.state ?? ('absent' as const);
  const approver = asked.approver ?? '';
  return { next: asked.to, asked_at: asked.at, approver, branch, state, ...linkTo(request) };
}

function bypassOf({ journal }: Pick<SurveyContext, 'journal'>, intent: string) {
  const active = changeOf(journal, intent);
  const bypass = journal
    .events()
    .findLast(({ kind, body }) => kind === 'gate_bypassed' && body.proposal_id === active?.proposal_id);
  return bypass?.kind === 'gate_bypassed' ? bypass.body.gate : null;
}

function stageOf({ release_tuple, previous, rollout }: ReleaseRecord) {
  const { stage, since, candidate_tuple: candidate, cohort } = rollout;
  return {
    stage,
    since,
    ...(cohort === undefined ? {} : { cohort }),
    tuple: release_tuple.id,
    pack: release_tuple.pack,
    candidate: candidate === undefined ? null : { tuple: candidate.id, pack: candidate.pack },
    rollback_target: candidate === undefined ? (previous?.id ?? null) : release_tuple.id,
  };
}

function countsOf(deadEnds: readonly DeadEnd[]): StatusReport['released'][number]['rejected'] {
  const counts = { exact: 0, direction: 0, surface: 0 };
  for (const { scope } of deadEnds) counts[scope] += 1;
  return counts;
}
