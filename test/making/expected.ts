/** What people read, kept as files in test/expected/: a change of it shows in the diff of a commit. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';

const FOLDER = join(dirname(dirname(fileURLToPath(import.meta.url))), 'expected');

/** Holds a text against its file; with `UPDATE_EXPECTED=1` the file is written instead. */
export function expectFile(name: string, text: string): void {
  const file = join(FOLDER, name);
  if (process.env['UPDATE_EXPECTED'] === '1') {
    mkdirSync(FOLDER, { recursive: true });
    writeFileSync(file, text);
  }
  expect(text, `test/expected/${name} is another text; UPDATE_EXPECTED=1 writes it`).toBe(
    existsSync(file) ? readFileSync(file, 'utf8') : '',
  );
}
