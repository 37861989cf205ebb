/** Reads the flags that serving reads as they are after the merge, beside what the merged release records give. */
import { checkServedFlags, type JudgedFlags } from '../../core/gate/checks/flags.ts';
import { folderOf } from '../../core/repository/layout.ts';
import type { Repository } from '../../core/repository/repository.ts';
import { checkFlags } from '../../core/serving/check-flags.ts';
import { flagsOf, flagsText } from '../../core/serving/flags.ts';
import { standingSwitches } from '../../core/serving/kill-switch.ts';
import type { GateCheck } from '../../schema/gate-report.ts';
import { type PackRecords, packRecords } from '../release/flags.ts';
import type { MergedChange } from './request.ts';

export type ServedFlags = {
  readonly checks: readonly GateCheck[];
  /** Whether every file of flags that changes is, to the byte, what follows from the records and the switches of the base. */
  readonly isFollowing: boolean;
};

/** Files that were at the base as they are, beside records that stay, are none of the change's. @param merged what reads after it */
export function judgeFlags(
  { changes, repository }: Pick<MergedChange, 'changes' | 'repository'>,
  merged: Repository,
): ServedFlags {
  const touched = changes.filter(({ part }) => part === 'flags' || part === 'release');
  const packs = packRecords(merged);
  const flags = packs.flatMap((pack) => {
    const judged = heldTo(pack, repository);
    const isTouched = touched.some(({ path }) => folderOf(path) === folderOf(pack.path));
    return judged === null || !(isTouched || judged.found.some(isNew(pack, repository))) ? [] : [judged];
  });
  const known = new Set(packs.map(({ path }) => path));
  const orphans = merged.flags
    .filter(({ path }) => !known.has(path) && touched.some((change) => change.path === path))
    .map(({ path }): JudgedFlags => ({ path, state: 'orphan', found: [], lifted: [] }));
  const isFollowing = touched
    .filter(({ part }) => part === 'flags')
    .every(({ path }) => packs.some((pack) => pack.path === path && isWritten(pack, repository)));
  return { checks: checkServedFlags({ flags: [...flags, ...orphans] }), isFollowing };
}

function baseFlags({ path }: PackRecords, { flags }: Repository): Repository['flags'][number] | null {
  return flags.find((found) => found.path === path) ?? null;
}

/** Null where there are no flags on either side. */
function heldTo(pack: PackRecords, base: Repository): JudgedFlags | null {
  const { path, standing, records } = pack;
  const before = baseFlags(pack, base);
  if (standing === null) return before === null ? null : { path, state: 'gone', found: [], lifted: [] };
  const thrown = standingSwitches(standing.value, records);
  const lifted = [...standingSwitches(before?.value ?? null, records)].filter((intent) => !thrown.has(intent));
  const found = checkFlags(pack.pack, standing.value, records).map(({ path: field, kind, message }) => {
    return { kind, message, line: standing.locate(field).line };
  });
  return { path, state: 'held', found, lifted };
}

/** Whether something is wrong that was not so at the base. */
function isNew(pack: PackRecords, base: Repository): (found: JudgedFlags['found'][number]) => boolean {
  const before = packRecords(base).find(({ path }) => path === pack.path);
  const told = before?.standing ? checkFlags(before.pack, before.standing.value, before.records) : [];
  return ({ kind, message }) => kind === 'stale' && !told.some((one) => one.message === message);
}

function isWritten(pack: PackRecords, base: Repository): boolean {
  const switches = standingSwitches(baseFlags(pack, base)?.value ?? null, pack.records);
  return pack.standing?.text === flagsText(flagsOf(pack.pack, pack.records, switches));
}
