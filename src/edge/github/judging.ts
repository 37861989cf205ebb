/**
 * Judging on GitHub: the commits of a change come by git, never by what is checked out, which may be the change itself;
 * checks and comments go by the API.
 */
import { AutotuneError } from '../../kit/errors.ts';
import type { JudgedChange, Judging } from '../../ports/judging.ts';
import type { Environment, Repository } from '../git/git.ts';
import { upsertCheck } from './check.ts';
import { githubClient } from './client.ts';
import { upsertComment } from './comments.ts';
import { type GateEvent, readGateEvent } from './gate-event.ts';
import { fetchedCommit, fetchRefs } from './git-fetch.ts';
import { githubRepository } from './repository.ts';
import { type GitHubSettings, githubSettings } from './settings.ts';
import type { Timing } from './timing.ts';

const HEAD = 'refs/autotune/gate/head';
const BASE = 'refs/autotune/gate/base';

/** Throws `FORGE_SETTINGS` where the environment does not say which repository. */
export function openJudging(checkout: Repository, environment: Environment, timing?: Timing): Judging {
  const settings = githubSettings(environment, timing);
  const github = githubClient(settings);
  const repository = githubRepository(github, true);
  return {
    change: async () => fetchChange(checkout, settings, await readGateEvent(environment)),
    showCheck: (check) => upsertCheck(github, check),
    async comment(text) {
      const { number } = await readGateEvent(environment);
      if (number === null) throw new AutotuneError('EVENT_UNSUPPORTED', 'a merge group has nothing to comment on');
      return upsertComment(repository, { number }, { kind: 'gate', text });
    },
  };
}

async function fetchChange(
  checkout: Repository,
  settings: GitHubSettings,
  { number, head, headRef, baseRef, base, target, branch, mayShow }: GateEvent,
): Promise<JudgedChange> {
  const refspecs = [`+${headRef}:${HEAD}`, ...(baseRef === null ? [] : [`+${baseRef}:${BASE}`])];
  const isThere = await fetchRefs(checkout, settings, refspecs);
  // A later push has a run of its own; this one must not judge what nobody sent it.
  if (!isThere || !(await isAncestor(checkout, head, HEAD))) {
    throw new AutotuneError('HEAD_MOVED', `${head.slice(0, 12)} is not at the head any more`);
  }
  return { number, head, base: base ?? (await fetchedCommit(checkout, BASE)), target, branch, mayShow };
}

async function isAncestor(checkout: Repository, commit: string, ref: string): Promise<boolean> {
  const args = ['merge-base', '--is-ancestor', commit, ref];
  return (await checkout.git(args, { accept: [0, 1, 128] })).code === 0;
}
