/** A search whose replays several machines share: the built bundle comes to the bytes of one machine, or refuses by the name of the shard. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { openSealing } from '../../src/core/shards/sealing.ts';
import { nodeWorkspace } from '../../src/edge/files/workspace.ts';
import { openRecords } from '../../src/loop/replay/shard-records.ts';
import { ShardCase } from '../../src/schema/replay-shard.ts';
import { RunReport } from '../../src/schema/run-report.ts';
import { CANARY, planted } from '../canaries/planting.ts';
import { rejectProposal } from '../making/ledger.ts';
import { autotune, commitAll, copyRepository, edit, git, refs } from '../making/repository.ts';
import { makeSample } from '../making/sample.ts';
import { CONFIGURATION, smallRepository } from '../making/small.ts';

const ROOT = join(mkdtempSync(join(tmpdir(), 'autotune-shards-')));
let pristine = '';
let whole = '';
let shards = '';

beforeAll(() => {
  pristine = smallRepository((golden, i) => (i < 1000 ? golden : planted(golden)));
  whole = autotune(pristine, ['search', '--json']).stdout;
  shards = split(pristine, 3);
}, 60_000);

/** In the first case of shard 2, which is the second of the set, every figure but the one that is looked at in turn. */
function withOtherCosts(line: string): string {
  const read = ShardCase.parse(JSON.parse(line));
  expect(read.cost_cents.length).toBeGreaterThan(2);
  return JSON.stringify({ ...read, cost_cents: read.cost_cents.map((cost, at) => (at === 1 ? cost : cost / 2)) });
}

/** Writes the lines of a shard with a seal of their own. */
function resealed(path: string, lines: readonly string[]): void {
  const sealing = openSealing();
  for (const line of lines) sealing.add(line);
  writeFileSync(path, `${[...lines, sealing.seal()].join('\n')}\n`);
}

/** A new folder with all shards of a search. */
function split(root: string, of: number): string {
  const folder = mkdtempSync(join(ROOT, 'split-'));
  for (let shard = 1; shard <= of; shard++) {
    const ran = autotune(root, ['replay', '--shard', `${shard}/${of}`, '--out', join(folder, `${shard}.jsonl`)]);
    expect(ran).toMatchObject({ status: 0 });
  }
  return folder;
}

/** A copy of the shards in which something was done to the second of three. */
function spoiled(change: (lines: string[]) => string[], { isSealed = true } = {}): string {
  const folder = copyOf(shards);
  const path = join(folder, '2.jsonl');
  const lines = change(readFileSync(path, 'utf8').trimEnd().split('\n').slice(0, -1));
  const last = readFileSync(path, 'utf8').trimEnd().split('\n').at(-1) ?? '';
  if (isSealed) resealed(path, lines);
  else writeFileSync(path, `${[...lines, last].join('\n')}\n`);
  return folder;
}

function copyOf(folder: string): string {
  const copy = mkdtempSync(join(ROOT, 'copy-'));
  for (const name of readdirSync(folder)) writeFileSync(join(copy, name), readFileSync(join(folder, name)));
  return copy;
}

/** The lines with the first one of a case that satisfies changed. */
function inCase(change: (text: string) => string): (lines: string[]) => string[] {
  return (lines) => {
    const at = lines.findIndex((line) => line.startsWith('{"case"') && change(line) !== line);
    expect(at).toBeGreaterThan(0);
    return lines.map((line, i) => (i === at ? change(line) : line));
  };
}

function searchWith(root: string, folder: string) {
  return autotune(root, ['search', '--json', '--shards', folder]);
}

