/**
 * Commits onto a branch: `git fast-import` writes the objects, one compare-and-swap publishes them; no working
 * tree, no index, no HEAD. fast-import's own ref update is not used, because it brings back what others took away: it
 * restores a branch that was deleted meanwhile, and runs over one that was set back to an ancestor.
 */
import { AutotuneError } from '../../kit/errors.ts';
import { excerpt } from '../../kit/problem.ts';
import type { Parts } from '../../ports/ledger.ts';
import { gitFailure, IDENTITY, type Repository } from './git.ts';
import { isTreePath, readFolder } from './objects.ts';
import { assertNotCheckedOut, type Branch, swapBranch } from './refs.ts';
import { lines } from './session.ts';

export type CommitPlan = {
  /** The first parent's tree is what the files are laid over; without a parent the tree starts empty. */
  readonly parents: readonly string[];
  /** Path to whole new text. */
  readonly files: ReadonlyMap<string, string | Parts>;
  /** Modes of files that are not plain ones (`100644`). */
  readonly modes?: ReadonlyMap<string, string>;
  readonly message: string;
  /** Author and committer date: equal plans have equal commit ids. */
  readonly at: string;
};

const STREAM_REF = 'refs/autotune-unborn';
const IMPORT = ['fast-import', '--quiet', '--done'];

/**
 * Commits onto a branch by compare-and-swap with what was found of it (null: nothing). Answers `moved`, with nothing
 * changed that anybody can see, when the branch is not there any more. Throws `GIT_FAILED` where it is checked out.
 */
export async function commitOnBranch(
  repository: Repository,
  branch: string,
  found: Branch | null,
  plan: CommitPlan,
): Promise<{ commit: string } | 'moved'> {
  const [commit] = await Promise.all([writeCommit(repository, plan), assertNotCheckedOut(repository, branch)]);
  return (await swapBranch(repository, branch, found, commit)) === 'done' ? { commit } : 'moved';
}

/** Writes the commit and answers its id. */
async function writeCommit(repository: Repository, plan: CommitPlan): Promise<string> {
  for (const path of plan.files.keys()) {
    if (!isTreePath(path)) throw new AutotuneError('INTERNAL', `${excerpt(path, 200)} is not a path of a repository`);
  }
  const seconds = Math.floor(Date.parse(plan.at) / 1000);
  if (Number.isNaN(seconds)) throw new AutotuneError('INTERNAL', `${excerpt(plan.at)} is not an instant`);
  const answer = await repository.stay(IMPORT, { farewell: 'done\n' }).ask(stream(plan, seconds), lines(2));
  const [, id] = /^([0-9a-f]{40,64})\nprogress written\n$/.exec(answer.toString('utf8')) ?? [];
  if (id === undefined) throw gitFailure(IMPORT, 'no commit was named');
  return id;
}

function* stream(plan: CommitPlan, seconds: number): Generator<string> {
  const [first, ...others] = plan.parents;
  const files = [...plan.files].map(([path, text], index) => {
    return { path, text, mark: `:${index + 2}`, mode: plan.modes?.get(path) ?? '100644' };
  });
  // Contents come first: a stream that is cut off then never leaves a tree without them.
  for (const { mark, text } of files) {
    yield `blob\nmark ${mark}\n`;
    yield* data(text);
  }
  yield `commit ${STREAM_REF}\nmark :1\n`;
  yield `committer ${IDENTITY.name} <${IDENTITY.email}> ${seconds} +0000\n`;
  yield* data(plan.message.endsWith('\n') ? plan.message : `${plan.message}\n`);
  if (first !== undefined) yield `from ${first}\n`;
  for (const parent of others) yield `merge ${parent}\n`;
  for (const { mode, mark, path } of files) yield `M ${mode} ${mark} ${path}\n`;
  // The stream's ref is forgotten again, so fast-import has none to update.
  yield `\nget-mark :1\nreset ${STREAM_REF}\n\n`;
  // What was written is there for others once git has come to the checkpoint, and then it says so.
  yield 'checkpoint\n\nprogress written\n\n';
}

/** In characters. A text up to this is held between counting and writing; a longer one is made once for each. */
const HELD = 1_000_000;

function* data(text: string | Parts): Generator<string> {
  const held: string[] = [];
  let [bytes, characters] = [0, 0];
  for (const part of typeof text === 'string' ? [text] : text()) {
    bytes += Buffer.byteLength(part);
    characters += part.length;
    if (characters <= HELD) held.push(part);
    else held.length = 0;
  }
  yield `data ${bytes}\n`;
  if (typeof text === 'string') yield text;
  else yield* characters <= HELD ? held : text();
  yield '\n';
}

/** The modes that files have at a commit, so that replacing them keeps the executable bit. Refuses anything else. */
export async function fileModes(
  repository: Repository,
  commit: string,
  paths: Iterable<string>,
): Promise<ReadonlyMap<string, string>> {
  const modes = new Map<string, string>();
  for (const path of paths) {
    if (!isTreePath(path)) continue;
    const slash = path.lastIndexOf('/');
    const folder = await readFolder(repository, commit, path.slice(0, Math.max(0, slash)));
    const mode = folder.get(path.slice(slash + 1))?.mode;
    if (mode === undefined) continue;
    if (!mode.startsWith('100')) {
      throw new AutotuneError('GIT_FAILED', `${excerpt(path, 200)} is not a regular file at ${commit.slice(0, 12)}`);
    }
    modes.set(path, mode);
  }
  return modes;
}
