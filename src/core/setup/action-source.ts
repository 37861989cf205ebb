/**
 * Which program a step of a workflow runs: an action of a repository at some ref, or one that stands in the checkout. It
 * stands apart because two refs of one repository are one program at two times, and two repositories are two programs.
 */
import type { GateSource } from '../../kit/gate-job.ts';

/** An action of this name, in whatever repository it was published, or the checkout itself. */
const AUTOTUNE = /^(?:\.\/?|\$\/|.*\/(?:contextos-)?autotune(?:\/[^@]*)?(?:@.*)?)$/i;
const COMMIT = /@(?:[0-9a-f]{40}|[0-9a-f]{64})$/;

export function isAutotune(uses: unknown): uses is string {
  return typeof uses === 'string' && AUTOTUNE.test(uses);
}

export function actionSource(said: string): GateSource {
  const folder = localFolder(said);
  if (folder !== null) return { said, program: `./${folder}`, isPinned: true };
  return { said, program: (said.split('@')[0] ?? '').toLowerCase(), isPinned: COMMIT.test(said) };
}

/** The folder of the checkout that an action stands in, empty for its root; null where it comes from a repository. */
export function localFolder(uses: unknown): string | null {
  if (typeof uses !== 'string' || !/^\.(?:\/|$)/.test(uses)) return null;
  const parts: string[] = [];
  for (const part of uses.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.' && part !== '') parts.push(part);
  }
  return parts.join('/');
}
