/** The end of proposals that a run has overtaken: what else is open for its target, and what it opened itself too late. */
import { isHeldByCommand } from '../../core/lifecycle/fate.ts';
import { proposalId } from '../../core/packs/identity.ts';
import { endedFact } from '../ledger/proposal-facts.ts';
import type { OpenEntry } from '../ledger/proposal-state.ts';
import type { TargetRun } from '../opening/target-run.ts';
import { hasBaseMoved } from './survey-proposals.ts';
import { closeOnForge } from './tend-proposals.ts';

/** The proposal that stays, with its pull request's number. */
export type Kept = { readonly id: string; readonly number: number };

/**
 * Ends what else is open for the same target: superseded by the proposal that is kept, or expired where the evidence it
 * rested on changed and nothing took its place. What is held is left alone, and so is everything where the base has
 * moved: the next run knows better.
 */
export async function endOthers(run: TargetRun, kept: Kept | null): Promise<void> {
  const others = [...run.open.values()].filter(
    ({ named, fate }) => isOfTarget(run, named) && named?.proposal_id !== kept?.id && fate.kind === 'open',
  );
  if (others.length === 0 || (await hasBaseMoved(run, run.resolved.pack.path))) return;
  const kind = kept === null ? 'proposal_expired' : 'proposal_superseded';
  const reason = kept === null ? 'the evidence changed, and the candidate no longer holds' : `superseded by ${kept.id}`;
  for (const other of others) await end(run, other, { kind, reason, successor: kept?.number ?? null });
}

type End = {
  readonly kind: 'proposal_superseded' | 'proposal_expired';
  readonly reason: string;
  readonly successor: number | null;
};

/** The ledger first: until the forge has closed it too, the next run finds it unfinished. */
export async function end(
  run: Pick<TargetRun, 'world' | 'journal' | 'now' | 'open'>,
  proposal: OpenEntry,
  { kind, reason, successor }: End,
): Promise<void> {
  const { named, branchName } = proposal;
  await run.journal.refresh();
  if (isHeldNow(run, named?.proposal_id)) return;
  if (named !== null) await run.journal.record([endedFact(kind, named, run.now, reason)]);
  await closeOnForge(run, proposal, { kind: 'closed', reason, successor });
  run.open.delete(branchName);
}

/** Whether somebody had it held by a command, maybe since this run looked at it first. */
export function isHeldNow({ journal, now }: Pick<TargetRun, 'journal' | 'now'>, id: string | undefined): boolean {
  const { proposals } = journal.state({ now, activeTuples: new Map() });
  return isHeldByCommand(proposals.get(id ?? '') ?? null);
}

/** Whether a proposal was made for the run's target: its id says so. */
export function isOfTarget({ resolved: { target } }: TargetRun, named: OpenEntry['named']): boolean {
  return named !== null && proposalId(target.intent, target.metric, named.fingerprint) === named.proposal_id;
}

/** Whether a proposal is for the run's intent and risk class, in which one may be open. */
export function isOfClass({ resolved: { intent } }: TargetRun, named: OpenEntry['named']): boolean {
  return named !== null && named.intent === intent.id && named.risk_class === intent.risk_class;
}
