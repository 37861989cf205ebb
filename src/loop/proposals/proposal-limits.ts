/** How many proposals may be open, asked before a look is spent, before one is written, and again once it is. */
import { givesWay, limitReached, type OpenNow } from '../../core/lifecycle/limits.ts';
import type { PullRequest } from '../../ports/forge.ts';
import type { OpenProposal } from '../ledger/proposal-state.ts';
import type { TargetRun } from '../opening/target-run.ts';
import { isOfClass, isOfTarget } from './end-proposals.ts';
import { holdReason } from './tend-proposals.ts';

const WEEK_MS = 7 * 24 * 60 * 60 * 1000;

/** Why none of these proposals may be opened or brought up to date now, or null. */
export async function limitOf(run: TargetRun, ids: ReadonlySet<string>): Promise<string | null> {
  const limits = run.configuration.proposals;
  const open = [...run.open.values()].map(
    ({ branchName, named, fate }): OpenNow => ({
      id: named?.proposal_id ?? branchName,
      isHeld: fate.kind === 'held',
      isSameClass: isOfClass(run, named),
      isSameTarget: isOfTarget(run, named),
    }),
  );
  const inRun = limits.max_new_per_run - run.mayOpen;
  return limitReached(ids, open, limits, { inRun, inWeek: await createdInWeek(run) });
}

/** What a person holds in the place that this run would write to, with the reason; null where nothing is held. */
export function heldInPlace(run: TargetRun): { opened: OpenProposal | null; reason: string } | null {
  const held = [...run.open.values()].find(({ named, fate }) => fate.kind === 'held' && isOfClass(run, named));
  if (held === undefined || held.fate.kind !== 'held') return null;
  const { document, named, branchName, branch, request } = held;
  const reason = `${named?.proposal_id ?? branchName} is held: ${holdReason(held.fate.cause)}`;
  if (document === null) return { opened: null, reason };
  const commit = branch?.commit ?? named?.commit ?? '';
  const url = request?.url ?? null;
  const shown = request === null || url === null ? {} : { pullRequest: { number: request.number, url } };
  return { opened: { operation: 'held', proposal: document, branch: branchName, commit, ...shown }, reason };
}

/** Why a pull request that was just created has to go again: other runs were as fast, and an older one stays. */
export async function lostRace(run: TargetRun, { number, branch }: PullRequest): Promise<string | null> {
  const ofIntent = branch.slice(0, branch.lastIndexOf('/') + 1);
  const listed = await run.world.forge.listOpen();
  const others = listed.filter((request) => request.number !== number && !run.overtaken.has(request.branch));
  const neighbours = others.map((request) => {
    const known = run.open.get(request.branch);
    return {
      number: request.number,
      isRival: known === undefined && request.branch.startsWith(ofIntent),
      isReplaced: known !== undefined && known.fate.kind === 'open' && isOfTarget(run, known.named),
    };
  });
  return givesWay(number, neighbours, run.configuration.proposals, await createdInWeek(run));
}

async function createdInWeek({ world, configuration, now }: TargetRun): Promise<number | null> {
  if (configuration.proposals.max_new_per_week === undefined) return null;
  const since = `${new Date(Date.parse(now) - WEEK_MS).toISOString().slice(0, 19)}Z`;
  return world.forge.countCreatedSince(since);
}
