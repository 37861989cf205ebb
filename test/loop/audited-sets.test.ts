import { describe, expect, it } from 'vitest';
import { openAuditedSets } from '../../src/loop/replay/audited-sets.ts';
import type { Bench } from '../../src/loop/replay/bench.ts';
import type { Workspace } from '../../src/ports/workspace.ts';
import { golden } from '../making/golden.ts';

/** A workspace with one set of many broken lines, which counts how often and how far the set is read. */
function countingWorkspace() {
  const seen = { reads: 0, lines: 0 };
  const workspace: Pick<Workspace, 'list' | 'lines'> = {
    list: async (folder) => [`${folder}/search.jsonl`],
    lines: () => {
      seen.reads++;
      async function* batches() {
        for (let i = 0; i < 20; i++) {
          await new Promise((resolve) => setImmediate(resolve));
          seen.lines++;
          yield [JSON.stringify(golden({ case_id: `case_${i}`, family: `family_${i}` }))];
        }
      }
      return { [Symbol.asyncIterator]: () => batches(), digest: () => `sha256:${'0'.repeat(64)}` };
    },
  };
  return { seen, sets: openAuditedSets({ workspace: workspace as Workspace }) };
}

function benchOf(intent: string): Bench {
  const pin = { sha256: `sha256:${'1'.repeat(64)}`, cases: 20 };
  const bench = { intent, manifest: { intent, tuples: {}, sets: { search: pin, test: pin } }, recorded: new Map() };
  return bench as unknown as Bench;
}

const target = (intent: string, also_affects: string[] = []) => ({ intent, also_affects }) as never;

describe('the search sets of an invocation', () => {
  it('are read once, however many targets ask', async () => {
    const { seen, sets } = countingWorkspace();
    const asked = [benchOf('a.b'), benchOf('a.b'), benchOf('c.d')].map((bench) => sets.searchSetOf(bench));
    await Promise.allSettled(asked);
    await Promise.allSettled([sets.searchSetOf(benchOf('a.b'))]);
    expect(seen.reads).toBe(2);
  });

  it('tell what is wrong with them to every target that asks, and to nobody before', async () => {
    const { sets } = countingWorkspace();
    void sets.searchSetOf(benchOf('a.b')).catch(() => undefined);
    await new Promise((resolve) => setTimeout(resolve, 20));
    for (let i = 0; i < 2; i++) {
      await expect(sets.searchSetOf(benchOf('a.b'))).rejects.toMatchObject({ code: 'DOCUMENTS_INVALID' });
    }
  });

  it('are kept for the targets to come, also-affected intents included, and forgotten for the others', async () => {
    const { seen, sets } = countingWorkspace();
    await Promise.allSettled([sets.searchSetOf(benchOf('a.b')), sets.searchSetOf(benchOf('c.d'))]);
    sets.keepFor([target('x.y', ['a.b'])]);
    await Promise.allSettled([sets.searchSetOf(benchOf('a.b'))]);
    expect(seen.reads).toBe(2);
    await Promise.allSettled([sets.searchSetOf(benchOf('c.d'))]);
    expect(seen.reads).toBe(3);
  });

  it('are not read to their end once nobody needs them', async () => {
    const { seen, sets } = countingWorkspace();
    const reading = sets.searchSetOf(benchOf('a.b'));
    sets.close();
    await expect(reading).rejects.toThrow('nobody needs');
    expect(seen.lines).toBeLessThan(3);
  });
});
