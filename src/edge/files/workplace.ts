/** Where a step of a workflow works: an input may be made of what an event says, so it leads nowhere but below the runner's workspace. */
import { realpath } from 'node:fs/promises';
import { dirname, isAbsolute, relative, resolve, sep } from 'node:path';
import { AutotuneError } from '../../kit/errors.ts';
import { excerpt } from '../../kit/problem.ts';

export type Workplace = {
  /** The absolute path, without symbolic links; of a directory that is not there, the path that it would have. */
  readonly directory: string;
  /** For git, which looks for a repository there and above: where it has to stop. */
  readonly ceiling: string;
};

/**
 * @param workspace what the runner calls so; without it, where the process is
 * @param named absolute, or relative to the workspace. Throws `INPUT_INVALID` where it leads outside of it.
 */
export async function workplace(workspace: string | undefined, named: string): Promise<Workplace> {
  const root = await realpath(workspace || process.cwd());
  const asked = resolve(root, named);
  const directory = await realpath(asked).catch(() => asked);
  if (isBelow(root, directory)) return { directory, ceiling: dirname(root) };
  const said = JSON.stringify(excerpt(named));
  throw new AutotuneError('INPUT_INVALID', `working-directory is ${said}: a directory below the workspace`);
}

function isBelow(root: string, directory: string): boolean {
  const way = relative(root, directory);
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}
