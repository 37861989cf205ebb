/** Opens the proposal of a winner, or brings it up to date; or says why nothing may be written for it now. */
import { coveringDeadEnd } from '../../core/candidates/dead-ends.ts';
import { whyUnlawful } from '../../core/packs/check-patch.ts';
import { branchName } from '../../core/packs/identity.ts';
import { AutotuneError } from '../../kit/errors.ts';
import type { Proposal } from '../../schema/proposal.ts';
import type { Fact } from '../ledger/journal.ts';
import { heldFact, openedFact, unlessRejected } from '../ledger/proposal-facts.ts';
import type { NamedProposal, OpenProposal } from '../ledger/proposal-state.ts';
import { proposalPath } from '../ledger/read-proposal.ts';
import type { TargetRun } from '../opening/target-run.ts';
import { end, endOthers, isHeldNow } from '../proposals/end-proposals.ts';
import { lostRace } from '../proposals/proposal-limits.ts';
import { bindingEnds, noticeOf } from '../proposals/rejections.ts';
import { hasBaseMoved } from '../proposals/survey-proposals.ts';
import { acceptClosing, closeOnForge, holdReason } from '../proposals/tend-proposals.ts';
import { findStanding, type ProposalPlan, type Published, publish, type Standing, saysTheSame } from './propose.ts';

export type Opened = {
  readonly opened: OpenProposal | null;
  /** Why there is none, or why it is held. */
  readonly reason: string | null;
  readonly facts: readonly Fact[];
};

/**
 * Publishes the proposal and ends what it supersedes. Throws `INTERNAL`, before anything is written, for a patch that
 * the pack does not allow.
 */
export async function openProposal(run: TargetRun, plan: ProposalPlan): Promise<Opened> {
  const { built } = plan;
  const unlawful = whyUnlawful(run.resolved.pack.value, built.candidate_change.patch);
  if (unlawful !== null) throw new AutotuneError('INTERNAL', `the selected patch is not lawful: ${unlawful}`);
  const branch = branchName(built.target.intent, built.fingerprint ?? '');
  const path = proposalPath(run.resolved.pack.path, built.tuning_proposal_id);
  const standing = await findStanding(run, branch, path);
  const inTheWay = await obstacle(run, built, branch, standing);
  if (inTheWay !== null) return inTheWay;
  const published = await publishUnlessRejected(run, plan, standing);
  if (published === null) return nothing(MEANWHILE);
  const entry = entryOf(run, published, path);
  const late = published.operation === 'unchanged' ? null : await endTooLate(run, published, entry);
  if (late !== null) return nothing(late);
  const since = run.journal.events().length;
  run.open.set(branch, entry);
  await endOthers(run, { id: built.tuning_proposal_id, number: published.request.number });
  const fact = openedFact(
    entry.named,
    run.now,
    isKnownOtherwise(run, entry.named) ? 'proposal_updated' : 'proposal_opened',
  );
  return { opened: published, reason: null, facts: [unlessRejected(fact, entry.named, since)] };
}

/** Whether the ledger has the proposal open at another commit, be it this run that moved it or one that was cut off. */
function isKnownOtherwise({ journal, now }: TargetRun, { proposal_id, commit }: NamedProposal): boolean {
  const known = journal.state({ now, activeTuples: new Map() }).proposals.get(proposal_id);
  return known?.open === true && known.commit !== commit;
}

function nothing(reason: string): Opened {
  return { opened: null, reason, facts: [] };
}

function nameOf({ resolved }: TargetRun, proposal: Proposal, branch: string, commit: string): NamedProposal {
  const { tuning_proposal_id: proposal_id, fingerprint = '' } = proposal;
  const { id: intent, risk_class } = resolved.intent;
  return { proposal_id, fingerprint, branch, commit, intent, risk_class };
}

function entryOf(run: TargetRun, { proposal, branch, commit, request }: Published, path: string) {
  const named = nameOf(run, proposal, branch, commit);
  const carried = { id: named.proposal_id, path };
  const there = { branch, commit, parent: run.base.commit, ours: true, proposal: carried };
  const fate = { kind: 'open', record: null } as const;
  return { branchName: branch, named, request, branch: there, document: proposal, fate };
}

