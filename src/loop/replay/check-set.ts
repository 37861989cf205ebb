/**
 * Everything that is asked of the cases of a set by themselves: by a check of the repository, and by stamping before it
 * pins them, so that nothing is pinned that the check then refuses.
 */
import { openRecordedNames, openToolNames } from '../../core/goldens/case-references.ts';
import type { Repository } from '../../core/repository/repository.ts';
import type { Workspace } from '../../ports/workspace.ts';
import type { GoldenCase } from '../../schema/golden-case.ts';
import type { WrittenManifest } from '../../schema/goldens-manifest.ts';
import { activeTuple } from '../../schema/release-record.ts';
import type { ToolManifest } from '../../schema/tool-manifest.ts';
import { openAuditProblems, unstampable } from './audit-cases.ts';
import type { Recorded } from './recorded.ts';
import { type SetCheck, type VerifiedSet, verifySet } from './verify-set.ts';

export type CheckedSet = Pick<SetCheck, 'role' | 'path' | 'isStampNeeded'> & {
  readonly manifest: WrittenManifest;
  /** What the cases were recorded under; null where that is not here, and they are not replayed. */
  readonly recorded: Recorded | null;
};

/** Reads a set of an intent to its end. Where no stamp is needed, neither stamps nor pins are held against what is there. */
export async function checkSet(
  workspace: Workspace,
  repository: Repository,
  { manifest, recorded, ...check }: CheckedSet,
): Promise<VerifiedSet> {
  const { intent, tuples } = manifest;
  const intents = repository.packs.flatMap(({ value }) => value.intents);
  const riskClass = intents.find(({ id }) => id === intent)?.risk_class;
  const tools = toolsOf(repository, manifest);
  const named = tools === null ? null : openToolNames(tools);
  const references = openRecordedNames();
  const replayed = recorded === null ? null : replayedAs(recorded, check.isStampNeeded);
  const visit = (golden: GoldenCase, line: number, file: string) => [
    ...references.add(golden, { file, line }),
    ...(named?.add(golden, { file, line }) ?? []),
    ...(replayed?.visit(golden, line, file) ?? []),
  ];
  const pinned = check.isStampNeeded ? manifest : { intent, tuples };
  const verified = await verifySet(workspace, { ...check, manifest: pinned, riskClass, visit });
  const file = verified.path ?? '';
  return { ...verified, problems: [...verified.problems, ...references.rest(file), ...(replayed?.rest(file) ?? [])] };
}

/** Held against its stamp, or asked whether it could be given one. */
function replayedAs(recorded: Recorded, isStampNeeded: boolean): ReturnType<typeof openAuditProblems> {
  if (isStampNeeded) return openAuditProblems(recorded);
  return { visit: (golden, line, file) => unstampable(recorded, { golden, line, file }), rest: () => [] };
}

/** The tools of the intent's active release; null where they are not here. */
function toolsOf({ releases, tools }: Repository, { intent }: WrittenManifest): ToolManifest | null {
  const release = releases.find(({ value }) => value.release_tuple.intent === intent)?.value;
  if (release === undefined) return null;
  return tools.find(({ value }) => value.id === activeTuple(release).tools)?.value ?? null;
}
