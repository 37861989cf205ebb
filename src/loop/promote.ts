/**
 * `autotune promote`: asks of each rollout whether its stage has shown what the next one needs, and opens the promotion as
 * a pull request. It promotes nobody: merging does.
 */

import type { Repository } from '../core/repository/repository.ts';
import { writeRelease } from '../core/repository/write-release.ts';
import { type Approver, advance, verifiedIn } from '../core/stages/advance.ts';
import { decideStage, type Gate, nextStage, type StageWatch, watchStage } from '../core/stages/gate.ts';
import { promotionBody, promotionTitle } from '../core/stages/text.ts';
import { checkWayBack } from '../core/stages/way-back.ts';
import { digestOf } from '../kit/canonical.ts';
import { AutotuneError } from '../kit/errors.ts';
import type { LedgerEntry, LedgerEvent } from '../schema/ledger-event.ts';
import type { PromotionReport, StageEvidence } from '../schema/promotion-report.ts';
import { flagsAfter } from './flags.ts';
import { type OpenOptions, openRun } from './open-run.ts';
import { readProduction } from './production.ts';
import { publishRelease } from './publish-release.ts';
import { entryFor } from './record-run.ts';
import type { Actor } from './rejection-facts.ts';
import { promotionBranch } from './release-branches.ts';
import { candidacyOf } from './released-changes.ts';
import { replayBack } from './replay-back.ts';
import { planRollback } from './rollback.ts';
import { type ReleaseContext, waitingOf } from './wanted-records.ts';
import type { World } from './world.ts';

export type PromoteOptions = Omit<OpenOptions, 'intent'> & {
  /** Those alone; without it, all that have a release record. */
  readonly intents?: readonly string[] | undefined;
  /** Who answers for the promotion, where the risk class needs a name. */
  readonly approver?: NamedApprover | undefined;
};

export type NamedApprover = {
  readonly name: string;
  /** Where whoever it is said so, with the right to; null for a name that was only written. */
  readonly said: { readonly actor: Actor; readonly url: string } | null;
};

type Release = Repository['releases'][number];
type Line = PromotionReport['promotions'][number];

/** Throws what stops a run for all targets, `EXPERIENCE_MISSING`, and what `readProduction` throws. */
export async function promote(world: World, options: PromoteOptions): Promise<PromotionReport> {
  const { context } = await openRun(world, { isDryRun: options.isDryRun, producer: options.producer });
  try {
    const records = recordsNamed(context.repository, options.intents);
    const watched = records.map((release) => ({ release, watch: watchOf(context, release) }));
    const watches = watched.flatMap(({ watch }) => watch ?? []);
    if (watches.length > 0) {
      world.progress.phase('production runs');
      await readProduction(world, context.configuration, (run) => {
        for (const watch of watches) watch.add(run);
      });
    }
    const promotions: Line[] = [];
    for (const { release, watch } of watched) {
      promotions.push(await promoteOne(context, release, watch, options.approver ?? null));
    }
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
): StageWatch | null {
  const candidate = record.rollout.candidate_tuple?.id;
  if (candidate === undefined) return null;
  const { intent } = record.release_tuple;
  const entry = repository.packs.flatMap(({ value }) => value.intents).find(({ id }) => id === intent);
  const guardrails = configuration.targets.find((target) => target.intent === intent)?.guardrails ?? null;
  const { rollout, evidence } = configuration;
  const riskClass = entry?.risk_class ?? 'destructive';
  const unknown = { at: record.rollout.since, tuples: new Set([candidate]) };
  const candidacy = candidacyOf(journal, intent, candidate) ?? unknown;
  const { confidence } = evidence;
  return watchStage({ record, candidate, candidacy, riskClass, guardrails, rollout, confidence, now });
}

async function promoteOne(
  context: ReleaseContext,
  release: Release,
  watch: StageWatch | null,
  approver: NamedApprover | null,
): Promise<Line> {
  const { release_tuple, rollout } = release.value;
  const { intent } = release_tuple;
  const { stage } = rollout;
  const nothing = { intent, stage, evidence: null, evidence_digest: null, branch: null, result: null } as const;
  if (watch === null) return { ...nothing, decision: 'none', reason: 'nothing is being rolled out', next: null };
  const waiting = waitingOf(context, [intent]);
  if (waiting !== null) return { ...nothing, decision: 'none', reason: waiting, next: null };
  const { evidence, gate } = await judge(context, release, watch.read(), approver?.name ?? null);
  const decided = { ...nothing, ...gate, next: nextStage(stage), evidence, evidence_digest: digestOf(evidence) };
  if (gate.decision !== 'promote') return decided;
  return { ...decided, ...(await openPromotion(context, release, { evidence, gate, approver })) };
}

/** The way back is only tried where production says go on: it is replayed, and that takes a while. */
async function judge(context: ReleaseContext, release: Release, seen: StageEvidence, approver: string | null) {
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

type Passed = { readonly evidence: StageEvidence; readonly gate: Gate; readonly approver: NamedApprover | null };

const WHOEVER_MERGES: Approver = {
  name: 'whoever merges, as the code owners of the record allow',
  isVerified: null,
};

async function openPromotion(
  context: ReleaseContext,
  { path, text, value }: Release,
  { evidence, approver: named }: Passed,
): Promise<Pick<Line, 'branch' | 'result' | 'pull_request'>> {
  const { repository, journal, now } = context;
  const next = nextStage(evidence.stage);
  const evidenceDigest = digestOf(evidence);
  const approver = named === null ? WHOEVER_MERGES : { name: named.name, isVerified: named.said !== null };
  const said = named?.said ?? null;
  const after = advance(value, { next, evidence, evidenceDigest, approver, now });
  const flags = flagsAfter(repository, new Map([[path, after]]));
  const files = new Map([
    [path, writeRelease(text, after)],
    ...(flags === null ? [] : [[flags.path, flags.text] as const]),
  ]);
  const branch = promotionBranch(value);
  const entry: LedgerEntry = {
    ...entryFor({ intent: evidence.intent, risk_class: evidence.risk_class }, now),
    ...(said === null ? {} : { actor: said.actor, source_url: said.url }),
    kind: 'stage_changed',
    body: {
      phase: 'asked',
      ...{ release_tuple: evidence.candidate, from: evidence.stage, to: next },
      ...{ evidence_digest: evidenceDigest, approver: approver.name, ...verifiedIn(approver) },
      rollback_target: evidence.baseline,
    },
  };
  const page = { evidence, evidenceDigest, next, approver };
  const before = await context.world.forge.findPullRequest(branch);
  if (before === null) {
    await journal.record([{ entry, isSame: (event) => isAsked(event, evidenceDigest, approver) }], () => [
      { path: `promotions/${evidenceDigest.slice(7, 19)}.json`, text: `${JSON.stringify(evidence, null, 2)}\n` },
    ]);
  }
  const summary = `${evidence.candidate}, after ${evidence.full_days} full days`;
  const published = await publishRelease(
    context,
    { branch, files, title: promotionTitle(page), summary, body: promotionBody(page), at: now },
    true,
  );
  const { result, request } = published;
  const url = request?.url ?? null;
  return {
    branch,
    result,
    ...(request === null || url === null ? {} : { pull_request: { number: request.number, url } }),
  };
}

/** The same approver by the same evidence: another one's word is another event. */
function isAsked({ kind, body }: LedgerEvent, evidenceDigest: string, { name, isVerified }: Approver): boolean {
  return (
    kind === 'stage_changed' &&
    body.evidence_digest === evidenceDigest &&
    body.approver === name &&
    (body.approver_verified ?? null) === isVerified
  );
}
