/** Gives a run of the tests a folder for everything temporary, and takes it away at the end: vitest's global set-up. */
import { accessSync, constants, mkdtempSync, realpathSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Files in memory, where a machine offers them: tests copy thousands of repositories, and a disk takes ten times as long. */
const MEMORY = '/dev/shm';
/** Bytes that have to be free there, and as memory: a run keeps what it makes until its end. */
const ROOM = 6 * 2 ** 30;

let folder = '';

/** Workers, and the processes that tests start with their environment, find it as the place that `tmpdir` names. */
export function setup(): void {
  folder = madeIn(hasRoom(MEMORY) ? MEMORY : realpathSync(tmpdir()));
  process.env['TMPDIR'] = folder;
}

export function teardown(): void {
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
}

const madeIn = (place: string) => mkdtempSync(join(place, 'autotune-tests-'));

/** Whether a place exists, takes all that a run leaves, and lets programs be run from it. */
function hasRoom(place: string): boolean {
  let probe = '';
  try {
    const { bavail, bsize } = statfsSync(place);
    if (Math.min(bavail * bsize, process.availableMemory()) < ROOM) return false;
    probe = madeIn(place);
    writeFileSync(join(probe, 'program'), '', { mode: 0o755 });
    accessSync(join(probe, 'program'), constants.X_OK);
    return true;
  } catch {
    return false;
  } finally {
    if (probe !== '') rmSync(probe, { recursive: true });
  }
}
