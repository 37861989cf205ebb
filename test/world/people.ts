/** What people do to a repository while a bot is not looking: each verb by its real way, unseen by log and faults. */
import type { GitHubEmulator } from './emulator.ts';
import { userToken } from './emulator.ts';
import { ZERO } from './git/objects.ts';
import { identity } from './git/store.ts';
import type { TreeChange } from './git/tree.ts';
import { type Json, numberOf } from './json.ts';
import { type MergeMethod, mergeGroup } from './merging.ts';
import { endsOf, headRefOf, moveRefs, type ReviewVerdict, type WorldState } from './shim/state.ts';

/** Path to text; null removes the file. */
export type Files = Readonly<Record<string, string | null>>;

export type PushOptions = {
  readonly message?: string;
  /** Where a new branch starts; the default branch if nothing is said. */
  readonly from?: string;
  /** Whether GitHub vouches for the commit's signature. */
  readonly verified?: boolean;
  /** Another author than the person who pushes: anybody can claim to be anybody. */
  readonly author?: { readonly name: string; readonly email: string };
};

export type Person = {
  readonly login: string;
  readonly token: string;
  /** Commits files on a branch, which is made if it does not exist; resolves to the commit. */
  push(branch: string, files: Files, options?: PushOptions): Promise<string>;
  /** Rewrites the last commit of a branch and forces it there. */
  amend(branch: string, files: Files, options?: PushOptions): Promise<string>;
  /** Points a branch elsewhere, forced. */
  reset(branch: string, sha: string): Promise<void>;
  /** Commits files on a branch of the person's own fork. */
  pushToFork(branch: string, files: Files, options?: PushOptions): Promise<string>;
  deleteBranch(branch: string): Promise<void>;
  openPull(pull: {
    readonly head: string;
    readonly base?: string;
    readonly title: string;
    readonly body?: string;
  }): Promise<number>;
  close(number: number): Promise<void>;
  reopen(number: number): Promise<void>;
  /** Merges a pull request as its button would; resolves to the commit the base is at then. */
  merge(number: number, method?: MergeMethod): Promise<string>;
  /** Has a merge queue bring pull requests to the base as one group, in this order; resolves likewise. */
  queue(numbers: readonly number[], method?: MergeMethod): Promise<string>;
  /** Changes title, body or base of a pull request. */
  edit(
    number: number,
    changes: { readonly title?: string; readonly body?: string; readonly base?: string },
  ): Promise<void>;
  /** Reviews a pull request as it is now; resolves to the review. */
  review(number: number, verdict: 'APPROVED' | 'CHANGES_REQUESTED' | 'COMMENTED'): Promise<number>;
  dismiss(number: number, review: number): Promise<void>;
  openIssue(issue: {
    readonly title: string;
    readonly body?: string;
    readonly labels?: readonly string[];
  }): Promise<number>;
  editIssue(
    number: number,
    changes: { readonly title?: string; readonly body?: string; readonly state?: 'open' | 'closed' },
  ): Promise<void>;
  comment(number: number, body: string): Promise<number>;
  editComment(id: number, body: string): Promise<void>;
  deleteComment(id: number): Promise<void>;
  minimizeComment(id: number, reason?: string): Promise<void>;
  label(number: number, ...labels: readonly string[]): Promise<void>;
  unlabel(number: number, label: string): Promise<void>;
  lock(number: number): Promise<void>;
};

/** Asks the shim as a person; throws on any refusal. */
export type AskAs = (token: string, method: string, path: string, body?: Json) => Promise<Json>;

