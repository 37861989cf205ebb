/** Brings the world to the state in which the proposal is open: branch, pull request, ledger. Each step may be repeated. */
import { branchName } from '../core/packs/identity.ts';
import { renderBody } from '../core/proposal/body/body.ts';
import type { Bar } from '../core/proposal/body/candidates.ts';
import { titleOf } from '../core/proposal/body/summary.ts';
import { substanceOf } from '../core/proposal/build.ts';
import { commitMessage } from '../core/proposal/commit-message.ts';
import { renderJson } from '../core/proposal/render-json.ts';
import type { ResolvedTarget } from '../core/targets/resolve-target.ts';
import { canonicalJson, sha256 } from '../kit/canonical.ts';
import { AutotuneError } from '../kit/errors.ts';
import type { Base, ProposalBranch } from '../ports/forge.ts';
import { Proposal } from '../schema/proposal.ts';
import type { Operation } from '../schema/run-report.ts';
import type { World } from './world.ts';

export type OpenProposal = {
  readonly operation: Operation;
  readonly proposal: Proposal;
  readonly branch: string;
  readonly commit: string;
  readonly pullRequest?: { readonly number: number; readonly url: string };
};

/** Where a proposal's document stands in the tree. */
export function proposalPath(packPath: string, id: string): string {
  return packPath.replace(/pack\.yaml$/, `proposals/${id}.json`);
}

/** The proposal that a branch of ours carries, or null. */
export async function readProposal(world: World, commit: string, path: string): Promise<Proposal | null> {
  const text = await world.forge.readAt(commit, path);
  if (text === null) return null;
  const parsed = Proposal.safeParse(parseOrNull(text));
  return parsed.success ? parsed.data : null;
}

function parseOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

export type ProposalPlan = {
  readonly resolved: ResolvedTarget;
  readonly base: Base;
  readonly built: Proposal;
  readonly bars: readonly Bar[];
  /** The patched text of the pack. */
  readonly packText: string;
  /** Whom the configuration names. */
  readonly reviewers: readonly string[];
  readonly now: string;
};

/** Writes what is not there yet. What is on the branch already and says the same is left as it is. */
export async function propose(
  world: World,
  { resolved, base, built, bars, packText, reviewers, now }: ProposalPlan,
): Promise<OpenProposal> {
  const branch = branchName(built.target.intent, built.fingerprint ?? '');
  const existing = await world.forge.findBranch(branch);
  const path = proposalPath(resolved.pack.path, built.tuning_proposal_id);
  const before = existing === null ? null : await readProposal(world, existing.commit, path);
  if (existing !== null && !existing.ours) {
    return { operation: 'held', proposal: before ?? built, branch, commit: existing.commit };
  }
  const isSame = before !== null && canonicalJson(substanceOf(before)) === canonicalJson(substanceOf(built));
  const proposal = isSame ? before : built;
  const commit =
    isSame && existing !== null
      ? existing.commit
      : await commitTo(world, branch, existing, proposal, { path, packPath: resolved.pack.path, packText, base, now });
  const request = {
    id: proposal.tuning_proposal_id,
    branch,
    title: titleOf(proposal),
    body: renderBody(proposal, bars),
    reviewers,
    at: now,
  };
  const {
    operation: requested,
    request: { number, url },
  } = await world.forge.upsertPullRequest(request);
  const operation =
    existing === null ? 'created' : isSame ? (requested === 'created' ? 'created' : requested) : 'updated';
  return { operation, proposal, branch, commit, ...(url === null ? {} : { pullRequest: { number, url } }) };
}

type CommitPlace = {
  readonly path: string;
  readonly packPath: string;
  readonly packText: string;
  readonly base: Base;
  readonly now: string;
};

async function commitTo(
  world: World,
  branch: string,
  existing: ProposalBranch | null,
  proposal: Proposal,
  { path, packPath, packText, base, now }: CommitPlace,
): Promise<string> {
  const document = renderJson(proposal);
  const answer = await world.forge.commitProposal({
    branch,
    expected: existing?.commit ?? null,
    parent: base.commit,
    files: new Map([
      [packPath, packText],
      [path, document],
    ]),
    message: commitMessage(proposal, sha256(document)),
    at: now,
  });
  if (answer !== 'moved') return answer.commit;
  const rival = await world.forge.findBranch(branch);
  const theirs = rival?.ours === true ? await world.forge.readAt(rival.commit, path) : null;
  if (rival !== null && theirs === document) return rival.commit;
  throw new AutotuneError('LEDGER_BUSY', `${branch} was moved while it was written`);
}
