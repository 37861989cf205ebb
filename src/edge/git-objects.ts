/** Reads git objects by name through one `cat-file --batch`, whatever their number. */
import type { Repository } from './git.ts';
import { gitFailure } from './git.ts';

export type GitObject = { readonly id: string; readonly type: string; readonly bytes: Buffer };

const LINE_FEED = 10;
const REFUSED_PART = /^(?:|\.{1,2}|\.git[. ]*|git~\d+)$/i;
const REFUSED_CHARACTER = /[\p{Cc}\\"]/u;

/** Whether a path can stand in a tree and be checked out anywhere: relative, nothing special, no way up or into .git. */
export function isTreePath(path: string): boolean {
  return !REFUSED_CHARACTER.test(path) && !path.split('/').some((part) => REFUSED_PART.test(part));
}

/** The objects of the given names (no line feed in them), in their order; null where a name has none. */
export async function readObjects(
  repository: Repository,
  names: readonly string[],
): Promise<readonly (GitObject | null)[]> {
  const args = ['cat-file', '--batch'];
  const { stdout } = await repository.git(args, { input: names.map((name) => `${name}\n`).join('') });
  let offset = 0;
  const next = (): GitObject | null => {
    const end = stdout.indexOf(LINE_FEED, offset);
    if (end < 0) throw gitFailure(args, 'the answer ended early');
    const header = stdout.toString('utf8', offset, end);
    offset = end + 1;
    const [, id, type, size] = /^([0-9a-f]+) (\w+) (\d+)$/.exec(header) ?? [];
    if (id === undefined || type === undefined) return null;
    const bytes = stdout.subarray(offset, offset + Number(size));
    offset += Number(size) + 1;
    return { id, type, bytes };
  };
  return names.map(next);
}

/** The bytes of one file at a commit, or null where there is none. */
export async function readBlob(repository: Repository, commit: string, path: string): Promise<Buffer | null> {
  if (!isTreePath(path)) return null;
  const [object] = await readObjects(repository, [`${commit}:${path}`]);
  return object?.type === 'blob' ? object.bytes : null;
}
