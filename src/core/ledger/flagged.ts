/**
 * Surfaces that keep producing rejections. A search that goes on offering what reviewers refuse costs them more than it
 * brings; whether the surface is to be retired is still theirs to say.
 */
import { digestOf } from '../../kit/canonical.ts';
import type { DeadEnd, LedgerState, Today } from './fold.ts';

/** So many different changes of one surface have to be rejected by people, all on the baseline of now. */
export const FLAGGED_FROM = 3;

export type FlaggedPath = {
  readonly intent: string;
  readonly path: string;
  /** The last proposal of each rejected change. */
  readonly proposals: readonly string[];
};

/** Counts what people rejected by commands, expired ones too, those that were taken back not. */
export function flaggedPaths(
  { deadEnds, lapsed }: Pick<LedgerState, 'deadEnds' | 'lapsed'>,
  { activeTuples }: Pick<Today, 'activeTuples'>,
): readonly FlaggedPath[] {
  const expired = lapsed.filter((end) => end.lapsed === 'expired');
  const byPath = new Map<string, { intent: string; path: string; changes: Map<string, string> }>();
  for (const end of [...expired, ...deadEnds]) {
    const active = activeTuples.get(end.intent);
    if (end.kind !== 'rejection' || end.actor.role === 'bot' || (active !== undefined && active !== end.baseline_tuple))
      continue;
    for (const path of pathsOf(end)) {
      const key = JSON.stringify([end.intent, path]);
      const seen = byPath.get(key) ?? { intent: end.intent, path, changes: new Map() };
      seen.changes.set(digestOf(end.patch ?? end.fingerprint), end.proposal_id);
      byPath.set(key, seen);
    }
  }
  return [...byPath.values()]
    .filter(({ changes }) => changes.size >= FLAGGED_FROM)
    .map(({ intent, path, changes }) => ({ intent, path, proposals: [...changes.values()].sort() }));
}

function pathsOf({ path, patch }: DeadEnd): readonly string[] {
  return patch === undefined ? [path] : Object.keys(patch);
}
