/** What a verdict of the monitor leads to: harm that production established is taken back by the pull request of a rollback, once. */
import { rollbackReason } from '../../core/monitor/comment.ts';
import { isAutotuneError } from '../../kit/errors.ts';
import type { MonitorReport } from '../../schema/monitor-report.ts';
import type { ReleaseVerdict } from '../../schema/release-verdict.ts';
import type { SurveyContext } from '../proposals/survey-proposals.ts';
import { candidacyOf } from './released-changes.ts';
import { rollback } from './rollback.ts';

type Release = MonitorReport['releases'][number];
export type MonitorOptions = {
  /** Only this one; without it, all that have something to be compared with. */
  readonly intent?: string | undefined;
  readonly isDryRun: boolean;
  /** Name and version of this program, for the documents it writes. */
  readonly producer: string;
};

/**
 * Opens the rollback of the change that a verdict is about, by the code of `autotune rollback`; where it is open already, or
 * was closed by a person, nothing is written. Throws what stops a run for all targets; a rollback that there is not is told.
 */
export async function rollBackFor(
  { world, journal }: SurveyContext,
  judged: ReleaseVerdict & Pick<Release, 'intent'>,
  { isDryRun, producer }: MonitorOptions,
): Promise<Pick<Release, 'rollback'>> {
  if (judged.verdict !== 'roll_back') return {};
  const { intent, candidate_tuple } = judged;
  const made = candidacyOf(journal, intent, candidate_tuple)?.made;
  if (made === undefined) return { rollback: { refused: 'the ledger has no change of it that could be taken back' } };
  const request = { intent, proposal: made.proposal_id, reason: rollbackReason(judged), isDryRun, producer };
  try {
    const { intent: _, ...opened } = await rollback(world, request);
    return { rollback: opened };
  } catch (error) {
    if (!isAutotuneError(error) || error.code !== 'ROLLBACK_REFUSED') throw error;
    return { rollback: { refused: error.message } };
  } finally {
    await journal.refresh();
  }
}
