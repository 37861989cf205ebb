/** From the selected candidate to its open proposal: the limits, the one look at the held-out set, the proposal. */
import { branchName, proposalId } from '../core/packs/identity.ts';
import { patchPack } from '../core/packs/patch.ts';
import { shortPatch } from '../core/proposal/body/figures.ts';
import type { Judged } from '../core/selection/select.ts';
import { barsOf, type MadeLook, proposalOf } from './build-proposal.ts';
import { closedReason, numberedLook, recordLook, withEarlierVersions } from './heldout-budget.ts';
import type { Fact } from './journal.ts';
import { type Look, look, prepareLook } from './look.ts';
import { closeOthers, openByLedger, stillOpen } from './open-proposals.ts';
import { type OpenProposal, propose } from './propose.ts';
import { eventOf } from './record-run.ts';

import type { Search } from './search.ts';
import type { TargetRun } from './target-run.ts';

export type Confirmed = {
  readonly opened: OpenProposal | null;
  readonly reason: string;
  readonly replays: number;
  readonly facts: readonly Fact[];
};

/** Confirms the winner on every held-out set it reaches, the target's first, and opens its proposal. */
export async function confirmWinner(run: TargetRun, searched: Search, winner: Judged): Promise<Confirmed> {
  const { target } = run.resolved;
  const { candidate } = winner;
  const change = shortPatch(candidate.patch);
  const id = proposalId(target.intent, target.metric, candidate.fingerprint);
  const limit = await limitReached(run, id);
  if (limit !== null) return { opened: null, reason: `${change} is lawful, but ${limit}`, replays: 0, facts: [] };

  // A value that cannot be patched and restored is refused here, before it costs a look.
  const { pack } = run.resolved;
  const packText = patchPack(pack.text, pack.value, candidate.patch).text;
  const looks: MadeLook[] = [];
  const replays = () => looks.reduce((sum, { made }) => sum + made.replays, 0);
  for (const searchedBench of searched.results) {
    const { bench } = searchedBench;
    const own = numberedLook(run, bench, candidate.fingerprint);
    const closed = closedReason(run, bench, own);
    if (closed !== null)
      return { opened: null, reason: `${change} is selected; ${closed}`, replays: replays(), facts: [] };
    run.world.progress.phase(`${target.intent}: look ${own.number} at ${bench.heldoutSet.name}`);
    const searchNames = run.sets.get(bench.intent) ?? { families: new Map(), ids: new Map() };
    const { kept, marks } = await prepareLook(run.world.workspace, bench, searchNames);
    const numbered = withEarlierVersions(run, bench, candidate.fingerprint, marks);
    await recordLook(run, bench, { fingerprint: candidate.fingerprint, numbered, marks });
    const position = searched.judged.indexOf(winner);
    const isTarget = looks.length === 0;
    const made = await look(run.world.workspace, run.resolved, searchedBench, candidate, {
      position,
      confidence: numbered.confidence,
      isTarget,
      kept,
    });
    looks.push({ ...numbered, intent: bench.intent, fingerprint: candidate.fingerprint, made });
    if (made.status !== 'pass') {
      await closeOthers(run, null);
      const reason = `${change} was selected, and the held-out set did not confirm it: ${refusalOf(made)}`;
      return { opened: null, reason, replays: replays(), facts: [] };
    }
  }
  const { opened, fact } = await open(run, searched, winner, looks, packText);
  const reason =
    opened.operation === 'held'
      ? `${opened.branch} has commits that are not autotune's`
      : `${change} holds on both sets`;
  return { opened, reason, replays: replays(), facts: [fact] };
}

/** Sums only: which guardrail, never which case. */
function refusalOf({ verdicts }: Look): string {
  const broken = verdicts.filter(({ status }) => status !== 'pass');
  return broken.map(({ guardrail, status }) => `${guardrail} ${status}`).join(', ');
}

/** Why no new proposal may be opened now, or null. A proposal that is open already may always be brought up to date. */
async function limitReached(run: TargetRun, id: string): Promise<string | null> {
  const { max_open, max_new_per_run } = run.configuration.proposals;
  const { id: intent, risk_class } = run.resolved.intent;
  const open = openByLedger(run);
  if (open.some(({ proposal_id }) => proposal_id === id)) return null;
  if (run.mayOpen < 1) return `this run has opened ${max_new_per_run} already, and no more are allowed at once`;
  const others = open.filter((proposal) => proposal.intent !== intent || proposal.risk_class !== risk_class);
  if (others.length < max_open) return null;
  const counted = (await stillOpen(run, others)).length;
  return counted < max_open ? null : `${counted} proposals are open, and ${max_open} are allowed`;
}

const KIND_OF = {
  created: 'proposal_opened',
  unchanged: 'proposal_opened',
  none: 'proposal_opened',
  updated: 'proposal_updated',
  held: 'proposal_held',
} as const;

async function open(
  run: TargetRun,
  searched: Search,
  winner: Judged,
  looks: readonly MadeLook[],
  packText: string,
): Promise<{ opened: OpenProposal; fact: Fact }> {
  const { fingerprint } = winner.candidate;
  const built = proposalOf(run, searched, winner, looks);
  const { resolved, base, now } = run;
  const opened = await propose(run.world, { resolved, base, built, bars: barsOf(searched, winner), packText, now });
  const id = built.tuning_proposal_id;
  if (opened.operation !== 'unchanged') await run.journal.refresh();
  await closeOthers(run, id);
  const kind = KIND_OF[opened.operation];
  const branch = branchName(run.resolved.target.intent, fingerprint);
  const entry = { ...eventOf(run), kind, body: { proposal_id: id, fingerprint, branch, commit: opened.commit } };
  const isSame: Fact['isSame'] = (event) =>
    isStateOf(event.kind, kind) &&
    'commit' in event.body &&
    event.body.proposal_id === id &&
    event.body.commit === opened.commit;
  return { opened, fact: { entry, isSame } };
}

/** A proposal that was updated to a commit need not be opened at that commit again. */
function isStateOf(found: string, wanted: string): boolean {
  return found === wanted || (wanted === 'proposal_opened' && found === 'proposal_updated');
}
