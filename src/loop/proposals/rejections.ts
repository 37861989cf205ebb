/** The rejections of a ledger as they stand on this base: in force or lapsed, and in the words of a notice. */
import { coveringDeadEnd } from '../../core/candidates/dead-ends.ts';
import { flaggedPaths } from '../../core/ledger/flagged.ts';
import type { DeadEnd, LapsedDeadEnd, LedgerState, Today } from '../../core/ledger/fold.ts';
import { shortPatch } from '../../core/proposal/body/figures.ts';
import type { RejectedNotice } from '../../core/proposal/notice.ts';
import type { Repository } from '../../core/repository/repository.ts';
import { excerpt } from '../../kit/problem.ts';
import type { Candidate } from '../../schema/candidate.ts';
import type { Target } from '../../schema/configuration.ts';
import type { EarlierRejection, FlaggedSurface, LapsedRejection, StandingRejection } from '../../schema/rejection.ts';
import type { RejectionsReport } from '../../schema/rejections-report.ts';
import { activeTuple } from '../../schema/release-record.ts';
import { packOf } from '../ledger/read-proposal.ts';
import type { Evaluation } from '../opening/target-run.ts';
import type { SurveyContext } from './survey-proposals.ts';

/** So many earlier rejections are cited, with so much of their reasons: the ledger has the rest. */
const EARLIER = 5;
const REASON = 300;

type Context = Pick<SurveyContext, 'journal' | 'repository' | 'now'>;

/** What rejections are held against: the instant, the intents that the base names, and the tuple released for each. */
export function todayOf({ packs, releases, manifests, configurations }: Repository, now: string): Today {
  const tuples = releases.map(({ value }) => [value.release_tuple.intent, activeTuple(value).id] as const);
  const intents = [
    ...packs.flatMap(({ value }) => value.intents.map(({ id }) => id)),
    ...tuples.map(([intent]) => intent),
    ...manifests.map(({ value }) => value.intent),
    ...configurations.flatMap(({ value }) => value.targets.map(({ intent }) => intent)),
  ];
  // Of several records the first is the one that a target is resolved by.
  return { now, activeTuples: new Map(tuples.toReversed()), intents: new Set(intents) };
}

/** Those that bind a target's search: of every intent that its changes reach, in the pack that is changed. */
export function bindingEnds<End extends DeadEnd>(
  repository: Repository,
  { intent, also_affects = [] }: Target,
  ends: readonly End[],
): readonly End[] {
  const pack = packOf(repository, intent);
  const reached = new Set([intent, ...also_affects.filter((other) => packOf(repository, other) === pack)]);
  return ends.filter((end) => reached.has(end.intent));
}

/** `name@version` of the suite that an intent's proposals are scored with. */
export function suiteOf({ releases }: Repository, intent: string): string {
  const release = releases.find(({ value }) => value.release_tuple.intent === intent);
  return release === undefined ? 'not_verified' : activeTuple(release.value).evals;
}

/** What is rejected, and what was and is not any more. */
export function rejectionsOf({ journal, repository, now }: Context): Pick<LedgerState, 'deadEnds' | 'lapsed'> {
  return journal.state(todayOf(repository, now));
}

/** Every rejection, those in force and those that lapsed, of all intents or of one, and the surfaces that draw them. */
export function listRejections(context: Context, only?: string): RejectionsReport {
  const { deadEnds, lapsed } = rejectionsOf(context);
  const isMeant = ({ intent }: { intent: string }) => only === undefined || intent === only;
  return {
    rejections: deadEnds.filter(isMeant).map(standing),
    lapsed: lapsed.filter(isMeant).map(noLonger),
    flagged: flaggedSurfaces(context).filter(isMeant),
  };
}

/** Declared surfaces, not retired, whose changes reviewers keep rejecting. */
export function flaggedSurfaces(context: Context): readonly FlaggedSurface[] {
  const { repository } = context;
  const paths = flaggedPaths(rejectionsOf(context), todayOf(repository, context.now));
  return paths.flatMap(({ intent, path, proposals }) => {
    const pack = packOf(repository, intent);
    const surface = pack?.value.tunable_surfaces.find((declared) => declared.path === path);
    if (pack === undefined || surface === undefined || surface.retired !== undefined) return [];
    return [{ intent, surface_id: surface.id, path, file: pack.path, proposals: [...proposals] }];
  });
}

/**
 * What was rejected before and is proposed again, since the rejection lapsed: the newest, of the intents that the change
 * reaches, and of those that the pack had and has no more. What was taken back is not held against it.
 */
export function earlierRejections(
  { repository, resolved: { target, pack }, state }: Pick<Evaluation, 'repository' | 'resolved' | 'state'>,
  { fingerprint, patch }: Pick<Candidate, 'fingerprint' | 'patch'>,
): EarlierRejection[] {
  const { intents = new Set() } = todayOf(repository, '');
  const had = [...state.startedRuns.values()].filter((run) => run.pack.startsWith(`${pack.value.pack_meta.id}@`));
  const gone = new Set(had.map(({ intent }) => intent).filter((intent) => !intents.has(intent)));
  const reached = new Set(bindingEnds(repository, target, state.lapsed));
  const covering = state.lapsed.filter(
    (end) => (reached.has(end) || gone.has(end.intent)) && coveringDeadEnd([end], fingerprint, patch) !== null,
  );
  const cited = covering.flatMap(({ proposal_id, intent, scope, reason, actor, at, lapsed }): EarlierRejection[] => {
    if (lapsed === 'unrejected') return [];
    const by = excerpt(actor.login, 100);
    return [{ proposal_id, intent, scope, at, lapsed, reason: excerpt(reason, REASON), by }];
  });
  return cited.slice(-EARLIER);
}

/** A rejection as reports show it. */
export function standing(end: DeadEnd): StandingRejection {
  const { proposal_id, intent, kind, scope, path, patch, reason, reason_code, actor, at, expires_at, source_url } = end;
  return {
    ...{ proposal_id, intent, kind, scope, path, reason, by: actor, at },
    ...(patch === undefined ? {} : { change: shortPatch(patch) }),
    ...(reason_code === undefined ? {} : { reason_code }),
    ...(expires_at === undefined ? {} : { expires_at }),
    ...(source_url === undefined ? {} : { source_url }),
  };
}

/** A rejection that holds no longer as reports show it. */
export function noLonger(end: LapsedDeadEnd): LapsedRejection {
  const { lapsed, taken_back: taken } = end;
  if (taken === undefined) return { ...standing(end), lapsed };
  const { actor: by, ...said } = taken;
  return { ...standing(end), lapsed, taken_back: { by, ...said } };
}

/** The notice of the last command that rejected a proposal, in force or not; null where there was none. */
export function rejectedNotice(context: Context, proposalId: string): RejectedNotice | null {
  const { deadEnds, lapsed } = rejectionsOf(context);
  const isIt = ({ kind, proposal_id }: DeadEnd) => kind === 'rejection' && proposal_id === proposalId;
  const end = deadEnds.findLast(isIt) ?? lapsed.findLast(isIt);
  return end === undefined ? null : noticeOf(end);
}

/** A rejection in the words of a notice. */
export function noticeOf({ proposal_id, scope, path, patch, actor, reason, expires_at }: DeadEnd): RejectedNotice {
  const paths = patch === undefined ? [path] : Object.keys(patch);
  const said = { scope, paths, by: actor.login, reason, until: expires_at ?? null };
  return { kind: 'rejected', proposalId: proposal_id, ...said };
}
