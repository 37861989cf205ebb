/** Judges a proposal of autotune's own: what can be told from its text, and then by repeating the run it comes from. */
import { coveringDeadEnd } from '../../core/candidates/dead-ends.ts';
import type { Claim } from '../../core/gate/check.ts';
import { checkChangedPaths } from '../../core/gate/checks/changed-paths.ts';
import { checkDocument } from '../../core/gate/checks/proposal-document.ts';
import {
  REPLAYED_CHECKS,
  type ReplayedFacts,
  STATIC_CHECKS,
  type StaticFacts,
} from '../../core/gate/proposal-checks.ts';
import { standsUntil } from '../../core/ledger/grounds.ts';
import { fingerprintOf } from '../../core/packs/identity.ts';
import { openPack } from '../../core/packs/patch.ts';
import { CONFIGURATION_PATH } from '../../core/repository/layout.ts';
import { type ResolvedTarget, resolveTarget } from '../../core/targets/resolve-target.ts';
import { targetDocument } from '../../core/targets/target-document.ts';
import { digestOf } from '../../kit/canonical.ts';
import { isAutotuneError } from '../../kit/errors.ts';
import { readDocument } from '../../kit/schema-problems.ts';
import { parseYaml } from '../../kit/yaml-document.ts';
import type { Workspace } from '../../ports/workspace.ts';
import { Configuration, type Target } from '../../schema/configuration.ts';
import type { GateCheck } from '../../schema/gate-report.ts';
import { Proposal } from '../../schema/proposal.ts';
import { activeTuple } from '../../schema/release-record.ts';
import { proposalPath } from '../ledger/read-proposal.ts';
import { bindingEnds, todayOf } from '../proposals/rejections.ts';
import { openAuditedSets } from '../replay/audited-sets.ts';
import { type Repeated, rederive } from '../run/rederive.ts';
import { type CitedLedger, openCitedLedger } from './ledger.ts';
import { ownerFactsOf } from './owners.ts';
import type { GateWorld, Judged, MergedChange } from './request.ts';
import { roleStatesOf } from './roles.ts';

/** What the ledger names is never taken for anything else than a commit. */
const COMMIT = /^[0-9a-f]{40,64}$/;

type ReadProposal = Claim & { readonly text: string };

export async function judgeProposal(world: GateWorld, change: MergedChange): Promise<Judged> {
  const { claims, proposals } = await readProposals(change);
  const [claim] = claims;
  const document = checkDocument({ proposals, missing: [] });
  if (claim === undefined || proposals.length > 1 || claims.length !== proposals.length) {
    return { checks: [...document, ...checkChangedPaths({ changes: change.changes, places: null })], fine: '' };
  }
  const found = resolvedAt(change, claim.value);
  const shown = shownOf(claim);
  if ('missing' in found) {
    const checks = checkDocument({ proposals, missing: found.missing });
    return { checks: [...checks, ...checkChangedPaths({ changes: change.changes, places: null })], fine: '', ...shown };
  }
  const { target, resolved } = found;
  const cited = await openCitedLedger(world, change, claim.value);
  const facts = await factsOf(world, change, { claim, target, resolved, cited });
  const told = STATIC_CHECKS.flatMap((check) => check(facts));
  const { rederived, scorecards } = await repeatUnlessSettled(world, change, { claim, target, cited, told });
  const { patch } = claim.value.candidate_change;
  const paths = change.changes.map(({ path }) => path);
  const owners = await ownerFactsOf(world, change, { paths, patches: [{ pack: resolved.pack.path, patch }] });
  const released = { tuple: activeTuple(resolved.release).id, pack: resolved.baselineTuple.pack };
  const replayed: ReplayedFacts = { claim, rederived, released, ...owners };
  const checks = [...document, ...told, ...REPLAYED_CHECKS.flatMap((check) => check(replayed))];
  const scored = Object.keys(scorecards).length === 0 ? {} : { scorecard_delta: { ...scorecards } };
  const fine = 'repeating the run of the proposal gives the same figures, and nothing else changes';
  const roles = [...(await roleStatesOf(world, change, owners.ownership))];
  return { checks, fine, ...shown, ...scored, roles };
}

async function readProposals({ changes, merged }: MergedChange) {
  const changed = changes.filter(({ part, after }) => part === 'proposal' && after !== null);
  const read = await Promise.all(
    changed.map(async ({ path }) => {
      const text = (await merged.read(path).catch(unlessRefused)) ?? '';
      return { path, text, ...readDocument(path, text, Proposal, 'json') };
    }),
  );
  const claims = read.flatMap(({ path, text, document, locate }): ReadProposal[] => {
    const lineOf = (field: readonly PropertyKey[]) => locate(field).line;
    return document === null ? [] : [{ path, text, value: document, lineOf }];
  });
  return { claims, proposals: read.map(({ path, problems }) => ({ path, problems })) };
}

/** A link or a file that is no text reads as an empty document, and is told of as that. */
function unlessRefused(error: unknown): null {
  if (isAutotuneError(error)) return null;
  throw error;
}

function resolvedAt(
  { repository, configuration }: MergedChange,
  { target: { intent, metric } }: Proposal,
): { target: Target; resolved: ResolvedTarget } | { missing: readonly string[] } {
  const target = configuration.targets.find((one) => one.intent === intent && one.metric === metric);
  if (target === undefined)
    return { missing: [`the configuration of the base has no target for ${intent}, ${metric}`] };
  const found = resolveTarget(repository, configuration, target);
  return 'resolved' in found ? { target, resolved: found.resolved } : found;
}