export function personOf(state: WorldState, login: string, ask: AskAs): Person {
  const token = userToken(login);
  const at = (path: string) => `/repos/${state.repository}${path}`;
  const does = (method: string, path: string, body?: Json) => ask(token, method, at(path), body);
  const done = async (method: string, path: string, body?: Json) => void (await does(method, path, body));
  const numbered = async (path: string, body: Json) => numberOf((await does('POST', path, body))['number']);
  return {
    login,
    token,
    ...branchVerbs(state, login),
    deleteBranch: (branch) => done('DELETE', `/git/refs/heads/${branch}`),
    openPull: (pull) => numbered('/pulls', { base: state.defaultBranch, ...pull }),
    close: (number) => done('PATCH', `/pulls/${number}`, { state: 'closed' }),
    reopen: (number) => done('PATCH', `/pulls/${number}`, { state: 'open' }),
    merge: (number, method = 'merge') => mergeGroup(state, [number], { method, login }),
    queue: (numbers, method = 'squash') => mergeGroup(state, numbers, { method, login }),
    edit: (number, changes) => done('PATCH', `/pulls/${number}`, changes),
    review: (number, verdict) => review(state, number, { login, verdict }),
    dismiss: async (number, id) => {
      const given = state.reviews.get(number) ?? [];
      state.reviews.set(
        number,
        given.map((one) => (one.id === id ? { ...one, verdict: 'DISMISSED' } : one)),
      );
    },
    openIssue: (issue) => numbered('/issues', issue),
    editIssue: (number, changes) => done('PATCH', `/issues/${number}`, changes),
    comment: async (number, body) => numberOf((await does('POST', `/issues/${number}/comments`, { body }))['id']),
    editComment: (id, body) => done('PATCH', `/issues/comments/${id}`, { body }),
    deleteComment: (id) => done('DELETE', `/issues/comments/${id}`),
    minimizeComment: async (id, reason = 'outdated') => void state.minimized.set(id, reason),
    label: (number, ...labels) => done('POST', `/issues/${number}/labels`, { labels }),
    unlabel: (number, label) => done('DELETE', `/issues/${number}/labels/${encodeURIComponent(label)}`),
    lock: (number) => lock(state.emulator, at(`/issues/${number}/lock`)),
  };
}

async function review(
  state: WorldState,
  number: number,
  { login, verdict }: { readonly login: string; readonly verdict: ReviewVerdict },
): Promise<number> {
  const [pull, account] = [state.pulls.get(number), state.accounts.get(login.toLowerCase())];
  if (pull === undefined || account === undefined) throw new Error(`#${number} cannot be reviewed by ${login}`);
  const { head: commit } = await endsOf(state, pull);
  const given = { id: state.nextId++, account, verdict, commit, at: state.now() };
  state.reviews.set(number, [...(state.reviews.get(number) ?? []), given]);
  return given.id;
}

const lock = async (emulator: GitHubEmulator, path: string) => void (await emulator.do('PUT', path, {}));

function branchVerbs(state: WorldState, login: string) {
  const put = async (ref: string, sha: string) => {
    const before = (await state.store.refs()).get(ref) ?? ZERO;
    if (!(await moveRefs(state, [{ ref, before, after: sha }], login))) throw new Error(`${ref} moved meanwhile`);
    return sha;
  };
  const onto = async (ref: string, files: Files, options: PushOptions) => {
    const start =
      (await state.store.refs()).get(ref) ?? (await state.store.commitAt(options.from ?? state.defaultBranch));
    return put(ref, await commitFiles(state, login, { files, options, parents: start === undefined ? [] : [start] }));
  };
  return {
    push: (branch: string, files: Files, options: PushOptions = {}) => onto(`refs/heads/${branch}`, files, options),
    pushToFork: (branch: string, files: Files, options: PushOptions = {}) =>
      onto(headRefOf(state, { headOwner: login, headRef: branch }), files, options),
    amend: async (branch: string, files: Files, options: PushOptions = {}) => {
      const ref = `refs/heads/${branch}`;
      const last = await state.store.commit((await state.store.refs()).get(ref) ?? ZERO);
      const message = options.message ?? last.message;
      const rewritten = { files, options: { ...options, message }, parents: last.parents, tree: last.tree };
      return put(ref, await commitFiles(state, login, rewritten));
    },
    reset: async (branch: string, sha: string) => void (await put(`refs/heads/${branch}`, sha)),
  };
}

type Committing = {
  readonly files: Files;
  readonly options: PushOptions;
  readonly parents: readonly string[];
  readonly tree?: string;
};

async function commitFiles(
  state: WorldState,
  login: string,
  { files, options, parents, tree }: Committing,
): Promise<string> {
  const changes: TreeChange[] = await Promise.all(
    Object.entries(files).map(async ([path, text]) => ({
      path,
      sha: text === null ? null : await state.store.writeBlob(Buffer.from(text)),
    })),
  );
  const known = state.accounts.get(login.toLowerCase());
  const { name, email } = options.author ?? known ?? { name: login, email: `${login}@users.example` };
  const who = identity(name, email, state.now());
  const written = await state.store.writeTree(tree ?? parents[0], changes);
  const message = `${(options.message ?? 'Change by hand').replace(/\n$/, '')}\n`;
  const sha = await state.store.writeCommit({ tree: written, parents, author: who, committer: who, message });
  if (options.verified === true) state.verified.add(sha);
  return sha;
}
