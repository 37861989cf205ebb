/** Reads the CODEOWNERS that counts, from wherever files are read: a working tree, or a commit. */
import { CODEOWNERS_PATHS } from '../core/codeowners/owners.ts';
import { type CodeOwners, parseCodeOwners } from '../core/codeowners/parse.ts';

/** @param read the text of a file, or null where there is none */
export async function readCodeOwners(read: (path: string) => Promise<string | null>): Promise<CodeOwners | null> {
  for (const path of CODEOWNERS_PATHS) {
    const text = await read(path);
    if (text !== null) return parseCodeOwners(path, text);
  }
  return null;
}
