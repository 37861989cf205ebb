/** The rejections of a ledger as they stand on this base: in force or lapsed, and in the words of a notice. */
import { flaggedPaths } from '../core/ledger/flagged.ts';
import type { DeadEnd, LedgerState } from '../core/ledger/fold.ts';
import { shortPatch } from '../core/proposal/body/figures.ts';
import type { RejectedNotice } from '../core/proposal/notice.ts';
import type { Repository } from '../core/repository/repository.ts';
import type { FlaggedSurface, StandingRejection } from '../schema/rejection.ts';
import type { RejectionsReport } from '../schema/rejections-report.ts';
import { activeTuple } from '../schema/release-record.ts';
import { packOf } from './read-proposal.ts';
import type { SurveyContext } from './survey-proposals.ts';

type Context = Pick<SurveyContext, 'journal' | 'repository' | 'now'>;

/** Each intent with the id of the tuple that is released on the base. */
export function activeTuplesOf({ releases }: Repository): ReadonlyMap<string, string> {
  return new Map(releases.map(({ value }) => [value.release_tuple.intent, activeTuple(value).id]));
}

/** `name@version` of the suite that an intent's proposals are scored with. */
export function suiteOf({ releases }: Repository, intent: string): string {
  const release = releases.find(({ value }) => value.release_tuple.intent === intent);
  return release === undefined ? 'not_verified' : activeTuple(release.value).evals;
}

/** What is rejected, and what was and is not any more. */
export function rejectionsOf({ journal, repository, now }: Context): Pick<LedgerState, 'deadEnds' | 'lapsed'> {
  return journal.state({ now, activeTuples: activeTuplesOf(repository) });
}

/** Every rejection, those in force and those that lapsed, of all intents or of one, and the surfaces that draw them. */
export function listRejections(context: Context, only?: string): RejectionsReport {
  const { deadEnds, lapsed } = rejectionsOf(context);
  const isMeant = ({ intent }: { intent: string }) => only === undefined || intent === only;
  return {
    rejections: deadEnds.filter(isMeant).map(standing),
    lapsed: lapsed.filter(isMeant).map((end) => ({ ...standing(end), lapsed: end.lapsed })),
    flagged: flaggedSurfaces(context).filter(isMeant),
  };
}

/** Declared surfaces, not retired, whose changes reviewers keep rejecting. */
export function flaggedSurfaces(context: Context): readonly FlaggedSurface[] {
  const { repository } = context;
  const paths = flaggedPaths(rejectionsOf(context), { activeTuples: activeTuplesOf(repository) });
  return paths.flatMap(({ intent, path, proposals }) => {
    const pack = packOf(repository, intent);
    const surface = pack?.value.tunable_surfaces.find((declared) => declared.path === path);
    if (pack === undefined || surface === undefined || surface.retired !== undefined) return [];
    return [{ intent, surface_id: surface.id, path, file: pack.path, proposals: [...proposals] }];
  });
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

/** The notice of the last command that rejected a proposal, in force or not; null where there was none. */
export function rejectedNotice(context: Context, proposalId: string): RejectedNotice | null {
  const { deadEnds, lapsed } = rejectionsOf(context);
  const isIt = ({ kind, proposal_id }: DeadEnd) => kind === 'rejection' && proposal_id === proposalId;
  const end = deadEnds.findLast(isIt) ?? lapsed.findLast(isIt);
  return end === undefined ? null : noticeOf(end);
}

function noticeOf({ scope, path, patch, actor, reason, expires_at }: DeadEnd): RejectedNotice {
  const paths = patch === undefined ? [path] : Object.keys(patch);
  return { kind: 'rejected', scope, paths, by: actor.login, reason, until: expires_at ?? null };
}
