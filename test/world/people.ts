/** What people do to a repository while a bot is not looking: each verb by its real way, unseen by log and faults. */
import type { GitHubEmulator } from './emulator.ts';
import { userToken } from './emulator.ts';
import { ZERO } from './git/objects.ts';
import { identity } from './git/store.ts';
import type { TreeChange } from './git/tree.ts';
import { type Json, numberOf, textOf } from './json.ts';
import { endsOf, freeze, headRefOf, moveRefs, type ReviewVerdict, type WorldState } from './shim/state.ts';

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

export type MergeMethod = 'merge' | 'squash' | 'rebase';

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
    merge: (number, method = 'merge') => mergePull(state, number, { method, login }),
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

async function mergePull(
  state: WorldState,
  number: number,
  { method, login }: { readonly method: MergeMethod; readonly login: string },
): Promise<string> {
  const pull = state.pulls.get(number);
  if (pull === undefined || pull.state === 'closed') throw new Error(`#${number} is not open`);
  const { head, base } = await endsOf(state, pull);
  const tree = await state.store.merge(base, head);
  if (tree === undefined) throw new Error(`#${number} conflicts with its base`);
  const account = state.accounts.get(login.toLowerCase());
  const author = identity(account?.name ?? login, account?.email ?? '', state.now());
  const committer = identity('GitHub', 'noreply@github.com', state.now());
  const title = textOf((await state.emulator.do('GET', `/repos/${state.repository}/pulls/${number}`))['title']);
  const message =
    method === 'merge'
      ? `Merge pull request #${number} from ${pull.headOwner}/${pull.headRef}\n\n${title}`
      : `${title} (#${number})`;
  const parents = method === 'merge' ? [base, head] : [base];
  const merged =
    method === 'rebase'
      ? await rebase(state, head, base)
      : await state.store.writeCommit({ tree, parents, author, committer, message });
  if (method !== 'rebase') state.verified.add(merged);
  freeze(state, pull, { head, base, actor: login });
  pull.mergeCommit = merged;
  await moveRefs(state, [{ ref: `refs/heads/${pull.baseRef}`, before: base, after: merged }], login);
  await state.emulator.do('PUT', `/repos/${state.repository}/pulls/${number}/merge`, { merge_method: 'merge' });
  return merged;
}

/** Replays each commit on the base under its own author; the copies are nobody's signed work. */
async function rebase(state: WorldState, head: string, base: string): Promise<string> {
  let tip = base;
  for (const sha of (await state.store.log(head, { without: base })).toReversed()) {
    const commit = await state.store.commit(sha);
    const changed = await state.store.diff(commit.parents[0] ?? base, sha);
    const entries = await Promise.all(
      changed.map((file) => changeOf(state, sha, file.path, file.status === 'removed')),
    );
    const tree = await state.store.writeTree(tip, entries);
    const { author, message } = commit;
    tip = await state.store.writeCommit({
      tree,
      parents: [tip],
      author,
      committer: identity('GitHub', 'noreply@github.com', state.now()),
      message,
    });
  }
  return tip;
}

async function changeOf(state: WorldState, sha: string, path: string, removed: boolean): Promise<TreeChange> {
  const entry = removed ? undefined : await state.store.entry(sha, path);
  return entry === undefined ? { path, sha: null } : { path, sha: entry.sha, mode: entry.mode };
}
