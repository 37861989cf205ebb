/** What brought a file to the base: the pull request that was merged with it, whoever opened that, or a commit that was pushed. */
import type { Brought } from '../../ports/forge.ts';
import { CommitNames, Pull } from './answers.ts';
import type { GitHub } from './client.ts';

/** @param base a commit of the base */
export async function broughtBy(github: GitHub, path: string, base: string): Promise<Brought | null> {
  const [newest] = (await github.read('commits', { path, sha: base, per_page: 1 }, CommitNames)) ?? [];
  if (newest === undefined) return null;
  for await (const { number, head, merged_at } of github.list('commits/{sha}/pulls', { sha: newest.sha }, Pull)) {
    if (merged_at) return { head: head.sha, closedAt: merged_at, number };
  }
  return { head: newest.sha, closedAt: null, number: null };
}
