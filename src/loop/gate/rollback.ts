/**
 * Judges a rollback on a lane of its own. What counts as one is told by the base and the ledger alone: the change has to be,
 * byte for byte, what taking a released change back writes; whoever wrote it, and whatever it calls itself.
 */
import { checkWayBack } from '../../core/gate/checks/way-back.ts';
import { isAutotuneError } from '../../kit/errors.ts';
import { readDocument } from '../../kit/schema-problems.ts';
import { ReleaseRecord } from '../../schema/release-record.ts';
import { openJournal } from '../ledger/journal.ts';
import { replayBack } from '../release/replay-back.ts';
import { planRollback, type RollbackPlan } from '../release/rollback.ts';
import { approvalOf } from './approval.ts';
import type { GateWorld, Judged, MergedChange } from './request.ts';

/** Null where the change is something else. Throws `LEDGER_BROKEN`. */
export async function judgeRollback(world: GateWorld, change: MergedChange): Promise<Judged | null> {
  const parts = new Set(change.changes.map(({ part }) => part));
  if (!parts.has('pack') || !parts.has('release')) return null;
  const plan = await planOf(world, change);
  if (plan === null) return null;
  world.progress.phase(`${plan.intent}: replay of what is restored`);
  const replayed = await replayBack({ ...change, workspace: change.base }, plan);
  world.progress.done();
  const { checks, roles } = await approvalOf(world, change, { patches: [], isDecisive: false });
  return {
    kind: 'rollback',
    checks: [...checkWayBack({ proposal: plan.made.proposal_id, replayed }), ...checks],
    roles: [...roles],
    fine: `it takes ${plan.made.proposal_id} back to the byte, and what it restores replays as it was recorded`,
  };
}

/** The rollback that the merged files are, if they are one. */
async function planOf(
  { ledger }: GateWorld,
  { repository, merged, changes }: MergedChange,
): Promise<RollbackPlan | null> {
  const journal = await openJournal(ledger);
  for (const release of repository.releases) {
    const text = await read(merged, release.path);
    const since = readDocument(release.path, text ?? '', ReleaseRecord, 'yaml').document?.rollout.since;
    // When it was asked for is all that a rollback says of itself.
    const plan = since === undefined ? null : planRollback({ repository, journal, now: since }, release);
    if (plan === null || 'refused' in plan || !changes.every(({ path }) => plan.files.has(path))) continue;
    const texts = await Promise.all([...plan.files.keys()].map((path) => read(merged, path)));
    if ([...plan.files.values()].every((wanted, i) => wanted === texts[i])) return plan;
  }
  return null;
}

/** A link or a file that is no text is nothing that a rollback writes. */
async function read(files: MergedChange['merged'], path: string): Promise<string | null> {
  try {
    return await files.read(path);
  } catch (error) {
    if (isAutotuneError(error)) return null;
    throw error;
  }
}
