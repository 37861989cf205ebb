/** The gate on intents and packs that are renamed, moved, taken away or added: none of them slips past the replay. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { CONFIGURATION, byPerson as changedByPerson, gateOf, makeGated, PACK, told } from '../making/gate.ts';
import { autotune, edit, git, write } from '../making/repository.ts';

const RELEASE = 'packs/bench/releases/bench.answer.yaml';
const SETS = ['manifest.yaml', 'search.jsonl', 'test.jsonl'].map((name) => `goldens/bench.answer/${name}`);

let pristine = '';
beforeAll(() => {
  pristine = makeGated();
});

/** A branch on which a person changes the copy; goldens are stamped anew. */
function byPerson(change: (root: string) => void): { root: string; branch: string } {
  const made = changedByPerson(pristine, (root) => {
    change(root);
    expect(autotune(root, ['goldens', 'stamp']).stderr).toBe('');
  });
  expect(git(made.root, 'diff', '--name-only', 'main', 'work')).not.toBe('');
  return made;
}

const other = (text: string) => text.replaceAll('bench.answer', 'bench.reply');

/** Writes every document of the intent again under another name. */
function twin(root: string, change = (text: string) => text): void {
  for (const path of [...SETS, RELEASE])
    write(root, other(path), change(other(readFileSync(join(root, path), 'utf8'))));
}

function rename(root: string, change?: (text: string) => string): void {
  twin(root, change);
  git(root, 'rm', '-rq', 'goldens/bench.answer', RELEASE);
  edit(root, PACK, other);
  edit(root, CONFIGURATION, other);
}

const deepen = (depth: number) => (root: string) =>
  edit(root, PACK, (text) => text.replace('version: 1.0.0', 'version: 1.1.0').replace('top_k: 10', `top_k: ${depth}`));
/** The record names the pack that it is stamped with. */
const released = (root: string, path: string) =>
  edit(root, path, (text) => text.replace('ctxpack.bench@1.0.0', 'ctxpack.bench@1.1.0'));

/** Every change of a pack has a version of its own. */
const raised = (change: (root: string) => void) => (root: string) => {
  change(root);
  edit(root, PACK, (text) => text.replace('version: 1.0.0', 'version: 1.0.1'));
};

it('a change that loses answers fails, though its intent has another name then', async () => {
  const proposed = byPerson((root) => {
    rename(root);
    deepen(2)(root);
    released(root, other(RELEASE));
  });
  const report = await gateOf(proposed);
  expect(told(report, 'fail').join('\n')).toMatch(/guardrails: bench\.answer, now bench\.reply: utility_delta: /);
  expect(report.scorecard_delta?.['bench.answer']?.search.counts.total).toBe(400);
});

it('a name that changes, with the same cases and settings, loses nothing', async () => {
  const report = await gateOf(byPerson(raised(rename)));
  expect(told(report, 'fail')).toEqual([]);
  expect(told(report, 'inconclusive')).toEqual([]);
  expect(told(report, 'pass').join('\n')).toMatch(
    /guardrails: bench\.answer, now bench\.reply: all \d+ guardrails hold/,
  );
});

it('an intent whose cases go with its name is not told to be the same', async () => {
  const report = await gateOf(
    byPerson(raised((root) => rename(root, (text) => text.replaceAll(':"case_', ':"other_')))),
  );
  expect(report.decision).toBe('inconclusive');
  const open = told(report, 'inconclusive').join('\n');
  expect(open).toContain('bench.answer is taken away');
  expect(open).toContain('bench.reply is new beside intents that change');
});

it('a pack that stands elsewhere is replayed by the names of its intents', async () => {
  const move = (root: string) => git(root, 'mv', 'packs/bench', 'packs/desk');
  const same = await gateOf(byPerson(move));
  expect(told(same, 'pass').join('\n')).toContain('every intent of the base keeps the pack settings');
  expect(told(same, 'note').join('\n')).toContain('packs/bench/pack.yaml moves to packs/desk/pack.yaml');
  const worse = await gateOf(
    byPerson((root) => {
      deepen(2)(root);
      released(root, RELEASE);
      git(root, 'add', '-A');
      move(root);
    }),
  );
  expect(told(worse, 'fail').join('\n')).toMatch(/guardrails: bench\.answer: utility_delta: /);
});

it('an intent that is new in a change of its own is told, and beside others it is not judged', async () => {
  const add = (root: string) => {
    twin(root, (text) => text.replaceAll(':"case_', ':"other_'));
    edit(root, PACK, (text) => text.replace(/( {2}- \{ id: bench\.answer.*\n)/, (line) => `${line}${other(line)}`));
  };
  const alone = await gateOf(byPerson(raised(add)));
  expect(alone).toMatchObject({ decision: 'pass', kind: 'human' });
  expect(told(alone, 'note').join('\n')).toContain('bench.reply is new: the base has nothing to compare it with');
  const beside = await gateOf(
    byPerson((root) => {
      add(root);
      deepen(9)(root);
      for (const path of [RELEASE, other(RELEASE)]) released(root, path);
    }),
  );
  expect(told(beside, 'inconclusive').join('\n')).toContain('bench.reply is new beside intents that change');
});
