/** Every proposal that the ledger or the forge takes for open, with all that decides its fate. It writes nothing. */
import type { ProposalState } from '../../core/ledger/fold.ts';
import { fateOf } from '../../core/lifecycle/fate.ts';
import { valueAt } from '../../core/packs/address.ts';
import { branchName } from '../../core/packs/identity.ts';
import { printedValue } from '../../core/packs/printed-value.ts';
import { pinOf } from '../../core/release/merged.ts';
import { folderOf } from '../../core/repository/layout.ts';
import { canonicalJson } from '../../kit/canonical.ts';
import type { ProposalBranch, PullRequest } from '../../ports/forge.ts';
import type { ContextPack } from '../../schema/context-pack.ts';
import type { Proposal } from '../../schema/proposal.ts';
import { SurfaceValue } from '../../schema/tunable-surface.ts';
import type { NamedProposal, SurveyedProposal } from '../ledger/proposal-state.ts';
import { packOf, proposalPath, readProposal, readRecorded } from '../ledger/read-proposal.ts';
import type { RunContext } from '../opening/target-run.ts';

export type SurveyContext = Pick<RunContext, 'world' | 'journal' | 'repository' | 'base' | 'now'>;

/** What the ledger or the forge takes for open, oldest pull request first. */
export async function surveyProposals(context: SurveyContext): Promise<readonly SurveyedProposal[]> {
  const { proposals } = context.journal.state({ now: context.now, activeTuples: new Map() });
  const known = [...proposals.values()];
  const requests = await context.world.forge.listOpen();
  const listed = new Set(requests.map(({ branch }) => branch));
  const unlisted = known.filter(({ open, branch }) => open && !listed.has(branch));
  return Promise.all([
    ...requests.map((request) => survey(context, request.branch, { request, ledger: lastOf(known, request.branch) })),
    ...unlisted.map((ledger) => survey(context, ledger.branch, { ledger })),
  ]);
}

/** One proposal that the ledger or the forge knows, whatever became of it. */
export function surveyBranch(context: SurveyContext, branch: string): Promise<SurveyedProposal> {
  const { proposals } = context.journal.state({ now: context.now, activeTuples: new Map() });
  return survey(context, branch, { ledger: lastOf([...proposals.values()], branch) });
}

/** Several targets may come to the same change and share its branch: what is open speaks for it. */
function lastOf(known: readonly ProposalState[], branch: string): ProposalState | null {
  const ofBranch = known.filter((state) => state.branch === branch);
  return ofBranch.findLast(({ open }) => open) ?? ofBranch.at(-1) ?? null;
}

type Told = { readonly request?: PullRequest; readonly ledger: ProposalState | null };

async function survey(context: SurveyContext, branchName: string, told: Told): Promise<SurveyedProposal> {
  const { world, base, repository, now } = context;
  const { ledger } = told;
  const branch = await world.forge.findBranch(branchName);
  const document = await documentOf(context, branch, ledger);
  const named = nameOf(context, branch, ledger, document);
  const pack = packOf(repository, named?.intent ?? null);
  const placed = pack === undefined ? (branch?.proposal?.path ?? null) : null;
  const path = named === null || pack === undefined ? placed : proposalPath(pack.path, named.proposal_id);
  const isOnBase = path !== null && (await world.forge.readAt(base.commit, path)) !== null;
  const request = told.request ?? (isOnBase ? null : await world.forge.findPullRequest(branchName));
  const conflict = branch?.ours === true && !isOnBase ? await conflictOf(context, branch, document) : null;
  const seen = { ledger, request, branch, isOnBase, expiresAt: document?.expires_at ?? null, conflict };
  return { branchName, named, request, branch, ledger, document, seen, fate: fateOf(seen, { base: base.branch, now }) };
}

/**
 * From the branch where it is autotune's, else from the commit that the ledger knows, else from the record of the run:
 * the commit of a branch that was deleted is not kept for ever.
 */
async function documentOf(
  { world, journal, repository }: SurveyContext,
  branch: ProposalBranch | null,
  ledger: ProposalState | null,
): Promise<Proposal | null> {
  if (branch !== null && branch.proposal !== null) return readProposal(world, branch.commit, branch.proposal.path);
  if (ledger === null) return null;
  const pack = packOf(repository, ledger.intent);
  const path = pack === undefined ? null : proposalPath(pack.path, ledger.proposal_id);
  const committed = path === null ? null : await readProposal(world, ledger.commit, path);
  return committed ?? readRecorded(world, journal, ledger.proposal_id);
}

function nameOf(
  { repository }: SurveyContext,
  branch: ProposalBranch | null,
  ledger: ProposalState | null,
  document: Proposal | null,
): NamedProposal | null {
  if (ledger !== null) {
    const { proposal_id, fingerprint, intent, risk_class } = ledger;
    const commit = branch?.ours === true ? branch.commit : ledger.commit;
    return { proposal_id, fingerprint, intent, risk_class, branch: ledger.branch, commit };
  }
  if (branch === null || branch.proposal === null || document?.fingerprint === undefined) return null;
  const intent = packOf(repository, document.target.intent)?.value.intents.find(
    ({ id }) => id === document.target.intent,
  );
  if (intent === undefined || branchName(intent.id, document.fingerprint) !== branch.branch) return null;
  const { fingerprint } = document;
  const { branch: name, commit, proposal } = branch;
  return {
    proposal_id: proposal.id,
    fingerprint,
    intent: intent.id,
    risk_class: intent.risk_class,
    branch: name,
    commit,
  };
}

/**
 * What the base has in place of the intent, the value or the version that a proposal starts from. Only where this run reads
 * the newest base: an older checkout cannot tell what is out of date.
 */
async function conflictOf(
  { world, repository, base }: SurveyContext,
  { proposal }: ProposalBranch,
  document: Proposal | null,
): Promise<string | null> {
  if (document === null || proposal === null) return null;
  const { intent } = document.target;
  const pack = packOf(repository, intent);
  const conflict =
    pack === undefined
      ? `no pack declares ${intent} there now`
      : (valueConflict(pack.value, document) ?? versionConflict(pack.value, document));
  const path = pack?.path ?? `${folderOf(proposal.path)}/pack.yaml`;
  return conflict === null || (await hasBaseMoved({ world, base }, path)) ? null : conflict;
}

function valueConflict(pack: ContextPack, { candidate_change: { patch } }: Proposal): string | null {
  for (const [path, { from }] of Object.entries(patch)) {
    const current = valueAt(pack, path);
    if (canonicalJson(current ?? null) === canonicalJson(from)) continue;
    const read = SurfaceValue.safeParse(current);
    return `${path} is ${read.success ? printedValue(read.data) : 'gone'} there now, and the proposal starts from ${printedValue(from)}`;
  }
  return null;
}

/** Every change of a pack is made of one version of it: git conflicts on another one, and nobody measured the two together. */
function versionConflict(pack: ContextPack, { candidate_change: { target_pack } }: Proposal): string | null {
  const pin = pinOf(pack);
  return pin === target_pack ? null : `the pack is ${pin} there now, and the proposal starts from ${target_pack}`;
}

/** Whether the base branch has another text by now than the commit that this run reads. */
export async function hasBaseMoved(
  { world, base }: Pick<RunContext, 'world' | 'base'>,
  path: string,
): Promise<boolean> {
  const [read, now] = await Promise.all([world.forge.readAt(base.commit, path), world.forge.readAtTip(path)]);
  return read !== now;
}
