/** From the lines of a search to an open proposal: the limits, the look at the held-out set, the proposal. */
import { proposalId } from '../../core/packs/identity.ts';
import { openPack } from '../../core/packs/patch.ts';
import { shortPatch } from '../../core/proposal/body/figures.ts';
import type { Judged } from '../../core/selection/judged.ts';
import type { Selection } from '../../core/selection/select.ts';
import type { Fact } from '../ledger/journal.ts';
import type { OpenProposal } from '../ledger/proposal-state.ts';
import type { TargetRun } from '../opening/target-run.ts';
import { endOthers } from '../proposals/end-proposals.ts';
import { heldInPlace, limitOf } from '../proposals/proposal-limits.ts';
import { stepsOf } from '../search/planned-look.ts';
import type { Search } from '../search/search.ts';
import { barsOf, proposalOf } from './build-proposal.ts';
import { lookAtLines, replaysOf, selectionBy } from './look-at-lines.ts';
import { openProposal } from './open-proposal.ts';

export type Confirmed = {
  readonly opened: OpenProposal | null;
  readonly reason: string;
  readonly replays: number;
  readonly facts: readonly Fact[];
  /** The selection once the held-out set has answered; null where it was not asked. */
  readonly selection: Selection | null;
};

/** Walks the lines on every held-out set they reach, the target's first, and opens a proposal for the winner. */
export async function confirmLines(run: TargetRun, searched: Search): Promise<Confirmed> {
  const { lines, gain } = searched;
  const steps = stepsOf(searched);
  const boldest = steps.filter(({ misses }) => misses.length === 0).sort((a, b) => gain(b) - gain(a))[0];
  if (boldest === undefined) throw new RangeError('nothing to confirm');
  const promise = `up to ${shortPatch(boldest.candidate.patch)} may hold`;
  const unasked = (reason: string, replays = 0): Confirmed => ({
    opened: null,
    reason: `${promise}; ${reason}`,
    replays,
    facts: [],
    selection: null,
  });
  const held = heldInPlace(run);
  if (held !== null) return { ...unasked(held.reason), opened: held.opened };
  const limit = await limitOf(run, new Set(steps.map((step) => idOf(run, step))));
  if (limit !== null) return unasked(limit);
  // A value that cannot be patched and restored is refused here, before it costs a look.
  const { pack } = run.resolved;
  const patched = openPack(pack);
  for (const line of lines) patched((line[line.length - 1] ?? boldest).candidate);

  const { looks, refused } = await lookAtLines(run, searched);
  if (refused !== null) return unasked(refused, replaysOf(looks));
  const selection = selectionBy(searched, looks);
  const confirmed = { replays: replaysOf(looks), selection };
  const { winner } = selection;
  if (winner === null) {
    await endOthers(run, null);
    return { opened: null, reason: refusalOf(selection), facts: [], ...confirmed };
  }
  const change = shortPatch(winner.candidate.patch);
  const late = await limitOf(run, new Set([idOf(run, winner)]));
  if (late !== null) return { opened: null, reason: `${change} holds; ${late}`, facts: [], ...confirmed };
  const found = { ...searched, selection };
  const { opened, reason, facts } = await openProposal(run, {
    built: proposalOf(run, found, winner, looks),
    looks,
    bars: barsOf(found, winner),
    packText: patched(winner.candidate).text,
  });
  const said = opened === null ? `${change} holds; ${reason}` : (reason ?? `${change} holds on both sets`);
  return { opened, reason: said, facts, ...confirmed };
}

function idOf({ resolved: { target } }: TargetRun, { candidate }: Judged): string {
  return proposalId(target.intent, target.metric, candidate.fingerprint);
}

/** Sums only: which step and guardrail, never which case. */
function refusalOf({ considered }: Selection): string {
  const refused = considered.filter(({ verdict }) => verdict === 'heldout_refused');
  const said = refused.map(({ patch, reason }) => `${shortPatch(patch)} ${reason}`);
  return `the held-out set did not confirm the first step of any line: ${said.join('; ')}`;
}