describe('a search over shards', () => {
  it.each([1, 3, 7, 60])('comes to the plan of one machine, byte for byte (%i shards, for 40 cases)', (of) => {
    expect(searchWith(pristine, of === 3 ? shards : split(pristine, of))).toMatchObject({ status: 0, stdout: whole });
  });

  it('leaves the run of one machine: the same report, proposal and ledger, commit by commit', () => {
    const [one, many] = [copyRepository(pristine), copyRepository(pristine)];
    const alone = autotune(one, ['run', '--json']);
    const shared = autotune(many, ['run', '--json', '--shards', shards]);
    expect(shared).toMatchObject({ status: 0, stdout: alone.stdout });
    expect(RunReport.parse(JSON.parse(alone.stdout)).operation).toBe('created');
    expect(refs(many)).toEqual(refs(one));
  });

  it('can be followed by a run with the plan and the shards', () => {
    const root = copyRepository(pristine);
    const path = join(mkdtempSync(join(ROOT, 'plan-')), 'plan.json');
    writeFileSync(path, searchWith(root, shards).stdout);
    const ran = autotune(root, ['run', '--json', '--plan', path, '--shards', shards]);
    expect(RunReport.parse(JSON.parse(ran.stdout))).toMatchObject({ operation: 'created', errors: [] });
  });

  it('takes shards that were made before the run itself wrote down what became of an earlier proposal', () => {
    const root = copyRepository(pristine);
    const { proposals } = RunReport.parse(JSON.parse(autotune(root, ['run', '--json']).stdout));
    git(root, 'branch', '-q', '-D', proposals[0]?.branch ?? '');
    const ran = autotune(root, ['run', '--json', '--shards', split(root, 2)]);
    expect(RunReport.parse(JSON.parse(ran.stdout)).errors).toEqual([]);
    expect(git(root, 'log', '--format=%s', 'autotune/ledger')).toContain('soft_rejection');
  });

  it('finds shards that stand in folders of their own, and passes over what is none', () => {
    const folder = mkdtempSync(join(ROOT, 'artifacts-'));
    for (const name of readdirSync(shards)) {
      mkdirSync(join(folder, `of-${name}`));
      writeFileSync(join(folder, `of-${name}`, 'shard.jsonl'), readFileSync(join(shards, name)));
    }
    writeFileSync(join(folder, 'note.txt'), 'not a shard');
    expect(searchWith(pristine, folder)).toMatchObject({ status: 0, stdout: whole });
  });

  it('replays by itself where it races, whatever the shards have', () => {
    const root = copyRepository(pristine);
    edit(root, CONFIGURATION, (text) => text.replace('strategy: auto', 'strategy: race'));
    commitAll(root, 'race');
    const folder = mkdtempSync(join(ROOT, 'raced-'));
    const replayed = autotune(root, ['replay', '--shard', '1/1', '--out', join(folder, '1.jsonl'), '--json']);
    expect(JSON.parse(replayed.stdout).targets).toMatchObject([{ result: 'raced', cases: 0 }]);
    const { stdout } = autotune(root, ['search', '--json']);
    expect(searchWith(root, folder)).toMatchObject({ status: 0, stdout });
  });
});

describe('a shard', () => {
  it('has its share of the cases, and each case is in one', () => {
    const cases = [1, 2, 3].map((shard) => {
      const lines = readFileSync(join(shards, `${shard}.jsonl`), 'utf8').split('\n');
      return lines.filter((line) => line.startsWith('{"case"')).map((line): string => JSON.parse(line).case);
    });
    expect(cases.map(({ length }) => length)).toEqual([14, 13, 13]);
    expect(new Set(cases.flat()).size).toBe(40);
  });

  it('has nothing of the held-out set in it', () => {
    const text = readdirSync(shards).map((name) => readFileSync(join(shards, name), 'utf8'));
    expect(text.join('')).not.toContain(CANARY);
    expect(git(pristine, 'show', 'main:goldens/bench.answer/test.jsonl')).toContain(CANARY);
  });

  it('goes into a folder that is made for it, again too, and over nothing else', () => {
    const folder = join(mkdtempSync(join(ROOT, 'out-')), 'deep', 'deeper');
    const write = (name: string) => autotune(pristine, ['replay', '--shard', '1/1', '--out', join(folder, name)]);
    expect([write('1.jsonl').status, write('1.jsonl').status]).toEqual([0, 0]);
    writeFileSync(join(folder, 'cases.jsonl'), '{"case_id":"precious"}\n');
    const refused = write('cases.jsonl');
    expect(refused).toMatchObject({ status: 2, stderr: expect.stringContaining('is there and is something else') });
    expect(readFileSync(join(folder, 'cases.jsonl'), 'utf8')).toBe('{"case_id":"precious"}\n');
    const plan = autotune(pristine, ['search', '--out', join(folder, 'cases.jsonl')]);
    expect(plan.status).toBe(2);
  });

  it('leaves nothing in the repository', () => {
    const root = copyRepository(pristine);
    const before = refs(root);
    split(root, 2);
    expect(refs(root)).toEqual(before);
    expect(git(root, 'status', '--porcelain')).toBe('');
  });

  it.each(['0/3', '4/3', '3', '1/257', '-1/3', '1/3x'])('is refused for a share that is none: %s', (share) => {
    const ran = autotune(pristine, ['replay', '--shard', share, '--out', join(ROOT, 'none.jsonl')]);
    expect(ran.status).toBe(2);
    expect(ran.stderr).toContain('USAGE');
  });
});

