/** Holds the sources to ARCHITECTURE.md: its import table, its nevers, its rooms, and the sentence each file opens with. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import type { HeldoutSet, SearchSet } from '../src/schema/goldens-manifest.ts';
import { headerViolations, NEVERS } from './architecture/nevers.ts';
import { importTableRows, neversBelow, tableBelow } from './architecture/page.ts';
import { LOOP_FLOORS, roomOf, tableViolations } from './architecture/rooms.ts';
import { readSources, type Source, sourceOf, type Violation } from './architecture/source.ts';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const page = readFileSync(join(ROOT, 'ARCHITECTURE.md'), 'utf8');
const sources = readSources(ROOT, 'src');

const places = (violations: readonly Violation[]): string[] =>
  violations.map(({ file, line, message }) => `${file}:${line} ${message}`);

describe('the house', () => {
  test('imports only what the table allows', () => {
    expect(places(tableViolations(sources))).toEqual([]);
  });

  test('imports only files that exist', () => {
    const missing = sources.flatMap(({ path, imports }) =>
      imports.flatMap(({ target, line }) =>
        target === null || existsSync(join(ROOT, target)) ? [] : [`${path}:${line} imports ${target}`],
      ),
    );
    expect(missing).toEqual([]);
  });

  test.each(NEVERS)('$id $sentence', ({ check }) => {
    expect(places(check(sources))).toEqual([]);
  });

  test('keeps the held-out set from passing for a search set', () => {
    const heldout: HeldoutSet = { role: 'heldout', name: 'set@1', path: 'test.jsonl', sha256: '' };
    // @ts-expect-error N3 for the compiler: what takes a SearchSet, as generate() does, cannot be given this one.
    const taken: SearchSet = heldout;
    expect(taken.role).toBe('heldout');
  });

  test('opens every file with a sentence', () => {
    expect(places(headerViolations(sources))).toEqual([]);
  });
});

describe('ARCHITECTURE.md', () => {
  test('lists exactly the nevers that are enforced', () => {
    expect(neversBelow(page, 'Nevers')).toEqual(NEVERS.map(({ id, sentence }) => [id, sentence]));
  });

  test('shows exactly the import table that is enforced', () => {
    expect(tableBelow(page, 'Who may import whom')).toEqual(importTableRows());
  });

  test('lists the folders of the loop in the order in which they stand, and no others', () => {
    expect(tableBelow(page, 'Inside the loop').map(([folder]) => folder)).toEqual(LOOP_FLOORS);
    const built = new Set(sources.map(({ path }) => /^src\/loop\/([^/]+)\//.exec(path)?.[1] ?? LOOP_FLOORS[0]));
    expect([...built].toSorted()).toEqual(LOOP_FLOORS.toSorted());
  });

  test('describes every room, and no room that does not exist', () => {
    const described = tableBelow(page, 'Rooms').map(([room]) => room);
    const built = new Set(sources.map(({ path }) => roomOf(path)?.name));
    expect(described.toSorted()).toEqual([...built].toSorted());
  });
});

/** Sources that must not pass: what a careless change would look like. */
const PLANTED: readonly { readonly never: string; readonly what: string; readonly sources: readonly Source[] }[] = [
  planted('N1', 'a Node module', 'src/core/replay/a.ts', "import { readFileSync } from 'node:fs';"),
  planted('N1', 'a GitHub package', 'src/kit/a.ts', "import { getInput } from '@actions/core';"),
  planted('N1', 'the clock', 'src/core/replay/a.ts', 'export const at = Date.now();'),
  planted('N1', 'the clock', 'src/schema/a.ts', 'export const at = new Date();'),
  planted('N1', 'chance', 'src/core/replay/a.ts', 'export const chance = Math.random();'),
  planted('N1', 'the environment', 'src/kit/a.ts', 'export const home = process.env.HOME;'),
  planted('N1', 'a wait', 'src/core/replay/a.ts', 'export async function wait() { await null; }'),
  planted('N2', 'a sibling', 'src/core/replay/a.ts', "import { score } from '../scoring/suite.ts';"),
  planted('N2', 'the type of a sibling', 'src/core/goldens/a.ts', "import type { B } from '../ledger/fold.ts';"),
  planted(
    'N3',
    'the held-out set',
    'src/core/candidates/a.ts',
    'export const a = (heldoutSet: string[]) => heldoutSet;',
  ),
  planted('N3', 'its file', 'src/core/candidates/a.ts', "import type { HeldoutSet } from '../../schema/heldout.ts';"),
  planted('N3', 'its name in a string', 'src/core/candidates/a.ts', "export const set = 'held-out';"),
  planted('N4', 'what a candidate is', 'src/core/scoring/a.ts', "import type { A } from '../../schema/candidate.ts';"),
  planted(
    'N4',
    'a word for it',
    'src/core/scoring/evaluators/a.ts',
    'export const a = (candidate: string) => candidate;',
  ),
  planted('N5', 'a verb that merges', 'src/ports/forge.ts', 'export type Forge = { merge(): Promise<void> };'),
  planted('N5', 'a mutation that merges', 'src/edge/a.ts', "export const query = 'mutation { mergePullRequest }';"),
  planted('N6', 'the edge', 'src/loop/run/run.ts', "import { git } from '../../edge/git.ts';"),
  planted('N6', 'the edge', 'src/cli.ts', "const { git } = await import('./edge/git.ts');"),
  planted('N8', 'any', 'src/edge/a.ts', 'export const a = (b: any) => b;'),
  planted('N8', 'an enum', 'src/schema/a.ts', 'export enum A { B }'),
  planted('N8', 'a default export', 'src/kit/a.ts', 'export default function a() {}'),
  planted('N8', 'a cast', 'src/core/replay/a.ts', 'export const a = JSON.parse("1") as number;'),
  planted('N8', 'a barrel', 'src/kit/all.ts', "export { a } from './a.ts';\nexport { b } from './b.ts';"),
  planted('N8', 'a file named index', 'src/kit/index.ts', 'export const a = 1;'),
  planted('N9', 'a drawer', 'src/kit/string-utils.ts', 'export const a = 1;'),
  planted('N9', 'a drawer', 'src/edge/helpers/a.ts', 'export const a = 1;'),
  planted('N10', 'the toolkit', 'src/edge/a.ts', "import { info } from '@actions/core';"),
  planted('N10', 'the toolkit, loaded late', 'src/action/log.ts', "const { info } = await import('@actions/core');"),
  planted('N11', 'a higher floor', 'src/loop/ledger/a.ts', "import { search } from '../search/search.ts';"),
  planted('N11', 'the type of a higher floor', 'src/loop/gate/a.ts', "import type { A } from '../audit/a.ts';"),
  planted('N11', 'a verb above all', 'src/loop/gate/a.ts', "import { status } from '../status.ts';"),
  {
    never: 'N7',
    what: 'a circle of types',
    sources: [
      sourceOf('src/schema/a.ts', "import type { B } from './b.ts';"),
      sourceOf('src/schema/b.ts', "import type { C } from './c.ts';"),
      sourceOf('src/schema/c.ts', "import type { A } from './a.ts';"),
    ],
  },
];

