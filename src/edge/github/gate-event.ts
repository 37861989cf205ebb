/**
 * The event that asks for a judgement, as GitHub sends it: a pull request or a group of a merge queue. Branch names and
 * commits in it are people's, so each has to be of a form that git can take for nothing else.
 */
import { z } from 'zod';
import { AutotuneError } from '../../kit/errors.ts';
import type { MergeTarget } from '../../ports/judging.ts';
import type { Environment } from '../git/git.ts';
import { readEventFile } from './event-file.ts';

const Sha = z.string().regex(/^[0-9a-f]{40,64}$/);
const Branch = z
  .string()
  .max(300)
  // biome-ignore lint/suspicious/noControlCharactersInRegex: git refuses them in names, and so does this.
  .regex(/^(?!-)(?!.*(?:\.\.|@\{|\/\/))[^\x00-\x20\x7f~^:?*[\\]+$/);
const Repo = z.object({ id: z.int() });
const Home = Repo.extend({ default_branch: Branch });

const PullRequestEvent = z.object({
  pull_request: z.object({
    number: z.int().positive(),
    head: z.object({ sha: Sha, ref: Branch, repo: Repo.nullish() }),
    base: z.object({ ref: Branch }),
  }),
  repository: Home,
});
const MergeGroupEvent = z.object({
  merge_group: z.object({ head_sha: Sha, head_ref: Branch, base_sha: Sha, base_ref: Branch }),
  repository: Home,
});

export type GateEvent = {
  readonly number: number | null;
  readonly head: string;
  /** What to fetch for the head, and for the base. */
  readonly headRef: string;
  readonly baseRef: string | null;
  /** The commit to judge by where the event names it; else the one that the base branch is at. */
  readonly base: string | null;
  readonly target: MergeTarget;
  readonly branch: string | null;
  readonly mayShow: boolean;
};

/** GitHub gives jobs for its changes a token that only reads, as for forks. */
const READ_ONLY_ACTOR = 'dependabot[bot]';

/** Throws `EVENT_UNSUPPORTED` where the file of the event tells of neither. */
export async function readGateEvent(environment: Environment): Promise<GateEvent> {
  const file = await readEventFile(environment);
  if ('unread' in file) throw unsupported(file.unread);
  const { payload } = file;
  const group = MergeGroupEvent.safeParse(payload);
  if (group.success) {
    const { head_sha: head, head_ref: headRef, base_sha: base, base_ref } = group.data.merge_group;
    const target = targetOf(base_ref.replace(/^refs\/heads\//, ''), group.data.repository);
    return { number: null, head, headRef, baseRef: null, base, target, branch: null, mayShow: true };
  }
  const asked = PullRequestEvent.safeParse(payload);
  if (!asked.success) throw unsupported('the file of the event tells of neither');
  const { number, head, base } = asked.data.pull_request;
  const isFork = head.repo?.id !== asked.data.repository.id;
  return {
    number,
    head: head.sha,
    headRef: `refs/pull/${number}/head`,
    baseRef: `refs/heads/${base.ref}`,
    base: null,
    target: targetOf(base.ref, asked.data.repository),
    // No branch of this repository has a colon in its name.
    branch: isFork ? `fork:${head.ref}` : head.ref,
    mayShow: !isFork && environment['GITHUB_ACTOR'] !== READ_ONLY_ACTOR,
  };
}

function targetOf(branch: string, { default_branch }: z.infer<typeof Home>): MergeTarget {
  return { branch, defaultBranch: default_branch };
}

function unsupported(why: string): AutotuneError {
  return new AutotuneError('EVENT_UNSUPPORTED', `a judgement comes with a pull request or a merge group, and ${why}`);
}