function shownOf({ path, value }: ReadProposal): Pick<Judged, 'proposal'> {
  const { tuning_proposal_id: id, target, candidate_change, fingerprint, expires_at } = value;
  const { intent, metric } = target;
  const more = { ...(fingerprint && { fingerprint }), ...(expires_at && { expires_at }) };
  return { proposal: { id, intent, metric, path, patch: candidate_change.patch, ...more } };
}

type Known = {
  readonly claim: ReadProposal;
  readonly target: Target;
  readonly resolved: ResolvedTarget;
  readonly cited: CitedLedger;
};

async function factsOf(world: GateWorld, change: MergedChange, known: Known): Promise<StaticFacts> {
  const { claim, target, resolved, cited } = known;
  const { pack, suite, baselineTuple } = resolved;
  const { tuning_proposal_id: id } = claim.value;
  const mergedText = await change.merged.read(pack.path).catch(unlessRefused);
  const parsed = parseYaml(pack.path, mergedText ?? '');
  const now = await world.clock.now();
  const { target: document } = targetDocument(resolved);
  if (document.digests === undefined) throw new RangeError('a target without its digests');
  return {
    claim,
    changes: change.changes,
    places: { pack: pack.path, proposal: proposalPath(pack.path, id) },
    branch: change.branch,
    baselineTuple,
    evaluatorSuite: suite.id,
    pack: pack.value,
    target,
    packPath: pack.path,
    mergedText,
    merged: { value: parsed.value, lineOf: (field) => parsed.locate(field).line },
    expected: patched(resolved, claim.value),
    digests: { ...document.digests, target: digestOf({ target: document }) },
    ledger: cited.facts,
    rejection: rejectionOf(change, known, now),
    isSuperseded: cited.isSuperseded,
    dated: cited.run === null ? null : await datedBy(world, change, cited.run),
    now,
    expiresDays: change.configuration.proposals.expires_days,
  };
}

/** Until when a proposal stands by the configuration that its run had; by the base's where that commit is gone. */
async function datedBy(
  world: Pick<GateWorld, 'filesAt'>,
  { configuration: { proposals } }: MergedChange,
  { at, baseCommit }: NonNullable<CitedLedger['run']>,
): Promise<NonNullable<StaticFacts['dated']>> {
  const then = COMMIT.test(baseCommit) ? await configurationAt(world.filesAt(baseCommit)) : null;
  const { expires_days } = then?.proposals ?? proposals;
  return { startedAt: at, until: standsUntil(at, expires_days) };
}

async function configurationAt(files: Pick<Workspace, 'read'>): Promise<Configuration | null> {
  const text = await files.read(CONFIGURATION_PATH).catch(unlessRefused);
  return text === null ? null : readDocument(CONFIGURATION_PATH, text, Configuration, 'yaml').document;
}

/** The rejection in force that covers the change, as the ledger has it today. */
function rejectionOf(
  { repository }: MergedChange,
  { claim, target, cited }: Known,
  now: string,
): StaticFacts['rejection'] {
  const { fingerprint = '', candidate_change } = claim.value;
  const ends = bindingEnds(repository, target, cited.stateOf(todayOf(repository, now)).deadEnds);
  return ends.find((end) => coveringDeadEnd([end], fingerprint, candidate_change.patch) !== null) ?? null;
}

/** What the pack of the base is with the patch made, or why it cannot be made. */
function patched(
  { pack, baselineTuple, suite }: ResolvedTarget,
  { target: { intent }, candidate_change: { patch } }: Proposal,
): StaticFacts['expected'] {
  const fingerprint = fingerprintOf({ intent, patch, baselineTuple, evaluatorSuite: suite.id });
  try {
    const { text } = openPack(pack)({ patch, fingerprint });
    return { text, value: parseYaml(pack.path, text).value };
  } catch (error) {
    if (!isAutotuneError(error)) throw error;
    return { refused: error.problems[0]?.message ?? error.message };
  }
}

type Told = Omit<Known, 'resolved'> & { readonly told: readonly GateCheck[] };

/** Checks without which there is no run to repeat: what it rests on is gone, or the ledger does not know it. */
const NEEDED = ['evidence_drift', 'ledger'];

async function repeatUnlessSettled(
  { progress, scratch }: GateWorld,
  { base, repository, configuration }: MergedChange,
  { claim, target, cited, told }: Told,
): Promise<Repeated> {
  const open = told.find(({ id, verdict }) => NEEDED.includes(id) && verdict !== 'pass');
  if (open !== undefined || cited.run === null) {
    return { rederived: { kind: 'not_replayed', reason: `${open?.id ?? 'ledger'} comes first` }, scorecards: {} };
  }
  const { at: now, journal, baseCommit, position } = cited.run;
  const world = { workspace: base, progress, scratch };
  const audited = openAuditedSets(world);
  const { producer = '' } = claim.value;
  const alone = { isDryRun: true, followed: null, shared: null };
  const context = { world, journal, repository, configuration, now, producer, audited, ...alone };
  try {
    return await rederive(context, target, { ...claim, baseCommit, position });
  } finally {
    audited.close();
    scratch.clear();
    progress.done();
  }
}
