/** A search whose numbers do not fit into memory comes to the same bytes as one whose numbers do. */
import { mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { spillingScratch } from '../../src/edge/files/scratch.ts';
import { openUnnamedFile } from '../../src/edge/files/unnamed-file.ts';
import { run } from '../../src/loop/run/run.ts';
import type { Scratch } from '../../src/ports/scratch.ts';
import { wire } from '../../src/wiring.ts';
import { copyRepository, environment, makeRepository, refs } from '../making/repository.ts';

const screen = { isTTY: false, write: () => true };

async function runWith(root: string, scratch: (usual: Scratch) => Scratch) {
  const world = await wire({ repo: root, isDryRun: false, forge: 'local', screen, environment: environment() });
  return run({ ...world, scratch: scratch(world.scratch) }, { isDryRun: false, producer: 'autotune@test' });
}

describe('a search with next to no memory for its numbers', () => {
  it('writes the same commits and the same report, and leaves no file', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'autotune-scratch-'));
    const inMemory = makeRepository({ search: 640, test: 60 });
    const onDisk = copyRepository(inMemory);
    let [written, cleared] = [0, 0];
    const report = await runWith(onDisk, () => {
      const scratch = spillingScratch(0, () => {
        const file = openUnnamedFile(folder);
        if (file === null) return null;
        return {
          ...file,
          write(bytes, position) {
            written += bytes.length;
            file.write(bytes, position);
          },
        };
      });
      return { ...scratch, clear: () => [cleared++, scratch.clear()] };
    });
    expect(written).toBeGreaterThan(500_000);
    expect(cleared).toBeGreaterThan(0);
    expect(readdirSync(folder)).toEqual([]);
    expect(report.operation).toBe('created');
    expect(report).toEqual(await runWith(inMemory, (usual) => usual));
    expect(refs(onDisk)).toBe(refs(inMemory));
  }, 60_000);

  it('stops before it decides where the numbers cannot be had again', async () => {
    const root = makeRepository({ search: 640, test: 60 });
    const before = refs(root);
    const failed = runWith(root, () =>
      spillingScratch(0, () => ({ write: () => undefined, read: () => 0, close: () => undefined })),
    );
    await expect(failed).rejects.toMatchObject({ code: 'SCRATCH_UNREADABLE' });
    expect(refs(root)).not.toContain('autotune/bench');
    expect(before).not.toContain('autotune');
  }, 60_000);
});
