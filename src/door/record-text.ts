/** What was recorded of merges, as a person reads it on the terminal. */

import { excerpt } from '../kit/problem.ts';
import type { RecordReport } from '../schema/record-report.ts';
import type { RollbackReport } from '../schema/rollback-report.ts';
import type { Paint } from './text.ts';

const MEANS: Record<RecordReport['records'][number]['result'], string> = {
  created: 'its records wait to be merged',
  updated: 'its records wait to be merged',
  unchanged: 'its records wait to be merged',
  closed: 'its records are behind, and their pull request was closed by a person: reopen it, or write them by hand',
  foreign: 'its records are behind, and somebody else committed to their branch',
  moved: 'somebody else is writing its records now',
};

export function recordText({ recorded, rolled_back, records }: RecordReport, paint: Paint): string {
  const lines = [
    ...recorded.map(
      ({ proposal_id, intent, admission, release_tuple, stage }) =>
        `${paint('green', admission)}  ${intent}: ${release_tuple} at ${stage}, from ${proposal_id}`,
    ),
    ...rolled_back.map(
      ({ proposal_id, intent, reason }) =>
        `${paint('yellow', 'rolled back')}  ${intent}: ${proposal_id}, ${excerpt(reason, 300)}`,
    ),
    ...records.map(
      ({ pack, branch, result, pull_request }) =>
        `${excerpt(pack, 200)}: ${MEANS[result]}: ${whereOf(result, branch, pull_request?.url)}`,
    ),
  ];
  return lines.length === 0 ? 'nothing was merged that is not recorded\n' : `${lines.join('\n')}\n`;
}

export function rollbackText({ intent, proposal_id, restores, branch, result, pull_request }: RollbackReport): string {
  const where = whereOf(result, branch, pull_request?.url);
  return `${intent}: ${proposal_id} is taken back and ${restores} restored once this is merged\n  ${result}: ${where}\n`;
}

/** Where a person reads it; the branch of one that was closed may be gone. */
export function whereOf(result: string | null, branch: string, url: string | undefined): string {
  if (url !== undefined) return excerpt(url, 300);
  return result === 'closed' || result === 'withdrawn' ? branch : `git show ${branch}`;
}
