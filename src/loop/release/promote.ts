/**
 * `autotune promote`: asks of each rollout whether its stage has shown what the next one needs, and opens the promotion as
 * a pull request; one that is open and that production bears out no more is withdrawn. It promotes nobody: merging does.
 */

import { assess } from '../../core/monitor/assess.ts';
import { type ReleaseWatch, watchedOf, watchRelease } from '../../core/monitor/watch.ts';
import type { Repository } from '../../core/repository/repository.ts';
import { decideStage, nextStage, type StageWatch, watchStage } from '../../core/stages/gate.ts';
import { checkWayBack } from '../../core/stages/way-back.ts';
import { digestOf } from '../../kit/canonical.ts';
import { AutotuneError } from '../../kit/errors.ts';
import type { PromotionReport, StageCheck, StageEvidence } from '../../schema/promotion-report.ts';
import { type OpenOptions, openRun } from '../opening/open-run.ts';
import { readProduction } from '../production/production.ts';
import type { World } from '../world.ts';
import { askedOf, harmOf } from './assess-release.ts';
import { approverIn, linkTo, type NamedApprover, openPromotion } from './open-promotion.ts';
import { roundsOf, whyHeld, withdrawPromotion } from './promotion-rounds.ts';
import { candidacyOf } from './released-changes.ts';
import { replayBack } from './replay-back.ts';
import { planRollback } from './rollback.ts';
import { type ReleaseContext, waitingOf } from './wanted-records.ts';

export type PromoteOptions = Omit<OpenOptions, 'intent'> & {
  /** Those alone; without it, all that have a release record. */
  readonly intents?: readonly string[] | undefined;
  /** Who answers for the promotion, where the risk class needs a name. */
  readonly approver?: NamedApprover | undefined;
};

type Release = Repository['releases'][number];
type Line = PromotionReport['promotions'][number];

type Watched = {
  readonly release: Release;
  /** Null where nothing is being rolled out. */
  readonly watch: { readonly stage: StageWatch; readonly release: ReleaseWatch } | null;
};

/**
 * Throws what stops a run for all targets, `EXPERIENCE_MISSING`, what `readProduction` throws, and `USAGE` for an approver
 * without a name.
 */
export async function promote(world: World, options: PromoteOptions): Promise<PromotionReport> {
  const { context } = await openRun(world, { isDryRun: options.isDryRun, producer: options.producer });
  try {
    if (options.approver?.name.trim() === '') throw new AutotuneError('USAGE', 'an approver needs a name');
    const records = recordsNamed(context.repository, options.intents);
    const watched = records.map((release) => ({ release, watch: watchOf(context, release) }));
    const watches = watched.flatMap(({ watch }) => (watch === null ? [] : [watch.stage, watch.release]));
    if (watches.length > 0) {
      world.progress.phase('production runs');
      await readProduction(world, context.configuration, (run) => {
        for (const watch of watches) watch.add(run);
      });
    }
    const promotions: Line[] = [];
    for (const each of watched) promotions.push(await promoteOne(context, each, options.approver ?? null));
    return { promotions };
  } finally {
    context.audited.close();
    world.progress.done();
  }
}

function recordsNamed({ releases }: Repository, intents: readonly string[] | undefined): readonly Release[] {
  const named = releases.filter(({ value }) => intents?.includes(value.release_tuple.intent) !== false);
  const what = intents?.join(', ') ?? 'this repository';
  if (named.length === 0) throw new AutotuneError('USAGE', `${what} has no release record`);
  return named;
}

function watchOf(
  { repository, configuration, journal, now }: ReleaseContext,
  { value: record }: Release,
): Watched['watch'] {
  const candidate = record.rollout.candidate_tuple?.id;
  const watched = watchedOf(record);
  if (candidate === undefined || watched === null) return null;
  const { intent } = record.release_tuple;
  const entry = repository.packs.flatMap(({ value }) => value.intents).find(({ id }) => id === intent);
  const guardrails = configuration.targets.find((target) => target.intent === intent)?.guardrails ?? null;
  const { rollout, evidence } = configuration;
  const riskClass = entry?.risk_class ?? 'destructive';
  const unknown = { at: record.rollout.since, tuples: new Set([candidate]) };
  const candidacy = candidacyOf(journal, intent, candidate) ?? unknown;
  const { confidence } = evidence;
  const stage = watchStage({ record, candidate, candidacy, riskClass, guardrails, rollout, confidence, now });
  return { stage, release: watchRelease(watched) };
}

async function promoteOne(
  context: ReleaseContext,
  { release, watch }: Watched,
  approver: NamedApprover | null,
): Promise<Line> {
  const { release_tuple, rollout } = release.value;
  const { intent } = release_tuple;
  const { stage } = rollout;
  const nothing = { intent, stage, evidence: null, evidence_digest: null, branch: null, result: null } as const;
  if (watch === null) return { ...nothing, decision: 'none', reason: 'nothing is being rolled out', next: null };
  const waiting = waitingOf(context, [intent]);
  if (waiting !== null) return { ...nothing, decision: 'none', reason: waiting, next: null };
  const name = approver?.name ?? approverIn(roundsOf(context.journal, release.value).asked);
  const seen = watch.stage.read();
  const against = await standingAgainst(context, release, watch.release);
  const { evidence, gate } = await judge(context, release, {
    evidence: { ...seen, checks: [...seen.checks, ...against] },
    approver: name,
  });
  const decided = { ...nothing, ...gate, next: nextStage(stage), evidence, evidence_digest: digestOf(evidence) };
  if (gate.decision === 'promote')
    return { ...decided, ...(await openPromotion(context, release, evidence, approver)) };
  const withdrawn = await withdrawPromotion(context, release.value, gate.reason);
  if (withdrawn === null) return decided;
  return { ...decided, branch: withdrawn.branch, result: 'withdrawn', ...linkTo(withdrawn.request) };
}

/** What stops a promotion beside what its stage shows: each a question that failed. */
async function standingAgainst(
  context: ReleaseContext,
  release: Release,
  watch: ReleaseWatch,
): Promise<readonly StageCheck[]> {
  const held = await whyHeld(context, release);
  const asked = askedOf(context, context.configuration, { record: release.value, watch });
  const verdict = assess({ ...asked, generator: null });
  return [
    ...(held === null ? [] : [{ ...held, status: 'fail' } as const]),
    ...(verdict.verdict === 'roll_back' ? [{ id: 'monitor', status: 'fail', reason: harmOf(verdict) } as const] : []),
  ];
}

/** The way back is only tried where production says go on: it is replayed, and that takes a while. */
async function judge(
  context: ReleaseContext,
  release: Release,
  { evidence: seen, approver }: { readonly evidence: StageEvidence; readonly approver: string | null },
) {
  const { rollout } = context.configuration;
  const gate = decideStage(seen, rollout, approver);
  if (gate.decision !== 'promote') return { evidence: seen, gate };
  const back = planRollback(context, release);
  const { workspace, progress } = context.world;
  progress.phase(`${seen.intent}: replay of the way back`);
  const found = 'refused' in back ? back : await replayBack({ ...context, workspace }, back);
  const evidence = { ...seen, checks: [...seen.checks, checkWayBack(found)] };
  return { evidence, gate: decideStage(evidence, rollout, approver) };
}
