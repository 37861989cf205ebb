/** The committed goldens are what the example agent records: same seed, same bytes, but for the stamp. */
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { recordIntent } from '../../examples/support-agent/recording/record-intent.ts';
import { buildWorld, repository } from '../../examples/support-agent/world.ts';

const intents = ['support.triage', 'support.refund'] as const;
const cli = join(repository, 'dist/cli.js');
const isStamped = existsSync(cli);
let copy = '';

beforeAll(() => {
  copy = mkdtempSync(join(tmpdir(), 'recording-'));
  cpSync(join(repository, 'packs'), join(copy, 'packs'), { recursive: true });
  if (existsSync(join(repository, '.github')))
    cpSync(join(repository, '.github'), join(copy, '.github'), { recursive: true });
  const world = buildWorld();
  for (const intent of intents) recordIntent(world, intent, copy);
  if (isStamped) execFileSync(process.execPath, [cli, 'goldens', 'stamp', '--repo', copy], { stdio: 'pipe' });
}, 180_000);

afterAll(() => {
  rmSync(copy, { recursive: true, force: true });
});

/** A case without its stamp. */
function unstamped(line: string): string {
  const { baseline: _, ...rest } = JSON.parse(line) as Record<string, unknown>;
  return JSON.stringify(rest);
}

for (const intent of intents) {
  for (const set of ['search', 'test']) {
    test(`${intent} ${set}: every case is recorded again, in the same order`, () => {
      const linesOf = (root: string): string[] =>
        readFileSync(join(root, 'goldens', intent, `${set}.jsonl`), 'utf8')
          .trimEnd()
          .split('\n')
          .map(unstamped);
      const committed = linesOf(repository);
      const recorded = linesOf(copy);
      expect(recorded.length).toBe(committed.length);
      expect(recorded.filter((line, index) => line !== committed[index])).toEqual([]);
    });

    test.runIf(isStamped)(`${intent} ${set}: the stamped bytes are the committed ones`, () => {
      const bytesOf = (root: string): Buffer => readFileSync(join(root, 'goldens', intent, `${set}.jsonl`));
      expect(bytesOf(copy).equals(bytesOf(repository))).toBe(true);
    });
  }

  test(`${intent}: at least 240 cases are searched on and 160 held out, and no family is in both`, () => {
    const casesOf = (set: string): { family: string }[] =>
      readFileSync(join(repository, 'goldens', intent, `${set}.jsonl`), 'utf8')
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as { family: string });
    const search = casesOf('search');
    const heldout = casesOf('test');
    expect(search.length).toBeGreaterThanOrEqual(240);
    expect(heldout.length).toBeGreaterThanOrEqual(160);
    const families = new Set(search.map(({ family }) => family));
    expect(heldout.filter(({ family }) => families.has(family))).toEqual([]);
  });

  test.runIf(isStamped)(`${intent}: the manifest is the committed one`, () => {
    const manifestOf = (root: string): string => readFileSync(join(root, 'goldens', intent, 'manifest.yaml'), 'utf8');
    expect(manifestOf(copy)).toBe(manifestOf(repository));
  });
}
