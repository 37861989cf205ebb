/** Where a run leaves its documents for later steps: a folder of its own, so that two steps of a job cannot mix theirs. */
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Writes the document below the runner's temporary folder, or the system's, and answers its path. */
export async function writeReportFile(folder: string | undefined, document: unknown): Promise<string> {
  const path = await placeFor(folder, 'report.json');
  await writeFile(path, `${JSON.stringify(document, null, 2)}\n`);
  return path;
}

/** A path in a new folder below the runner's temporary one, or the system's. */
export async function placeFor(folder: string | undefined, name: string): Promise<string> {
  return join(await mkdtemp(join(folder || tmpdir(), 'autotune-')), name);
}
