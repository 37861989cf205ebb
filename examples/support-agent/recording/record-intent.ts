// Runs the agent on every ticket and writes the golden sets of both intents: same seed, same bytes.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import type { Intent } from '../agent/configuration.ts';
import { effectiveFor } from '../agent/pack.ts';
import type { World } from '../agent/run.ts';
import { ratio, setOf } from '../tickets/split.ts';
import { writeTickets } from '../tickets/write-tickets.ts';
import { seed } from '../world.ts';
import { chooseAnchors } from './anchors.ts';
import { sha256 } from './canonical.ts';
import { recordCase } from './record-case.ts';

/** Records one intent into `goldens/<intent>` under a folder and says how many cases each set has. */
export function recordIntent(world: World, intent: Intent, out: string): string {
  const baseline = effectiveFor(world.pack, intent);
  const cases = writeTickets(world.store, intent, seed).map((written) => ({
    written,
    taken: recordCase(world, written, baseline),
  }));
  const sets = {
    search: cases.filter((one) => setOf(one.written.family, seed) === 'search'),
    test: cases.filter((one) => setOf(one.written.family, seed) === 'test'),
  };
  const folder = join(out, 'goldens', intent);
  mkdirSync(folder, { recursive: true });
  const pinned = Object.entries(sets).map(([name, members]) => {
    const anchors = chooseAnchors(world, members, baseline);
    const text = members
      .map(
        ({ taken: { recorded } }) =>
          `${JSON.stringify(anchors.has(recorded.case_id) ? { ...recorded, tags: [...recorded.tags, 'must_not_regress'] } : recorded)}\n`,
      )
      .join('');
    writeFileSync(join(folder, `${name}.jsonl`), text);
    return [name, { cases: members.length, sha256: sha256(text) }] as const;
  });
  const manifest = {
    schema_version: 1,
    intent,
    version: '2026-05-12',
    split: { by: 'family', seed, ratio },
    sets: Object.fromEntries(pinned),
    tuples: { [`release.${intent}@2026-05-09`]: baseline },
    runtime: 'runtime.support@1.0.0',
  };
  const heading = '# Written by examples/support-agent/record.ts, stamped by `autotune goldens stamp`.\n';
  writeFileSync(
    join(folder, 'manifest.yaml'),
    heading + stringify(manifest, { lineWidth: 0, aliasDuplicateObjects: false }),
  );
  return `${intent}: ${pinned.map(([name, set]) => `${name} ${set.cases}`).join(', ')}`;
}
