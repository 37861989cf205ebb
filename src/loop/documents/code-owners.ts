/** Reads the CODEOWNERS that counts, from wherever files are read: a working tree, or a commit. */
import { CODEOWNERS_PATHS, ownersOf } from '../../core/codeowners/owners.ts';
import { type CodeOwners, parseCodeOwners, writtenOwner } from '../../core/codeowners/parse.ts';
import type { Ownership } from '../../core/setup/check.ts';
import type { Workspace } from '../../ports/workspace.ts';

/** Bytes; more than GitHub reads, so that a file which is too large is said to be. */
const LARGEST_OWNERS_FILE = 16 * 1024 * 1024;

/** Who owns some paths, and the file that says so itself. */
export async function ownershipAt(workspace: Pick<Workspace, 'read'>, paths: readonly string[]): Promise<Ownership> {
  const file = await readOwnersAt(workspace);
  if (file === null) return { path: null, skipped: [], owners: new Map() };
  const named = [...new Set([...paths, file.path])].sort();
  const owners = new Map(named.map((path) => [path, ownersOf(file, path).map(writtenOwner)]));
  return { path: file.path, skipped: file.problems, owners };
}

/** The file that counts where files are read from, or null. */
export function readOwnersAt(workspace: Pick<Workspace, 'read'>): Promise<CodeOwners | null> {
  return readCodeOwners((path) => workspace.read(path, LARGEST_OWNERS_FILE));
}

/** @param read the text of a file, or null where there is none */
export async function readCodeOwners(read: (path: string) => Promise<string | null>): Promise<CodeOwners | null> {
  for (const path of CODEOWNERS_PATHS) {
    const text = await read(path);
    if (text !== null) return parseCodeOwners(path, text);
  }
  return null;
}
