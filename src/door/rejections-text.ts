/** Rejections as a person reads them on the terminal: what was done to one, and where all of them stand. */

import { excerpt } from '../kit/problem.ts';
import { LAPSED } from '../kit/rejection-words.ts';
import type { RejectingReport } from '../schema/rejecting-report.ts';
import type { FlaggedSurface, LapsedRejection, StandingRejection } from '../schema/rejection.ts';
import type { RejectionsReport } from '../schema/rejections-report.ts';
import type { Paint } from './text.ts';

const RESULT = {
  rejected: ['green', 'rejected'],
  known: ['yellow', 'rejected already'],
  taken_back: ['green', 'taken back'],
  none: ['yellow', 'nothing to take back'],
} as const;

export function rejectingText(report: RejectingReport, paint: Paint): string {
  const [style, word] = RESULT[report.result];
  const lines = [
    `${paint(style, word)}  ${report.proposal_id}`,
    ...report.rejections.flatMap((rejection) => rejectionLines(rejection)),
    ...nextLines(report).map((line) => `  ${line}`),
  ];
  return `${lines.join('\n')}\n`;
}

function nextLines({ result, proposal_id, holds, is_closed }: RejectingReport): readonly string[] {
  if (result === 'none') return [];
  if (result === 'taken_back') return ['the next run searches it again; what was closed stays closed'];
  return [
    is_closed
      ? 'closed; nothing was merged'
      : 'its branch was moved meanwhile and is left alone: the next run closes what is open of it',
    holds
      ? `to take that back: autotune unreject ${proposal_id} REASON`
      : 'what it was compared with has changed already, so it keeps nothing from being searched',
  ];
}

export function rejectionsText({ rejections, lapsed, flagged }: RejectionsReport, paint: Paint): string {
  const lines = [
    paint('bold', 'in force'),
    ...(rejections.length === 0 ? ['  none'] : rejections.flatMap(rejectionLines)),
    ...(lapsed.length === 0 ? [] : ['', paint('bold', 'lapsed'), ...lapsed.flatMap(lapsedLines)]),
    ...(flagged.length === 0 ? [] : ['', ...flaggedLines(flagged, paint)]),
  ];
  return `${lines.join('\n')}\n`;
}

export function rejectionLines(rejection: StandingRejection): string[] {
  const { scope, change, path, reason, reason_code, by, at, expires_at, proposal_id, kind, source_url } = rejection;
  const until = expires_at === undefined ? '' : `, until ${expires_at}`;
  const code = reason_code === undefined ? '' : ` (${reason_code})`;
  const who = kind === 'soft_rejection' ? 'without a command' : `by ${personOf(by)}`;
  return [
    `  ${scope}  ${excerpt(change ?? path, 200)}: ${excerpt(reason, 200)}${code}`,
    `    ${proposal_id}, ${who}, since ${at}${until}`,
    ...saidAt(source_url),
  ];
}

export function lapsedLines(end: LapsedRejection): string[] {
  const { scope, change, path, proposal_id, lapsed, taken_back: taken } = end;
  const by = taken === undefined ? '' : ` by ${personOf(taken.by)} at ${taken.at}: ${excerpt(taken.reason, 200)}`;
  return [
    `  no longer ${scope}  ${excerpt(change ?? path, 200)}: ${LAPSED[lapsed]}${by}`,
    `    ${proposal_id}`,
    ...saidAt(taken?.source_url),
  ];
}

/** Where it was said in a comment; what was said at a terminal has its role for that. */
function saidAt(url: string | undefined): readonly string[] {
  return url === undefined ? [] : [`    ${excerpt(url, 300)}`];
}

function personOf({ login, role }: StandingRejection['by']): string {
  return `${excerpt(login, 100)} (${excerpt(role, 40)})`;
}

/** What reviewers keep refusing, with how a person would retire it. */
export function flaggedLines(flagged: readonly FlaggedSurface[], paint: Paint): string[] {
  return [
    paint('bold', 'surfaces that keep drawing rejections'),
    ...flagged.flatMap(({ surface_id, path, file, proposals }) => [
      `  ${surface_id}  ${excerpt(path, 100)}: ${proposals.length} different changes were rejected`,
      `    think of retiring it in ${excerpt(file, 200)}: retired: { since: <date>, reason: <why> }`,
    ]),
  ];
}