/** What keeps a run from writing to the branch of its winner. */
async function obstacle(
  run: TargetRun,
  built: Proposal,
  branch: string,
  standing: Standing | null,
): Promise<Opened | null> {
  if (standing !== null && !standing.branch.ours) return foreign(run, built, standing);
  const isOpen = run.open.has(branch);
  const past = isOpen ? null : await pastOf(run, built, branch, standing);
  if (past !== null) return nothing(past);
  if (isOpen && saysTheSame(standing, built)) return null;
  if ((await rejectedMeanwhile(run, built)) !== null) return nothing(MEANWHILE);
  if (isHeldNow(run, built.tuning_proposal_id)) return nothing('somebody had it held meanwhile');
  const hasMoved = await hasBaseMoved(run, run.resolved.pack.path);
  return hasMoved ? nothing('the base moved while this ran; the next run scores it again') : null;
}

const MEANWHILE = 'it was rejected meanwhile; the next search knows of that';

/** The search did not know of a rejection that was recorded since it began; the one who writes has to. */
async function rejectedMeanwhile(run: TargetRun, { fingerprint = '', candidate_change }: Proposal) {
  const { journal, today, repository, resolved } = run;
  await journal.refresh();
  const deadEnds = bindingEnds(repository, resolved.target, journal.state(today).deadEnds);
  return coveringDeadEnd(deadEnds, fingerprint, candidate_change.patch);
}

/** Null where somebody rejected it meanwhile and took away what was being written to. */
async function publishUnlessRejected(
  run: TargetRun,
  plan: ProposalPlan,
  standing: Standing | null,
): Promise<Published | null> {
  try {
    return await publish(run, plan, standing);
  } catch (error) {
    if ((await rejectedMeanwhile(run, plan.built)) !== null) return null;
    throw error;
  }
}

/** Ends what was published a moment too late: somebody rejected it while it was written, or another run was faster. */
async function endTooLate(
  run: TargetRun,
  { operation, proposal, request }: Published,
  entry: ReturnType<typeof entryOf>,
): Promise<string | null> {
  const rejected = await rejectedMeanwhile(run, proposal);
  if (rejected !== null && rejected.proposal_id === proposal.tuning_proposal_id) {
    await closeOnForge(run, entry, noticeOf(rejected));
    run.open.delete(entry.branchName);
    return MEANWHILE;
  }
  const late = rejected !== null ? MEANWHILE : operation === 'created' ? await lostRace(run, request) : null;
  if (late !== null) await end(run, entry, { kind: 'proposal_superseded', reason: late, successor: null });
  return late;
}

/** A branch that neither the ledger nor a pull request knew, and that somebody else committed to. */
function foreign(run: TargetRun, built: Proposal, { branch, document }: Standing): Opened {
  const reason = `${branch.branch}: ${holdReason('foreign_commit')}`;
  const named = nameOf(run, built, branch.branch, branch.commit);
  const held = {
    operation: 'held',
    proposal: document ?? built,
    branch: branch.branch,
    commit: branch.commit,
  } as const;
  return { opened: held, reason, facts: [heldFact(named, run.now, reason)] };
}

/** What an earlier pull request of the same change came to, where that forbids a new one; null where it does not. */
async function pastOf(
  run: TargetRun,
  built: Proposal,
  branch: string,
  standing: Standing | null,
): Promise<string | null> {
  const request = await run.world.forge.findPullRequest(branch);
  if (request?.state === 'merged') return `#${request.number} was merged already, and this checkout is older`;
  if (request?.state !== 'closed') return null;
  const { proposals } = run.journal.state({ now: run.now, activeTuples: new Map() });
  // Autotune tells the ledger before it closes anything: what the ledger does not know of was closed by a person.
  if (proposals.get(built.tuning_proposal_id)?.open === false) return null;
  const named = nameOf(run, built, branch, standing?.branch.commit ?? request.head);
  await acceptClosing(run, { named, request, branch: standing?.branch ?? null, document: built });
  return `#${request.number} was closed by a person`;
}