function planted(never: string, what: string, path: string, text: string) {
  return { never, what, sources: [sourceOf(path, text)] };
}

describe('the checker', () => {
  test.each(PLANTED)('reports $what under $never', ({ never, sources: bad }) => {
    const found = NEVERS.find(({ id }) => id === never)?.check(bad) ?? [];
    expect(found).not.toEqual([]);
    expect(found[0]?.file).toMatch(/^src\//);
  });

  test.each([
    ['src/schema/a.ts', "import type { Forge } from '../ports/forge.ts';"],
    ['src/kit/a.ts', "import type { A } from '../schema/a.ts';"],
    ['src/core/packs/a.ts', "import type { Forge } from '../../ports/forge.ts';"],
    ['src/edge/a.ts', "import { gate } from '../core/guardrails/gate.ts';"],
    ['src/wiring.ts', "import { run } from './loop/run.ts';"],
    ['src/wiring-report.ts', "import { run } from './loop/run.ts';"],
    ['src/cli.ts', "import { readPack } from './core/packs/read.ts';"],
    ['src/cli.ts', "import { inputs } from './action/inputs.ts';"],
    ['src/door/verbs.ts', "import { parse } from '../cli/arguments.ts';"],
    ['src/cli.ts', "import { info } from '@actions/core';"],
    ['src/loop/run/run.ts', "import { parse } from 'yaml';"],
    ['src/loop/run/run.ts', "import { join } from 'node:path';"],
    ['src/loop/run/run.ts', 'export const load = (name: string) => import(name);'],
    ['src/somewhere/a.ts', ''],
    ['src/core/a.ts', ''],
    ['src/core/replay/a.ts', "import { z } from 'zod';"],
  ])('reports what the table does not allow in %s: %s', (path, text) => {
    expect(tableViolations([sourceOf(path, text)])).toHaveLength(1);
  });

  test.each([
    ['src/wiring.ts', "import type { Ports } from './loop/ports.ts';"],
    ['src/core/selection/a.ts', "import { check } from '../guardrails/check.ts';"],
    ['src/core/replay/a.ts', "import { createHash } from 'node:crypto';"],
    ['src/kit/a.ts', "import { parse } from 'yaml/util';"],
    ['src/core/replay/a.ts', "import type { z } from 'zod';"],
    ['src/edge/a.ts', "import { readFile } from 'node:fs/promises';"],
    ['src/cli.ts', "const { run } = await import('./loop/run.ts');"],
    ['src/cli.ts', "import { runText } from './door/text.ts';"],
    ['src/action.ts', "import { info } from '@actions/core';"],
  ])('allows what the table allows in %s: %s', (path, text) => {
    const fine = [sourceOf(path, text)];
    expect(tableViolations(fine)).toEqual([]);
    expect(NEVERS.flatMap(({ check }) => check(fine))).toEqual([]);
  });

  test('does not mistake a date that is given for the clock, nor a key for the global', () => {
    const text = 'export const a = (at: string) => ({ at: new Date(at).getTime(), process: 1 } as const);';
    expect(NEVERS.flatMap(({ check }) => check([sourceOf('src/core/replay/a.ts', text)]))).toEqual([]);
  });

  test.each(['export const a = 1;', '/* a */ export const a = 1;', '/** todo */\nexport const a = 1;'])(
    'reports a file that opens without a sentence: %s',
    (text) => {
      expect(headerViolations([sourceOf('src/kit/a.ts', text)])).toHaveLength(1);
    },
  );
});
