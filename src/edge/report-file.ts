/** Where a run leaves its document for later steps: a folder of its own, so that two steps of a job cannot mix theirs. */
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Writes the document below the runner's temporary folder, or the system's, and answers its path. */
export async function writeReportFile(folder: string | undefined, document: unknown): Promise<string> {
  const own = await mkdtemp(join(folder || tmpdir(), 'autotune-'));
  const path = join(own, 'report.json');
  await writeFile(path, `${JSON.stringify(document, null, 2)}\n`);
  return path;
}