const foreign = (key: string, value: string) => (lines: string[]) =>
  lines.map((line, i) => (i === 0 ? line.replace(new RegExp(`("${key}":)"[^"]*"`), `$1"${value}"`) : line));

const SECOND = /shard 2 of 3 \(2\.jsonl\)/;

describe('a shard that is amiss is refused by its name', () => {
  const withOut = (name: string) => {
    const folder = copyOf(shards);
    rmSync(join(folder, name));
    return folder;
  };
  const withTwice = () => {
    const folder = copyOf(shards);
    writeFileSync(join(folder, 'again.jsonl'), readFileSync(join(folder, '2.jsonl')));
    return folder;
  };

  it.each<[what: string, made: () => string, code: string, told: RegExp]>([
    ['not there', () => withOut('2.jsonl'), 'SHARDS_INCOMPLETE', /shard 2 of 3 is not there/],
    ['none there', () => mkdtempSync(join(ROOT, 'empty-')), 'SHARDS_INCOMPLETE', /no shard is there/],
    ['no folder', () => join(ROOT, 'nowhere'), 'SHARDS_INCOMPLETE', /nowhere is no folder/],
    ['there twice', withTwice, 'SHARDS_INCOMPLETE', /shard 2 of 3 \(again\.jsonl\) is there twice, in 2\.jsonl too/],
    [
      'of another split',
      () => spoiled((lines) => lines.map((line, i) => (i === 0 ? line.replace('"of":3', '"of":4') : line))),
      'SHARDS_INCOMPLETE',
      /shard 2 of 4 \(2\.jsonl\) is not of the split of shard 1 of 3/,
    ],
    [
      'of another commit',
      () => spoiled(foreign('base_commit', 'ab'.repeat(20))),
      'SHARD_DIFFERS',
      /shard 2 of 3 \(2\.jsonl\) was made on commit abababababab/,
    ],
    [
      'of another version of the program',
      () => spoiled(foreign('producer', 'contextos-autotune@0.0.1')),
      'SHARD_DIFFERS',
      /shard 2 of 3 \(2\.jsonl\) was made by contextos-autotune@0\.0\.1/,
    ],
    [
      'of another configuration',
      () => spoiled(foreign('configuration', `sha256:${'0'.repeat(64)}`)),
      'SHARD_DIFFERS',
      /shard 2 of 3 \(2\.jsonl\) was made under another configuration/,
    ],
    ['cut off', () => spoiled((lines) => lines.slice(0, -3), { isSealed: false }), 'SHARD_INVALID', SECOND],
    [
      'altered on its way',
      () =>
        spoiled(
          inCase((line) => line.replace('"plan":[0]', '"plan":[1]')),
          { isSealed: false },
        ),
      'SHARD_INVALID',
      SECOND,
    ],
    [
      'of NaN',
      () => spoiled(inCase((line) => line.replace(/"latency_ms":\[[\d.]+/, '"latency_ms":[NaN'))),
      'SHARD_INVALID',
      SECOND,
    ],
    [
      'of null',
      () => spoiled(inCase((line) => line.replace(/"cost_cents":\[[\d.]+/, '"cost_cents":[null'))),
      'SHARD_INVALID',
      SECOND,
    ],
    [
      'of text',
      () => spoiled(inCase((line) => line.replace(/"scores":\[\[[\d.]+/, '"scores":[["1"'))),
      'SHARD_INVALID',
      SECOND,
    ],
    [
      'of an unknown key',
      () => spoiled(inCase((line) => line.replace('"missing"', '"lost":[],"missing"'))),
      'SHARD_INVALID',
      SECOND,
    ],
    [
      'of fewer scores than there are evaluators',
      () => spoiled(inCase((line) => line.replace(/"scores":\[\[[^\]]+\],/, '"scores":['))),
      'SHARD_INVALID',
      SECOND,
    ],
    [
      'of a plan that is not there',
      () => spoiled(inCase((line) => line.replace(/"plan":\[\d+/, '"plan":[99'))),
      'SHARD_INVALID',
      SECOND,
    ],
    [
      'of evaluators that say otherwise',
      () => spoiled((lines) => lines.map((line) => line.replaceAll(/"scores":\[\[[\d.]+/g, '"scores":[[0.5'))),
      'SHARD_DIFFERS',
      /shard 2 of 3 \(2\.jsonl\): case case_\d+ came to another result there/,
    ],
    [
      'short of a case',
      () => spoiled((lines) => lines.filter((_, i) => i !== 4)),
      'SHARD_DIFFERS',
      /shard 2 of 3 \(2\.jsonl\) has case case_\d+ in place of case_\d+/,
    ],
    [
      'with the last case again',
      () => spoiled((lines) => [...lines, lines.at(-1) ?? '']),
      'SHARD_DIFFERS',
      /shard 2 of 3 \(2\.jsonl\) has case case_\d+, which is not its own/,
    ],
    [
      'without its section',
      () => spoiled((lines) => lines.slice(0, 1)),
      'SHARD_DIFFERS',
      /has no replays of bench\.answer/,
    ],
    [
      'of a byte order mark',
      () => spoiled((lines) => [`\uFEFF${lines[0]}`, ...lines.slice(1)]),
      'SHARD_INVALID',
      /2\.jsonl/,
    ],
    [
      'of one wrong figure, of a candidate that would be asked about',
      () => spoiled(inCase(withOtherCosts)),
      'SHARD_DIFFERS',
      /shard 2 of 3 \(2\.jsonl\): case case_\d+ came to another result there/,
    ],
    [
      'a link',
      () => {
        const folder = withOut('2.jsonl');
        symlinkSync(join(shards, '2.jsonl'), join(folder, '2.jsonl'));
        return folder;
      },
      'SHARD_INVALID',
      /2\.jsonl is a symbolic link/,
    ],
    ['of no form at all', () => spoiled(() => ['no JSON']), 'SHARD_INVALID', /2\.jsonl/],
  ])('%s', (_, made, code, told) => {
    const root = copyRepository(pristine);
    const before = refs(root);
    const ran = autotune(root, ['run', '--json', '--shards', made()]);
    expect(ran).toMatchObject({ status: 1 });
    expect(JSON.parse(ran.stdout)).toMatchObject({ errors: [{ code, message: expect.stringMatching(told) }] });
    // No branch of a proposal, no look, no refusal, not even that the run began.
    expect(refs(root)).toBe(before);
  });

  it('in the part of a second target: nothing is written for the first either', () => {
    const root = makeSample();
    const folder = split(root, 2);
    const path = join(folder, '2.jsonl');
    const lines = readFileSync(path, 'utf8').trimEnd().split('\n').slice(0, -1);
    const second = lines.findLastIndex((line) => line.startsWith('{"target"'));
    resealed(path, lines.toSpliced(second + 3, 1));
    const before = refs(root);
    const ran = autotune(root, ['run', '--json', '--shards', folder]);
    expect(ran).toMatchObject({ status: 1 });
    expect(JSON.parse(ran.stdout)).toMatchObject({ operation: 'none', errors: [{ code: 'SHARD_DIFFERS' }] });
    expect(refs(root)).toBe(before);
  }, 60_000);

  it('and that changed once it was found whole', async () => {
    const [name, sha256] = ['shard 1 of 3', `sha256:${'0'.repeat(64)}`];
    const records = openRecords(nodeWorkspace(shards), { file: '1.jsonl', name, sha256 });
    expect(await records.section(() => true)).not.toBeNull();
    await expect(records.end().finally(() => records.close())).rejects.toMatchObject({
      code: 'SHARD_INVALID',
      message: `${name} changed while it was read`,
    });
  });

  it('made before a change was rejected', () => {
    const root = copyRepository(pristine);
    const { proposals } = RunReport.parse(JSON.parse(autotune(root, ['run', '--json']).stdout));
    rejectProposal(root, proposals[0]);
    expect(searchWith(root, split(root, 2))).toMatchObject({ status: 0 });
    const ran = searchWith(root, shardsOf(root, shards));
    expect(ran).toMatchObject({ status: 1 });
    expect(ran.stdout + ran.stderr).toMatch(/shard 1 of 3 \(1\.jsonl\) is of run_[0-9a-f]+, not of run_[0-9a-f]+/);
  });
});

/** The shards as they are, for a repository whose commit is still theirs. */
function shardsOf(root: string, folder: string): string {
  const { base_commit } = JSON.parse(readFileSync(join(folder, '1.jsonl'), 'utf8').split('\n')[0] ?? '').origin;
  expect(git(root, 'rev-parse', 'main').trim()).toBe(base_commit);
  return folder;
}
