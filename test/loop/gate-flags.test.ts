/** The gate asked about the flags that serving reads: only the release records decide who is served what. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Flag, Flags } from '../../src/schema/flags.ts';
import { answerOf, byPerson, gateOf, squash, told } from '../making/gate.ts';
import { autotune, commitAll, copyRepository, edit, git, makeRepository, write } from '../making/repository.ts';

const RECORD = 'packs/bench/releases/bench.answer.yaml';
const FLAGS = 'packs/bench/releases/flags.json';
const INTENT = 'bench.answer';

let rolling = '';
let killed = '';
/** The branch of the release record, beside flags that are at the base already. */
let recorded: { readonly root: string; readonly branch: string };
beforeAll(() => {
  const merged = makeRepository();
  const [{ branch }] = answerOf(merged, 'run').proposals;
  squash(merged, branch);
  written(merged);
  commitAll(merged, 'flags');
  answerOf(merged, 'record');
  const records = git(merged, 'branch', '--list', '--format=%(refname:short)', 'autotune/*/release-*').trim();
  recorded = { root: merged, branch: records };
  rolling = copyRepository(merged);
  squash(rolling, records);
  killed = copyRepository(rolling);
  killOn(killed);
  commitAll(killed, 'a switch');
}, 120_000);

function written(root: string, ...args: readonly string[]): void {
  expect(autotune(root, ['flags', ...args, '--write']).stderr).toBe('');
}
const killOn = (root: string) => written(root, '--intent', INTENT, '--kill', 'on');

type Forge = (flag: Flag) => void;
const forged = (change: Forge) => (root: string) => {
  const flags: Flags = JSON.parse(readFileSync(join(root, FLAGS), 'utf8'));
  const flag = flags.flags[INTENT];
  if (flag === undefined) throw new Error('there is no flag');
  change(flag);
  write(root, FLAGS, `${JSON.stringify(flags, null, 2)}\n`);
};

const onBranch = (from: string, change: (root: string) => void) => gateOf(byPerson(from, change));

describe('flags before the gate', () => {
  it('fail where they serve another variant than the records give, by what differs', async () => {
    const forgeries: readonly (readonly [string, Forge])[] = [
      ['defaultVariant', (flag) => Object.assign(flag, { defaultVariant: 'candidate' })],
      ['targeting', (flag) => Object.assign(flag, { targeting: { if: [true, 'candidate'] } })],
      ['variants', (flag) => Object.assign(flag.variants.baseline ?? {}, { model: 'another' })],
      ['state', (flag) => Object.assign(flag, { state: 'DISABLED' })],
    ];
    for (const [part, change] of forgeries) {
      const report = await onBranch(rolling, forged(change));
      expect(report.decision).toBe('fail');
      expect(told(report, 'fail')).toEqual([
        expect.stringContaining(`flags: ${part} of ${INTENT} is not what its release record gives`),
      ]);
      expect(report.checks.find(({ id }) => id === 'flags')).toMatchObject({ path: FLAGS, line: expect.any(Number) });
    }
  });

  it('follow a record in its own pull request, and forged beside it are no records that follow a merge', async () => {
    const { root, branch } = recorded;
    const honest = await gateOf({ root, branch });
    expect(honest).toMatchObject({ kind: 'records', decision: 'pass' });
    expect(told(honest, 'pass')).toContain('flags: the flags are what the release records give');
    const report = await onBranch(root, (copy) => {
      git(copy, 'checkout', '-q', branch, '--', RECORD, FLAGS);
      forged((flag) => Object.assign(flag, { defaultVariant: 'candidate' }))(copy);
    });
    expect(report).toMatchObject({ kind: 'human', decision: 'fail' });
  });

  it('fail where a record changes and they stay behind', async () => {
    const report = await onBranch(recorded.root, (root) => git(root, 'checkout', '-q', recorded.branch, '--', RECORD));
    expect(told(report, 'fail').join('\n')).toContain('flags: ');
  });

  it('pass with a note where a kill switch is thrown or lifted', async () => {
    const thrown = await onBranch(rolling, killOn);
    expect(thrown).toMatchObject({ decision: 'pass', kind: 'human' });
    expect(told(thrown, 'note')).toContainEqual(expect.stringContaining(`the kill switch of ${INTENT} is thrown`));
    const lifted = await onBranch(killed, (root) => written(root, '--intent', INTENT, '--kill', 'off'));
    expect(lifted.decision).toBe('pass');
    expect(told(lifted, 'note')).toContainEqual(expect.stringContaining(`the kill switch of ${INTENT} is lifted`));
  });

  it('are more than records that follow a merge where a switch is thrown with them', async () => {
    const report = await onBranch(recorded.root, (root) => {
      git(root, 'checkout', '-q', recorded.branch, '--', RECORD, FLAGS);
      killOn(root);
    });
    expect(report).toMatchObject({ kind: 'human', decision: 'pass' });
  });

  it('cannot be told to be harmless where they are taken away', async () => {
    const report = await onBranch(rolling, (root) => git(root, 'rm', '-q', FLAGS));
    expect(told(report, 'inconclusive')).toEqual([expect.stringContaining('flags: the flags are taken away')]);
  });

  it('that stand beside no pack fail', async () => {
    const report = await onBranch(rolling, (root) => {
      write(root, 'packs/other/releases/flags.json', readFileSync(join(root, FLAGS), 'utf8'));
    });
    expect(told(report, 'fail')).toEqual([expect.stringContaining('no pack stands beside these flags')]);
  });

  it('that were stale at the base are not held against a change of something else', async () => {
    const stale = copyRepository(rolling);
    forged((flag) => Object.assign(flag, { defaultVariant: 'candidate' }))(stale);
    commitAll(stale, 'past the gate');
    const report = await onBranch(stale, (root) => {
      edit(root, '.github/autotune.yaml', (text) => `# a remark\n${text}`);
    });
    expect(report.decision).toBe('pass');
    const mended = await onBranch(stale, (root) => written(root));
    expect(mended.decision).toBe('pass');
  });
});
