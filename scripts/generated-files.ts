/**
 * Files that a script owns: written when asked, compared when checking. Builds and documents share it, so that "is it
 * current?" means the same everywhere: every expected file equal to the byte, and nothing else in the owned folders.
 */
import { chmod, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

export type GeneratedFile = { readonly content: string | Uint8Array; readonly executable?: boolean };
/** Path inside the repository, with forward slashes, to what must stand there. */
export type GeneratedFiles = ReadonlyMap<string, GeneratedFile>;
export type Difference = { readonly path: string; readonly kind: 'missing' | 'differs' | 'left over' };

/** What differs on disk from what is expected; `folders` belong to the script alone, so a stranger there is left over. */
export async function differences(
  root: string,
  files: GeneratedFiles,
  folders: readonly string[],
): Promise<readonly Difference[]> {
  const found: Difference[] = [];
  for (const [path, file] of files) {
    const there = await readOrNull(join(root, path));
    if (there === null) found.push({ path, kind: 'missing' });
    else if (!there.equals(Buffer.from(file.content))) found.push({ path, kind: 'differs' });
  }
  for (const folder of folders) {
    for (const path of await filesBelow(root, folder)) {
      if (!files.has(path)) found.push({ path, kind: 'left over' });
    }
  }
  return found.sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** Makes the disk equal to what is expected, and says what had to change. */
export async function writeGenerated(
  root: string,
  files: GeneratedFiles,
  folders: readonly string[],
): Promise<readonly Difference[]> {
  const changes = await differences(root, files, folders);
  for (const { path, kind } of changes) {
    const target = join(root, path);
    const file = files.get(path);
    if (kind === 'left over' || file === undefined) {
      await rm(target);
      continue;
    }
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, file.content);
  }
  for (const [path, file] of files) {
    if (file.executable === true) await chmod(join(root, path), 0o755);
  }
  return changes;
}

/** Ends a script: with `--check` differences are a failure that names them, without it they are what was written. */
export async function finish(
  root: string,
  files: GeneratedFiles,
  folders: readonly string[],
  command: string,
): Promise<void> {
  if (!process.argv.includes('--check')) {
    const changes = await writeGenerated(root, files, folders);
    for (const change of changes) console.log(`${change.kind === 'left over' ? 'removed' : 'wrote'} ${change.path}`);
    console.log(`${files.size} files, ${changes.length} changed`);
    return;
  }
  const stale = await differences(root, files, folders);
  for (const difference of stale) console.error(`${difference.kind}: ${difference.path}`);
  if (stale.length === 0) {
    console.log(`${files.size} files are current`);
    return;
  }
  console.error(`${stale.length} of ${files.size} files are stale; run \`${command}\` and commit the result`);
  process.exitCode = 1;
}

async function readOrNull(path: string): Promise<Buffer | null> {
  try {
    return await readFile(path);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}

async function filesBelow(root: string, folder: string): Promise<readonly string[]> {
  try {
    const entries = await readdir(join(root, folder), { recursive: true, withFileTypes: true });
    return entries
      .filter((entry) => !entry.isDirectory())
      .map((entry) =>
        join(entry.parentPath, entry.name)
          .slice(root.length + 1)
          .replaceAll('\\', '/'),
      );
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}
