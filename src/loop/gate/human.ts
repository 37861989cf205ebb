/** Judges what a person changed: every intent that would run under something else is replayed on the base's search set. */

import { checkMergedDocuments } from '../../core/gate/checks/documents.ts';
import { checkReplayed } from '../../core/gate/checks/guardrails.ts';
import { checkHistory, type GoneProposal } from '../../core/gate/checks/history.ts';
import { checkJudges } from '../../core/gate/checks/judges.ts';
import { type ChangedPack, checkPackChanges, type PackChangeFacts } from '../../core/gate/checks/pack-changes.ts';
import { checkRemovedIntents } from '../../core/gate/checks/removed-intents.ts';
import { checkTargets } from '../../core/gate/checks/targets.ts';
import { packChange } from '../../core/gate/pack-change.ts';
import { checkBeforeRun } from '../../core/repository/check-repository.ts';
import { CONFIGURATION_PATH, folderOf } from '../../core/repository/layout.ts';
import type { Repository } from '../../core/repository/repository.ts';
import { targetStates } from '../../core/targets/left-open.ts';
import type { GateCheck } from '../../schema/gate-report.ts';
import { loadRepository, missingConfiguration } from '../documents/load-repository.ts';
import { approvalOf } from './approval.ts';
import { intentChanges } from './changed-intents.ts';
import { judgeFlags } from './flags.ts';
import { judgeGoldens } from './goldens.ts';
import { judgeLoosened } from './loosened.ts';
import { judgeRecords } from './records.ts';
import { judgeRejections } from './rejections.ts';
import { removedIntents } from './removed-intents.ts';
import { replayChanged } from './replay-changed.ts';
import type { GateWorld, Judged, MergedChange } from './request.ts';
import { withReviews } from './review.ts';

export async function judgeHuman(world: GateWorld, change: MergedChange): Promise<Judged> {
  const { repository: merged, problems } = await loadRepository(change.merged, checkBeforeRun);
  const found = problems.filter(({ severity }) => severity === 'error');
  const errors = [...found, ...missingConfiguration(merged, found)];
  const changed = packsChanged(change, merged);
  const intents = await intentChanges(change, { merged, packs: changed.packs });
  const { replayed, scorecards } = await replayChanged(world, change, intents.changed);
  const patches = changed.packs.flatMap(({ path: pack, change: { patch } }) => {
    return Object.keys(patch).length === 0 ? [] : [{ pack, patch }];
  });
  const isRead = errors.length === 0;
  const removed = isRead ? await removedIntents(change, merged, intents.gone) : [];
  const { checks: approval, roles } = await approvalOf(world, change, { patches, isDecisive: removed.length > 0 });
  const records = await judgeRecords(world, change, merged);
  const flags = judgeFlags(change, merged);
  const goldens = await judgeGoldens(world, change, merged);
  const kind = (flags.isFollowing ? records.kind : null) ?? goldens.kind;
  const checks = [
    ...checkMergedDocuments({ problems: errors }),
    ...(isRead ? targetsIn(change, merged) : []),
    ...checkHistory({ gone: goneProposals(change, merged) }),
    ...checkReplayed({ ...intents, replayed, isRead }),
    ...checkRemovedIntents({ removed, areOthersNew: intents.areOthersNew }),
    ...records.checks,
    ...flags.checks,
    ...goldens.checks,
    ...checkPackChanges(changed),
    ...(await judgeRejections(world, change, patches)),
    ...checkJudges(change),
    ...judgeLoosened(change, merged, intents),
    ...approval,
  ];
  const undeclared = changed.packs.flatMap(({ path: pack, change: made }) => {
    return made.undeclared.map(({ path, change: said }) => ({ pack, path, change: said }));
  });
  const whole =
    removed.length === 0 ? '' : `${removed.map(({ intent }) => intent).join(', ')}: taken away whole; else `;
  const fine =
    replayed.length === 0
      ? 'no intent of the base runs under other pack settings, policy rules or runtime, and every document can be read'
      : 'every intent that runs under other pack settings, policy rules or runtime keeps its guardrails on the search set';
  return {
    ...(kind === null ? {} : { kind }),
    checks,
    fine: `${whole}${fine}`,
    roles: [...roles],
    ...(patches.length === 0 ? {} : { patches }),
    ...(undeclared.length === 0 ? {} : { undeclared }),
    ...(Object.keys(scorecards).length === 0
      ? {}
      : { scorecard_delta: withReviews(change, { changed: intents.changed, packs: changed.packs }, scorecards) }),
  };
}

function targetsIn({ repository, configuration }: MergedChange, merged: Repository): readonly GateCheck[] {
  const [found] = merged.configurations;
  const after = found === undefined ? [] : targetStates(merged, found.value);
  return checkTargets({ before: targetStates(repository, configuration), after, path: CONFIGURATION_PATH });
}

function goneProposals({ changes, repository }: MergedChange, merged: Repository): readonly GoneProposal[] {
  const gone = changes.filter(({ part, before, after }) => part === 'proposal' && before !== null && after === null);
  return gone.map(({ path }) => {
    const packIn = ({ packs }: Repository) => packs.find((pack) => folderOf(pack.path) === folderOf(path))?.value;
    const proposal = repository.proposals.find((one) => one.path === path)?.value;
    return { path, proposal, before: packIn(repository), after: packIn(merged) };
  });
}

/** Packs by where they stand; one that stands elsewhere is known by its id. One that cannot be read is not taken away. */
function packsChanged({ repository: base, changes }: MergedChange, merged: Repository): PackChangeFacts {
  const there = new Set(changes.flatMap(({ path, after }) => (after === null ? [] : [path])));
  const before = new Map(base.packs.map((pack) => [pack.path, pack]));
  const after = new Map(merged.packs.map((pack) => [pack.path, pack]));
  const [lost, found] = [
    base.packs.filter(({ path }) => !after.has(path) && !there.has(path)),
    merged.packs.filter(({ path }) => !before.has(path)),
  ];
  const moved = lost.flatMap(({ path: from, value }) => {
    const to = found.find((pack) => pack.value.pack_meta.id === value.pack_meta.id)?.path;
    return to === undefined ? [] : [{ from, to }];
  });
  const packs = merged.packs.flatMap(({ path, value, locate }): ChangedPack[] => {
    const old = before.get(moved.find(({ to }) => to === path)?.from ?? path)?.value;
    const change = old === undefined ? null : packChange(old, value);
    return change === null ? [] : [{ path, change, lineOf: (field) => locate(field).line }];
  });
  const isMoved = (path: string) => moved.some(({ from, to }) => from === path || to === path);
  const [removed, added] = [lost, found].map((side) => side.map(({ path }) => path).filter((path) => !isMoved(path)));
  return { packs, moved, removed: removed ?? [], added: added ?? [] };
}
