/** Sealed repositories for tests of whole runs: keys from the real verb, and a history that never held plain text. */
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { autotune, CLI, commitAll, copyRepository, environment, git } from './repository.ts';

export const VARIABLE = 'AUTOTUNE_HELDOUT_IDENTITY';

export type Key = { readonly identity: string; readonly recipient: string };

export function makeKey(): Key {
  const args = [CLI, 'goldens', 'keygen', '--json'];
  const { stdout } = spawnSync(process.execPath, args, { encoding: 'utf8', env: environment() });
  return JSON.parse(stdout);
}

/** A copy whose held-out set is sealed and whose history begins after that. */
export function sealedCopy(root: string, ...recipients: readonly string[]): string {
  const copy = copyRepository(root);
  const { status, stderr } = autotune(copy, ['goldens', 'seal', '--to', recipients.join(',')]);
  if (status !== 0) throw new Error(`goldens seal: ${stderr}`);
  rmSync(join(copy, '.git'), { recursive: true });
  git(copy, 'init', '-q', '-b', 'main');
  commitAll(copy, 'import');
  return copy;
}
