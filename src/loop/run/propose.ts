/** Brings the world to the state in which the proposal is open: branch, pull request, comment, check. Each step may be repeated. */
import { type AskedLook, standsUntil } from '../../core/ledger/grounds.ts';
import { branchName } from '../../core/packs/identity.ts';
import { renderBody } from '../../core/proposal/body/body.ts';
import type { Bar } from '../../core/proposal/body/candidates.ts';
import { titleOf } from '../../core/proposal/body/summary.ts';
import { substanceOf } from '../../core/proposal/build.ts';
import { checkOf } from '../../core/proposal/check.ts';
import { renderComment } from '../../core/proposal/comment.ts';
import { commitMessage } from '../../core/proposal/commit-message.ts';
import { renderJson } from '../../core/proposal/render-json.ts';
import { canonicalJson, sha256 } from '../../kit/canonical.ts';
import { AutotuneError } from '../../kit/errors.ts';
import type { ProposalBranch, PullRequest } from '../../ports/forge.ts';
import type { Proposal } from '../../schema/proposal.ts';
import type { OpenProposal } from '../ledger/proposal-state.ts';
import { proposalPath, readProposal } from '../ledger/read-proposal.ts';
import type { TargetRun } from '../opening/target-run.ts';
import { reviewingOf } from '../proposals/reviewing.ts';
import { writtenAfter } from './build-proposal.ts';
import { startToDate } from './record-run.ts';

/** A proposal as it stands on the forge now. */
export type Published = OpenProposal & {
  readonly operation: 'created' | 'updated' | 'unchanged';
  readonly request: PullRequest;
};

export type ProposalPlan = {
  /** Without what it cites of the ledger and its day: they are known when it is written. */
  readonly built: Proposal;
  /** The looks that it rests on. */
  readonly looks: readonly AskedLook[];
  readonly bars: readonly Bar[];
  /** The patched text of the pack. */
  readonly packText: string;
};

/** The branch of a proposal as it is before anything is written, with what it says. */
export type Standing = { readonly branch: ProposalBranch; readonly document: Proposal | null };

/** Whether a branch says what this run would say, all but when and after what it was written. */
export function saysTheSame(standing: Standing | null, built: Proposal): standing is Standing & { document: Proposal } {
  if (standing === null || standing.document === null) return false;
  return canonicalJson(substanceOf(standing.document)) === canonicalJson(substanceOf(built));
}

/** Writes what is not there yet. What is on the branch already and says the same is left as it is. */
export async function publish(run: TargetRun, plan: ProposalPlan, standing: Standing | null): Promise<Published> {
  const { world, resolved, configuration, now } = run;
  const isSame = saysTheSame(standing, plan.built);
  const { proposal, commit } = isSame
    ? { proposal: standing.document, commit: standing.branch.commit }
    : await commitTo(run, plan, standing?.branch ?? null);
  const branch = branchName(proposal.target.intent, proposal.fingerprint ?? '');
  const reviewing = await reviewingOf(run, proposal);
  const { operation: requested, request } = await world.forge.upsertPullRequest({
    id: proposal.tuning_proposal_id,
    branch,
    title: titleOf(proposal),
    body: renderBody(proposal, plan.bars, reviewing),
    reviewers: [...new Set(Object.values(configuration.reviewers).flatMap((owner) => owner ?? []))],
    at: now,
  });
  const told = { notices: await world.forge.notices(), facts: reviewing, answering: reviewing.answering };
  const place = { commit, replaced: replacedBy(run, proposal, commit), ...told };
  await world.forge.upsertComment(request, { kind: 'scorecard', text: renderComment(proposal, place), at: now });
  const check = checkOf(proposal, { path: resolved.pack.path, text: plan.packText });
  await world.forge.upsertCheck({ commit, ...check, at: now });
  // A bare branch, as a run leaves it that was cut off or is still at it, is no proposal yet.
  const changed = standing === null || standing.document === null ? 'created' : 'updated';
  const operation = isSame || requested === 'created' ? requested : changed;
  const { number, url } = request;
  const shown = url === null ? {} : { pullRequest: { number, url } };
  return { operation, proposal, branch, commit, request, ...shown };
}

/** The commit that the ledger knows of the proposal before this one. */
function replacedBy({ journal }: TargetRun, { tuning_proposal_id }: Proposal, commit: string): string | null {
  const commits = journal.events().flatMap((event) => {
    const isState = event.kind === 'proposal_opened' || event.kind === 'proposal_updated';
    return isState && event.body.proposal_id === tuning_proposal_id ? [event.body.commit] : [];
  });
  const first = commits.indexOf(commit);
  return (first < 0 ? commits : commits.slice(0, first)).at(-1) ?? null;
}

async function commitTo(
  run: TargetRun,
  { built, looks, packText }: ProposalPlan,
  existing: ProposalBranch | null,
): Promise<{ proposal: Proposal; commit: string }> {
  const { world, resolved, base, now } = run;
  const branch = branchName(built.target.intent, built.fingerprint ?? '');
  const path = proposalPath(resolved.pack.path, built.tuning_proposal_id);
  const proposal = await dated(run, built, looks);
  const document = renderJson(proposal);
  const answer = await world.forge.commitProposal({
    branch,
    expected: existing?.commit ?? null,
    parent: base.commit,
    files: new Map([
      [resolved.pack.path, packText],
      [path, document],
    ]),
    message: commitMessage(proposal, sha256(document)),
    at: now,
  });
  if (answer !== 'moved') return { proposal, commit: answer.commit };
  const rival = await findStanding(run, branch, path);
  if (rival?.branch.ours === true && saysTheSame(rival, built)) {
    return { proposal: rival.document, commit: rival.branch.commit };
  }
  throw new AutotuneError('LEDGER_BUSY', `${branch} was moved while it was written`);
}

/** The document as it is written now: both by the ledger, so that whoever has that comes to the same. */
async function dated(run: TargetRun, built: Proposal, looks: readonly AskedLook[]): Promise<Proposal> {
  const { event, position } = await startToDate(run);
  const until = standsUntil(event.at, run.configuration.proposals.expires_days);
  return writtenAfter(built, { journal: run.journal, position, looks }, until);
}

/** A branch as it stands, or null. @param path where its proposal's document is, if the branch does not say */
export async function findStanding({ world }: TargetRun, name: string, path: string): Promise<Standing | null> {
  const branch = await world.forge.findBranch(name);
  if (branch === null) return null;
  return { branch, document: await readProposal(world, branch.commit, branch.proposal?.path ?? path) };
}
