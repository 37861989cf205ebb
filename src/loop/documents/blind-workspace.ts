/**
 * A checkout without its held-out sets, whether they are there or not: what a search cannot see it cannot have used,
 * and it comes to the same plan wherever it runs.
 */
import { isHeldoutFile } from '../../core/repository/layout.ts';
import { AutotuneError } from '../../kit/errors.ts';
import type { Workspace } from '../../ports/workspace.ts';

/** Reads only, and nothing of a held-out set: its files are not listed, and asking for one throws `HELDOUT_ABSENT`. */
export function blindWorkspace(workspace: Workspace): Workspace {
  const seen = (path: string): string => {
    if (!isHeldoutFile(path)) return path;
    throw new AutotuneError('HELDOUT_ABSENT', `${path} is not read by a search`);
  };
  const never = async () => {
    throw new AutotuneError('INTERNAL', 'a search writes nothing');
  };
  return {
    canUnseal: false,
    list: async (folder) => (await workspace.list(folder)).filter((path) => !isHeldoutFile(path)),
    links: async (folder) => (await workspace.links(folder)).filter(({ path }) => !isHeldoutFile(path)),
    read: async (path, limit) => workspace.read(seen(path), limit),
    lines: (path, damaged) => workspace.lines(seen(path), damaged),
    bytes: (path) => workspace.bytes(seen(path)),
    digest: async (path) => workspace.digest(seen(path)),
    replace: never,
    create: never,
    seal: never,
    remove: never,
  };
}
