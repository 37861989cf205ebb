/** What of GitHub's answers is used, each with the form that it must have; whatever else they hold is left away. */
import * as z from 'zod';

const Sha = z.string().regex(/^[0-9a-f]{40,64}$/);
export const Login = z.string().max(200);
export const User = z.object({ id: z.int(), login: Login });

export const Repository = z.object({
  id: z.int(),
  node_id: z.string().min(1),
  default_branch: z.string().min(1),
});
export type Repository = z.infer<typeof Repository>;

export const Ref = z.object({ ref: z.string(), object: z.object({ sha: Sha }) });

const Writing = z.object({
  message: z.string(),
  verification: z.object({ verified: z.boolean() }).nullish(),
});

export const Commit = z.object({
  sha: Sha,
  commit: Writing,
  author: z.object({ id: z.int().optional(), login: Login.optional() }).nullish(),
  committer: z.object({ id: z.int().optional(), login: Login.optional() }).nullish(),
  parents: z.array(z.object({ sha: Sha })),
  files: z.array(z.object({ filename: z.string() })).optional(),
});
export type Commit = z.infer<typeof Commit>;

export const CommitNames = z.array(z.object({ sha: Sha }));

export const Comparison = z.object({
  status: z.string(),
  total_commits: z.int(),
  merge_base_commit: z.object({ sha: Sha }),
  commits: z.array(Commit),
  files: z.array(z.object({ filename: z.string() })).optional(),
});

export const GitCommit = z.object({
  sha: Sha,
  message: z.string(),
  tree: z.object({ sha: Sha }),
  parents: z.array(z.object({ sha: Sha })),
});

export const Created = z.object({ sha: Sha });
export const Anything = z.unknown();

export const Content = z.union([
  z.array(z.unknown()),
  z.object({ type: z.string(), sha: Sha, encoding: z.string().optional(), content: z.string().optional() }),
]);
export const Blob = z.object({ encoding: z.literal('base64'), content: z.string() });

export const Pull = z.object({
  number: z.int(),
  html_url: z.string(),
  state: z.literal(['open', 'closed']),
  title: z.string(),
  body: z.string().nullish(),
  user: User.nullish(),
  labels: z.array(z.object({ name: z.string() })),
  head: z.object({ ref: z.string(), sha: z.string(), repo: z.object({ id: z.int() }).nullish() }),
  base: z.object({ ref: z.string() }),
  created_at: z.string(),
  closed_at: z.string().nullish(),
  merged_at: z.string().nullish(),
});
export type Pull = z.infer<typeof Pull>;

/** An entry of the timeline of a pull request; those of commits name no account. */
export const Happening = z.object({
  event: z.string().optional(),
  actor: User.nullish(),
  label: z.object({ name: z.string() }).nullish(),
});

export const Comment = z.object({
  id: z.int(),
  node_id: z.string(),
  user: User.nullish(),
  body: z.string().nullish(),
  /** Says why where it is minimised, null where it is not; older servers say nothing. */
  minimized: z.unknown().optional(),
});
export type Comment = z.infer<typeof Comment>;

export const SaidComment = z.object({
  user: User.extend({ type: z.string() }).nullish(),
  body: z.string().nullish(),
  created_at: z.string(),
  updated_at: z.string(),
  html_url: z.string().max(2000),
});

/** What GitHub shows of a pull request to whoever asks for its reviews. */
export const ReviewedPull = z.object({
  number: z.int(),
  state: z.literal(['open', 'closed']),
  user: User.nullish(),
  head: z.object({ sha: z.string() }),
});
export const GivenReview = z.object({
  user: User.extend({ type: z.string() }).nullish(),
  state: z.literal(['APPROVED', 'CHANGES_REQUESTED', 'COMMENTED', 'DISMISSED', 'PENDING']),
  commit_id: Sha.nullish(),
});

export const Closed = z.object({ closed_by: User.nullish() });

export const CheckRun = z.object({ id: z.int(), external_id: z.string().nullish(), name: z.string() });
export const CheckRuns = z.object({ check_runs: z.array(CheckRun) });
const EndedCheck = z.object({ name: z.string(), conclusion: z.string().nullish(), completed_at: z.string().nullish() });
export const EndedChecks = z.object({ check_runs: z.array(EndedCheck) });

export const Minimized = z.object({
  nodes: z.array(z.object({ id: z.string(), isMinimized: z.boolean() }).nullable()),
});
export const Viewer = z.object({ viewer: z.object({ login: Login, databaseId: z.int().nullish() }) });
export const CommittedOnBranch = z.object({ createCommitOnBranch: z.object({ commit: z.object({ oid: Sha }) }) });
export const RefsUpdated = z.object({ updateRefs: z.object({ clientMutationId: z.string().nullish() }) });
