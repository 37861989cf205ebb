/** A workspace in an empty folder of the system's own, for what has to be made and checked before anybody sees it. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Workspace } from '../../ports/workspace.ts';
import { nodeWorkspace } from './workspace.ts';

/** Gives the folder to `work` and removes it afterwards, whatever came of it. */
export async function inScratch<Result>(work: (scratch: Workspace) => Promise<Result>): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), 'autotune-'));
  try {
    return await work(nodeWorkspace(folder));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
