/**
 * A file that has no name: nobody else can open it, and the system takes it back when the process ends, however it
 * ends. What need not outlive a process, and is too much for its memory, is put there.
 */
import { randomUUID } from 'node:crypto';
import { closeSync, constants, openSync, readSync, unlinkSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export type UnnamedFile = {
  /** Writes all of the bytes. Throws what the system says, a full disk for example. */
  write(bytes: Uint8Array, position: number): void;
  /** Fills the bytes from there as far as the file reaches; returns how many. Throws what the system says. */
  read(bytes: Uint8Array, position: number): number;
  close(): void;
};

const ANEW = constants.O_RDWR | constants.O_CREAT | constants.O_EXCL | (constants.O_NOFOLLOW ?? 0);

/** Opens one in a folder, by default the system's for temporary files; null where that cannot be done. */
export function openUnnamedFile(folder: string = tmpdir()): UnnamedFile | null {
  const path = join(folder, `autotune-${randomUUID()}`);
  let file: number;
  try {
    file = openSync(path, ANEW, 0o600);
  } catch {
    return null;
  }
  if (!isUnlinked(path)) {
    // It would be left behind by a process that is killed.
    closeSync(file);
    isUnlinked(path);
    return null;
  }
  return {
    write(bytes, position) {
      for (let done = 0; done < bytes.length; ) {
        done += writeSync(file, bytes, done, bytes.length - done, position + done);
      }
    },
    read(bytes, position) {
      let done = 0;
      for (;;) {
        const more = readSync(file, bytes, done, bytes.length - done, position + done);
        done += more;
        if (more === 0 || done === bytes.length) return done;
      }
    },
    close: () => closeSync(file),
  };
}

function isUnlinked(path: string): boolean {
  try {
    unlinkSync(path);
    return true;
  } catch {
    return false;
  }
}
