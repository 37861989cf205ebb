/**
 * `autotune gate`: judges what merging a head into a base would do, by the base's own documents and recordings. Only
 * git's objects are read, and nothing is written anywhere: not to the ledger, and no look at a held-out set is made.
 */
import { type ChangedPath, isUnguarded, kindOf } from '../../core/gate/changed-path.ts';
import { findings } from '../../core/gate/check.ts';
import { checkJudges } from '../../core/gate/checks/judges.ts';
import { mergeFindings } from '../../core/gate/checks/merge.ts';
import { checkTargetBranch } from '../../core/gate/checks/target-branch.ts';
import { decide } from '../../core/gate/decide.ts';
import { checkBeforeRun } from '../../core/repository/check-repository.ts';
import { CONFIGURATION_PATH, partOf } from '../../core/repository/layout.ts';
import { placeOf } from '../../kit/problem.ts';
import type { Merged } from '../../ports/history.ts';
import type { GateCheck, GateReport } from '../../schema/gate-report.ts';
import { loadRepository } from '../documents/load-repository.ts';
import { judgeCodeOwners } from './code-owners.ts';
import { judgeHuman } from './human.ts';
import { gateIntegrity } from './integrity.ts';
import { judgeProduction } from './production.ts';
import { judgeProposal } from './proposal.ts';
import type { GateRequest, GateWorld, Judged, MergedChange } from './request.ts';
import { judgeRollback } from './rollback.ts';
import { judgeWorkflows } from './workflows.ts';

/** Throws `REF_NOT_FOUND` for a name that is no commit here; what is wrong with the change is in the report. */
export async function gate(world: GateWorld, request: GateRequest): Promise<GateReport> {
  const { history } = world;
  const [base, head] = await Promise.all([history.commitOf(request.base), history.commitOf(request.head)]);
  const merged = await history.merge(base, head);
  const { target } = request;
  const base_branch = target === undefined ? {} : { base_branch: target.branch };
  const named = { schema_version: 1, base, head, ...base_branch } as const;
  if (merged === 'unrelated' || 'conflicts' in merged) {
    const checks = mergeFindings(merged === 'unrelated' ? null : merged.conflicts);
    const kind = await kindOfUnmerged(world, named, merged);
    return { ...named, ...decide(checks, ''), kind, merged_tree: null, checks: [...checks] };
  }
  const changed = (await history.changes(base, merged.tree)).map((change) => {
    return { ...change, part: partOf(change.path) };
  });
  const { tree } = merged;
  const { changes, checks: production } = await judgeProduction(world, { base, tree }, changed);
  const kind = kindOf(changes);
  const { fine, checks, ...judged } = await judge(world, request, { base, head, tree, changes, kind, production });
  const decided = decide(checks, fine);
  const integrity = changes.every(isUnguarded) ? [] : await gateIntegrity(world, world.filesAt(base));
  return { ...named, ...decided, kind, merged_tree: merged.tree, ...judged, checks: [...checks, ...integrity] };
}

/** What cannot be merged is told apart by what the head has: nobody may take a conflict for a change of no concern. */
async function kindOfUnmerged(
  { history }: GateWorld,
  { base, head }: { readonly base: string; readonly head: string },
  merged: Exclude<Merged, { readonly tree: string }>,
): Promise<GateReport['kind']> {
  const changes = merged === 'unrelated' ? [] : await history.changes(base, head);
  const kind = kindOf(changes.map((change) => ({ ...change, part: partOf(change.path) })));
  return kind === 'none' ? 'human' : kind;
}

type Change = {
  readonly base: string;
  readonly head: string;
  readonly tree: string;
  readonly changes: readonly ChangedPath[];
  readonly kind: GateReport['kind'];
  /** What is told of production runs. */
  readonly production: readonly GateCheck[];
};

async function judge(world: GateWorld, request: GateRequest, change: Change): Promise<Judged> {
  const aimed = checkTargetBranch(request.target);
  if (aimed.some(({ verdict }) => verdict !== 'pass')) return { checks: aimed, fine: '' };
  const workflows = await judgeWorkflows(world, request, change);
  const owners = await judgeCodeOwners(world, change);
  const judged = await judgeMerged(world, request, change);
  return { ...judged, checks: [...aimed, ...judged.checks, ...owners, ...workflows, ...change.production] };
}

async function judgeMerged(world: GateWorld, request: GateRequest, change: Change): Promise<Judged> {
  const { changes, kind, head } = change;
  if (kind === 'none') {
    const isGuard = changes.some((change) => !isUnguarded(change));
    const reason = `no pack, no golden set and no configuration changes: ${isGuard ? 'nothing is replayed' : 'nothing here that the gate judges'}`;
    return { checks: [findings('changed_paths').pass(reason), ...checkJudges({ changes })], fine: reason };
  }
  const [base, merged] = [world.filesAt(change.base), world.filesAt(change.tree)];
  const { repository, problems } = await loadRepository(base, checkBeforeRun);
  const errors = problems.filter(({ severity }) => severity === 'error');
  const configuration = repository.configurations[0]?.value;
  if (errors.length > 0 || configuration === undefined) {
    const [first] = errors;
    const why = first === undefined ? `it has no ${CONFIGURATION_PATH}` : `${placeOf(first)}: ${first.message}`;
    return { checks: [findings('base').inconclusive(`the base cannot judge anything: ${why}`)], fine: '' };
  }
  const { number = null } = request;
  const branch = request.branch === undefined ? await world.history.branchOf(request.head) : request.branch;
  const known: MergedChange = { changes, base, merged, repository, configuration, head, branch, number };
  if (kind === 'proposal') return judgeProposal(world, known);
  return (await judgeRollback(world, known)) ?? judgeHuman(world, known);
}
