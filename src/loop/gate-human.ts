/** Judges what a person changed: every intent that would run under something else is replayed on the base's search set. */

import { checkMergedDocuments } from '../core/gate/checks/documents.ts';
import { checkReplayed } from '../core/gate/checks/guardrails.ts';
import { checkJudges } from '../core/gate/checks/judges.ts';
import { type ChangedPack, checkPackChanges, type PackChangeFacts } from '../core/gate/checks/pack-changes.ts';
import { packChange } from '../core/gate/pack-change.ts';
import { checkBeforeRun } from '../core/repository/check-repository.ts';
import type { Repository } from '../core/repository/repository.ts';
import { approvalOf } from './gate-approval.ts';
import { judgeGoldens } from './gate-goldens.ts';
import { judgeRecords } from './gate-records.ts';
import type { GateWorld, Judged, MergedChange } from './gate-request.ts';
import { loadRepository } from './load-repository.ts';
import { replayChanged } from './replay-changed.ts';

export async function judgeHuman(world: GateWorld, change: MergedChange): Promise<Judged> {
  const { repository: merged, problems } = await loadRepository(change.merged, checkBeforeRun);
  const errors = problems.filter(({ severity }) => severity === 'error');
  const changed = packsChanged(change.repository, merged);
  const { replayed, scorecards } = await replayChanged(world, change, { merged, packs: changed.packs });
  const patches = changed.packs.flatMap(({ path: pack, change: { patch } }) => {
    return Object.keys(patch).length === 0 ? [] : [{ pack, patch }];
  });
  const { notes, roles } = await approvalOf(world, change, patches);
  const records = await judgeRecords(world, change, merged);
  const goldens = await judgeGoldens(world, change, merged);
  const kind = records.kind ?? goldens.kind;
  const checks = [
    ...checkMergedDocuments({ problems: errors }),
    ...checkReplayed({ replayed }),
    ...records.checks,
    ...goldens.checks,
    ...checkPackChanges(changed),
    ...checkJudges(change),
    ...notes,
  ];
  const undeclared = changed.packs.flatMap(({ path: pack, change: made }) => {
    return made.undeclared.map(({ path, change: said }) => ({ pack, path, change: said }));
  });
  const fine =
    replayed.length === 0
      ? 'no intent runs under anything else, and every document can be read'
      : 'every intent that runs under something else keeps its guardrails on the search set';
  return {
    ...(kind === null ? {} : { kind }),
    checks,
    fine,
    roles: [...roles],
    ...(patches.length === 0 ? {} : { patches }),
    ...(undeclared.length === 0 ? {} : { undeclared }),
    ...(Object.keys(scorecards).length === 0 ? {} : { scorecard_delta: { ...scorecards } }),
  };
}

/** Packs by where they stand; intents that come and go with their pack are not told twice. */
function packsChanged(base: Repository, merged: Repository): PackChangeFacts {
  const before = new Map(base.packs.map((pack) => [pack.path, pack]));
  const after = new Map(merged.packs.map((pack) => [pack.path, pack]));
  const packs: ChangedPack[] = [];
  const added = [...after.keys()].filter((path) => !before.has(path));
  const removed = [...before.keys()].filter((path) => !after.has(path));
  for (const [path, { value, locate }] of after) {
    const old = before.get(path)?.value;
    const change = old === undefined ? null : packChange(old, value);
    if (old === undefined || change === null) continue;
    packs.push({ path, change, lineOf: (field) => locate(field).line });
    const [was, is] = [old, value].map(({ intents }) => intents.map(({ id }) => id));
    added.push(...(is ?? []).filter((id) => !was?.includes(id)));
    removed.push(...(was ?? []).filter((id) => !is?.includes(id)));
  }
  return { packs, added, removed };
}
