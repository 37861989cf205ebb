/** History and contents: commits, comparisons and files as the real repository has them. */
import type { TreeEntry } from '../git/tree.ts';
import type { Json } from '../json.ts';
import { type Answer, type Asked, inRepository, NOT_FOUND, paged, type Route, refuse } from './router.ts';
import { commitShape, fileShape } from './shapes.ts';
import { headRefOf, type WorldState } from './state.ts';

/** A branch of the world, `owner:branch` of a fork, or an id. */
export async function resolve(state: WorldState, name: string): Promise<string | undefined> {
  const [owner = '', branch] = name.split(':');
  if (branch !== undefined) return state.store.commitAt(headRefOf(state, { headOwner: owner, headRef: branch }));
  return (await state.store.commitAt(`refs/heads/${name}`)) ?? state.store.commitAt(name);
}

export async function commitShapes(state: WorldState, shas: readonly string[]): Promise<readonly Json[]> {
  return Promise.all(shas.map(async (sha) => commitShape(state, await state.store.commit(sha))));
}

async function listCommits(state: WorldState, asked: Asked): Promise<Answer> {
  const start = await resolve(state, asked.query.get('sha') ?? state.defaultBranch);
  if (start === undefined) return NOT_FOUND;
  const path = asked.query.get('path');
  const shas = await state.store.log(start, path === null ? {} : { path });
  const since = asked.query.get('since');
  const all = await commitShapes(state, shas);
  const recent = since === null ? all : all.filter((_, index) => index >= 0 && isSince(all[index], since));
  return paged(state, asked, recent);
}

const isSince = (commit: Json | undefined, since: string): boolean => {
  const text = JSON.stringify(commit?.['commit'] ?? {});
  const date = /"committer":\{[^}]*"date":"([^"]+)"/.exec(text)?.[1] ?? '';
  return new Date(date) >= new Date(since);
};

async function getCommit(state: WorldState, { params }: Asked): Promise<Answer> {
  const sha = await resolve(state, params['ref'] ?? '');
  if (sha === undefined) return refuse(422, `No commit found for SHA: ${params['ref']}`);
  const commit = await state.store.commit(sha);
  const diff = await state.store.diff(commit.parents[0] ?? (await state.store.writeTree(undefined, [])), sha);
  const additions = diff.reduce((sum, file) => sum + file.additions, 0);
  const deletions = diff.reduce((sum, file) => sum + file.deletions, 0);
  const stats = { total: additions + deletions, additions, deletions };
  const files = diff.map((file) => fileShape(state, sha, file));
  return { status: 200, body: { ...commitShape(state, commit), stats, files } };
}

async function compare(state: WorldState, { params }: Asked): Promise<Answer> {
  const [baseName = '', headName = ''] = (params['basehead'] ?? '').split('...');
  const [base, head] = await Promise.all([resolve(state, baseName), resolve(state, headName)]);
  if (base === undefined || head === undefined) return NOT_FOUND;
  const common = await state.store.mergeBase(base, head);
  if (common === undefined) return refuse(404, `No common ancestor between ${baseName} and ${headName}.`);
  const ahead = (await state.store.log(head, { without: base })).toReversed();
  const behind = await state.store.log(base, { without: head });
  const files = await state.store.diff(common, head);
  const html = `${state.serverUrl}/${state.repository}/compare/${params['basehead']}`;
  const [baseCommit, mergeBase] = await commitShapes(state, [base, common]);
  const body = {
    url: `${state.apiUrl}/repos/${state.repository}/compare/${params['basehead']}`,
    html_url: html,
    permalink_url: html,
    diff_url: `${html}.diff`,
    patch_url: `${html}.patch`,
    base_commit: baseCommit,
    merge_base_commit: mergeBase,
    status: statusOf(ahead.length, behind.length),
    ahead_by: ahead.length,
    behind_by: behind.length,
    total_commits: ahead.length,
    commits: await commitShapes(state, ahead.slice(0, 250)),
    files: files.slice(0, 300).map((file) => fileShape(state, head, file)),
  };
  return { status: 200, body };
}

function statusOf(ahead: number, behind: number): string {
  if (ahead > 0) return behind > 0 ? 'diverged' : 'ahead';
  return behind > 0 ? 'behind' : 'identical';
}

function contentShape(state: WorldState, ref: string, entry: TreeEntry): Json {
  const path = entry.path.split('/').map(encodeURIComponent).join('/');
  const base = `${state.apiUrl}/repos/${state.repository}`;
  const url = `${base}/contents/${path}?ref=${ref}`;
  const type = entry.type === 'tree' ? 'dir' : entry.type === 'commit' ? 'submodule' : 'file';
  const git = `${base}/git/${entry.type === 'tree' ? 'trees' : 'blobs'}/${entry.sha}`;
  const html = `${state.serverUrl}/${state.repository}/${entry.type}/${ref}/${path}`;
  return {
    name: entry.path.split('/').at(-1),
    path: entry.path,
    sha: entry.sha,
    size: entry.size ?? 0,
    url,
    html_url: html,
    git_url: git,
    download_url: type === 'file' ? `${state.serverUrl}/${state.repository}/raw/${ref}/${path}` : null,
    type,
    _links: { self: url, git, html },
  };
}

async function getContent(state: WorldState, { params, query, headers }: Asked): Promise<Answer> {
  const ref = query.get('ref') ?? state.defaultBranch;
  const commit = await resolve(state, ref);
  if (commit === undefined) return refuse(404, `No commit found for the ref ${ref}`);
  const path = (params['path'] ?? '').replace(/^\/|\/$/g, '');
  const entry = path === '' ? undefined : await state.store.entry(commit, path);
  if (path === '' || entry?.type === 'tree') return listDirectory(state, { commit, path, ref });
  if (entry === undefined) return NOT_FOUND;
  const bytes = await state.store.content(entry.sha);
  if (headers['accept']?.includes('raw')) return { status: 200, body: bytes.toString() };
  const content = bytes.toString('base64').replace(/.{60}/g, '$&\n');
  return { status: 200, body: { ...contentShape(state, ref, entry), content, encoding: 'base64' } };
}

async function listDirectory(
  state: WorldState,
  { commit, path, ref }: { readonly commit: string; readonly path: string; readonly ref: string },
): Promise<Answer> {
  const entries = (await state.store.tree(path === '' ? commit : `${commit}:${path}`)) ?? [];
  const inside = (entry: TreeEntry) => ({ ...entry, path: path === '' ? entry.path : `${path}/${entry.path}` });
  return { status: 200, body: entries.map((entry) => contentShape(state, ref, inside(entry))) };
}

export const COMMIT_ROUTES: readonly Route[] = [
  inRepository('GET /compare/{basehead*}', ['contents:read'], compare),
  inRepository('GET /commits', ['contents:read'], listCommits),
  inRepository('GET /contents/{path*}', ['contents:read'], getContent),
  inRepository('GET /contents', ['contents:read'], getContent),
  inRepository('GET /commits/{ref*}', ['contents:read'], getCommit),
];
