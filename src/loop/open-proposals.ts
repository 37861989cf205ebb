/** The proposals that are open now, and the end of those that a newer run has overtaken. */

import type { ProposalState } from '../core/ledger/fold.ts';
import { excerpt } from '../kit/problem.ts';
import type { Fact } from './journal.ts';
import { proposalPath } from './propose.ts';
import { eventOf } from './record-run.ts';
import type { TargetRun } from './target-run.ts';

/** Open by the ledger alone. */
export function openByLedger({ state }: TargetRun): ProposalState[] {
  return [...state.proposals.values()].filter(({ open }) => open);
}

/** Of these, the ones whose branch is still there and that are not on the base branch already. */
export async function stillOpen(
  { world, base, resolved }: TargetRun,
  proposals: readonly ProposalState[],
): Promise<ProposalState[]> {
  const open: ProposalState[] = [];
  for (const proposal of proposals) {
    if ((await world.forge.findBranch(proposal.branch)) === null) continue;
    const path = proposalPath(resolved.pack.path, proposal.proposal_id);
    if ((await world.forge.readAt(base.commit, path)) === null) open.push(proposal);
  }
  return open;
}

/**
 * Ends what else is open for the same intent and risk class: superseded by the proposal that is kept, or expired where
 * the evidence it rested on changed and nothing took its place. Its branch stays as it is.
 */
export async function closeOthers(run: TargetRun, kept: string | null): Promise<void> {
  const { intent } = run.resolved;
  const rivals = openByLedger(run).filter(
    (proposal) =>
      proposal.intent === intent.id && proposal.risk_class === intent.risk_class && proposal.proposal_id !== kept,
  );
  for (const proposal of await stillOpen(run, rivals)) {
    const kind = kept === null ? ('proposal_expired' as const) : ('proposal_superseded' as const);
    const reason = kept === null ? 'the evidence changed, and the candidate no longer holds' : `superseded by ${kept}`;
    const { proposal_id, fingerprint, branch, commit } = proposal;
    const request = await run.world.forge.findPullRequest(branch);
    if (request?.state === 'open') {
      const text = `This proposal is closed: ${excerpt(reason, 300)}.`;
      await run.world.forge.upsertComment(request, { kind: 'notice', text, at: run.now });
      await run.world.forge.closePullRequest(request, run.now);
    }
    await run.journal.refresh();
    const entry = { ...eventOf(run), kind, body: { proposal_id, fingerprint, branch, commit, reason } };
    const isSame: Fact['isSame'] = (event) =>
      event.kind === kind && event.body.proposal_id === proposal_id && event.body.commit === commit;
    await run.journal.record([{ entry, isSame }]);
  }
}
