/** Reads from the ledger which standing rejections cover what a person changes in packs. */
import { coveringDeadEnd } from '../../core/candidates/dead-ends.ts';
import { checkRejections, type StandingNo } from '../../core/gate/checks/rejections.ts';
import type { DeadEnd } from '../../core/ledger/fold.ts';
import { isAutotuneError } from '../../kit/errors.ts';
import type { GateCheck, GateReport } from '../../schema/gate-report.ts';
import type { TypedPatch } from '../../schema/tunable-surface.ts';
import { openJournal } from '../ledger/journal.ts';
import { todayOf } from '../proposals/rejections.ts';
import type { GateWorld, MergedChange } from './request.ts';

/** @param patches what changes of each pack, as far as it is declared tunable */
export async function judgeRejections(
  world: Pick<GateWorld, 'ledger' | 'clock'>,
  { repository }: Pick<MergedChange, 'repository'>,
  patches: NonNullable<GateReport['patches']>,
): Promise<readonly GateCheck[]> {
  if (patches.length === 0) return [];
  try {
    const journal = await openJournal(world.ledger);
    const { deadEnds } = journal.state(todayOf(repository, await world.clock.now()));
    const standing = patches.flatMap(({ pack: path, patch }) => {
      const changed = repository.packs.find((pack) => pack.path === path)?.value;
      const has = (intent: string) => changed?.intents.some(({ id }) => id === intent) === true;
      return deadEnds.filter((end) => has(end.intent) && covers(end, patch)).map((end) => noOf(end, path));
    });
    return checkRejections({ standing, unread: null });
  } catch (error) {
    if (!isAutotuneError(error)) throw error;
    return checkRejections({ standing: [], unread: `${error.code}: ${error.message}` });
  }
}

/** A rejected change stays one where a person makes others beside it. */
function covers(end: DeadEnd, patch: TypedPatch): boolean {
  const rejected = end.patch ?? patch;
  const same = Object.fromEntries(Object.entries(patch).filter(([path]) => Object.hasOwn(rejected, path)));
  return Object.keys(same).length > 0 && coveringDeadEnd([end], '', same) !== null;
}

function noOf({ proposal_id, kind, scope, reason, actor: by, at }: DeadEnd, path: string): StandingNo {
  return { path, proposal: proposal_id, kind, scope, reason, by, at };
}
