/** Gives a run of the tests a folder for everything temporary, and takes it away at the end: vitest's global set-up. */
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

let folder = '';

/** Workers, and the processes that tests start with their environment, find it as the place that `tmpdir` names. */
export function setup(): void {
  folder = mkdtempSync(join(realpathSync(tmpdir()), 'autotune-tests-'));
  process.env['TMPDIR'] = folder;
}

export function teardown(): void {
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
}
