/** The bundle as it is started: how many of its files a verb opens, and that doing nothing opens none of a verb's. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const DIST = join(dirname(dirname(dirname(fileURLToPath(import.meta.url)))), 'dist');

/** The files that are loaded with some, themselves included. */
function loadedWith(files: readonly string[], seen = new Set<string>()): Set<string> {
  for (const file of files) {
    if (seen.has(file)) continue;
    seen.add(file);
    const text = readFileSync(join(DIST, file), 'utf8');
    const imported = [...text.matchAll(/(?:\bfrom|\bimport)"(\.{1,2}\/[\w./-]+\.js)"/g)];
    loadedWith(
      imported.map(([, path = '']) => normalize(join(dirname(file), path))),
      seen,
    );
  }
  return seen;
}

function chunkOf(name: string): string {
  const found = readdirSync(join(DIST, 'chunks')).filter((file) => new RegExp(`^${name}-[A-Z0-9]{8}\\.js$`).test(file));
  expect(found).toHaveLength(1);
  return `chunks/${found[0]}`;
}

test('a run opens few files: opening many takes longer than reading them', () => {
  const parts = ['verbs', 'wiring', 'run', 'run-text'].map(chunkOf);
  expect(loadedWith(['cli.js', ...parts]).size).toBeLessThan(50);
});

test('starting opens nothing that only a verb needs', () => {
  const textOf = (files: Iterable<string>) =>
    [...files].map((file) => readFileSync(join(DIST, file), 'utf8')).join('\n');
  const ofVerbs = ['fast-import', 'source_priority'];
  const ofRun = textOf(loadedWith(['wiring', 'run'].map(chunkOf)));
  expect(ofVerbs.filter((word) => ofRun.includes(word))).toEqual(ofVerbs);
  for (const door of ['cli.js', 'action.js']) {
    const ofDoor = textOf(loadedWith([door]));
    expect(ofVerbs.filter((word) => ofDoor.includes(word))).toEqual([]);
  }
});
