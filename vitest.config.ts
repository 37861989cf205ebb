import { readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { SlowFirst } from './test/slow-first.ts';

const GITHUB_LANGUAGE = /@actions\/(workflow-parser|languageservice|expressions)/;

/** Their source maps point to sources that they do not ship, which would be said of every file. */
const withoutMaps = {
  name: 'without-maps',
  async load(id: string) {
    const [file = ''] = id.split('?');
    if (!GITHUB_LANGUAGE.test(file) || !file.endsWith('.js')) return null;
    return (await readFile(file, 'utf8')).replaceAll(/^\/\/# sourceMappingURL=.*$/gm, '');
  },
};

/**
 * What tests keep is in folders of their own, so one worker serves many of their files: what they import, and the
 * processes that stay, are there already. Decisions are apart, for they need nothing of what the others load.
 */
const PURE = ['test/core/**/*.test.ts', 'test/kit/**/*.test.ts', 'test/schema/**/*.test.ts'];
/** One that puts a module in the place of another needs a worker that has not read it yet. */
const REPLACING = ['test/loop/self-test-stops.test.ts'];
const PATIENCE = { testTimeout: 60_000, hookTimeout: 60_000 };

export default defineConfig({
  test: {
    globalSetup: ['test/making/temporary-folder.ts', 'test/world/contract/share.ts'],
    sequence: { sequencer: SlowFirst },
    // Most of the time goes by in processes that the tests start: one worker more than there are cores keeps all busy.
    maxWorkers: availableParallelism() + 1,
    projects: [
      { test: { ...PATIENCE, name: 'pure', include: PURE, isolate: false } },
      { test: { ...PATIENCE, name: 'replacing', include: REPLACING } },
      {
        plugins: [withoutMaps],
        test: {
          ...PATIENCE,
          name: 'whole',
          isolate: false,
          include: ['test/**/*.test.ts'],
          exclude: [...PURE, ...REPLACING],
          // They name their own files without an ending, which Node itself does not follow.
          server: { deps: { inline: [GITHUB_LANGUAGE] } },
        },
      },
    ],
  },
});
