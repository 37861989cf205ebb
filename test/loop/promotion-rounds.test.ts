/** What becomes of a promotion that is open: withdrawn by what stands against it, asked for again, closed by a person, named late. */
import { beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { flags } from '../../src/loop/release/flags.ts';
import { monitor } from '../../src/loop/release/monitor.ts';
import { record } from '../../src/loop/release/record.ts';
import { rollback } from '../../src/loop/release/rollback.ts';
import { status } from '../../src/loop/status.ts';
import { ReleaseRecord } from '../../src/schema/release-record.ts';
import { gateOf, told } from '../making/gate.ts';
import { productionRun } from '../making/production.ts';
import { copyRepository, git, refs } from '../making/repository.ts';
import { ask, commitOn, day, produce, RECORD, released, shadowRepository } from '../making/rollout.ts';
import { openWorld, tune } from '../making/tuning.ts';

const INTENT = 'bench.answer';
const harmful = () => ({ scorecard: { ...productionRun(0).scorecard, policy: 0 } });
const worse = (n: number) => ({ scorecard: { ...productionRun(0).scorecard, utility: n % 3 === 0 ? 0 : 1 } });
const promotionIn = async (root: string) => (await status(await openWorld(root))).released[0]?.promotion;
const approverOn = (root: string, branch: string) =>
  ReleaseRecord.parse(parse(git(root, 'show', `${branch}:${RECORD}`))).promotions.at(-1);
const throwSwitch = async (root: string, kill: 'on' | 'off', at: string) => {
  await flags((await openWorld(root)).workspace, { intent: INTENT, kill, isWrite: true });
  commitOn(root, at);
};

let open = '';
let branch = '';
beforeAll(async () => {
  open = await shadowRepository();
  produce(open, [0, 3]);
  const asked = await ask(open);
  expect(asked).toMatchObject({ decision: 'promote', result: 'created' });
  branch = asked?.branch ?? '';
  // What is left of the pull request of the record is closed.
  await record(await openWorld(open), { isDryRun: false, producer: 'test@0.0.0' });
  expect(released(open)).toBe(branch);
}, 120_000);

/** A copy whose promotion is kept on a branch of a person's, so that it can be judged once it is withdrawn. */
function copy(): string {
  const root = copyRepository(open);
  git(root, 'branch', 'kept', branch);
  return root;
}

describe('a promotion that is open', () => {
  it('is withdrawn once production shows harm: closed, refused by the gate, and told by status until then', async () => {
    const root = copy();
    expect(await promotionIn(root)).toMatchObject({ next: '1%_internal', branch, state: 'open' });
    produce(root, [3, 6], harmful);
    expect(await ask(root)).toMatchObject({ decision: 'stop', result: 'withdrawn', branch });
    expect(released(root)).toBe('');
    const judged = await gateOf({ root, branch: 'kept' });
    expect(judged.decision).toBe('fail');
    expect(told(judged, 'fail')).toContainEqual(expect.stringMatching(/^release_records: .*withdrawn since: policy: /));
    expect(await promotionIn(root)).toBeUndefined();
    const before = refs(root);
    expect(await ask(root)).toMatchObject({ decision: 'stop', result: null, branch: null });
    expect(refs(root)).toBe(before);
  }, 120_000);

  it('is withdrawn by the next record while the kill switch is thrown, and asked for anew after it', async () => {
    const root = copy();
    await throwSwitch(root, 'on', `${day(3)}T02:00:00Z`);
    await tune(root);
    expect(released(root)).toBe('');
    expect(await ask(root)).toMatchObject({
      decision: 'stop',
      reason: expect.stringContaining('kill_switch: the kill switch of bench.answer is thrown'),
    });
    await throwSwitch(root, 'off', `${day(3)}T03:00:00Z`);
    expect(told(await gateOf({ root, branch: 'kept' }), 'fail')).toContainEqual(expect.stringContaining('kill switch'));
    const again = await ask(root);
    expect(again).toMatchObject({ decision: 'promote', result: 'created' });
    expect(again?.branch).not.toBe(branch);
    expect(await gateOf({ root, branch: again?.branch ?? '' })).toMatchObject({ kind: 'promotion', decision: 'pass' });
    await tune(root);
    expect(released(root)).toBe(again?.branch);
  }, 120_000);

  it('is refused by the gate itself while the kill switch is thrown or lifted with it, before anybody withdrew it', async () => {
    const root = copy();
    expect(await gateOf({ root, branch })).toMatchObject({ kind: 'promotion', decision: 'pass' });
    await throwSwitch(root, 'on', `${day(3)}T02:00:00Z`);
    const thrown = 'release_records: bench.answer: it goes from 0%_shadow to 1%_internal; its kill switch is thrown';
    expect(told(await gateOf({ root, branch }), 'fail')).toContainEqual(expect.stringContaining(thrown));
    git(root, 'checkout', '-q', '-b', 'both');
    git(root, 'merge', '-q', '--squash', branch);
    await throwSwitch(root, 'off', `${day(3)}T03:00:00Z`);
    git(root, 'checkout', '-q', 'main');
    const both = await gateOf({ root, branch: 'both' });
    expect(both.decision).toBe('fail');
    expect(told(both, 'fail')).toEqual([expect.stringContaining(thrown)]);
  }, 120_000);

  it('gives way to a rollback, and comes back where that is closed', async () => {
    const root = copy();
    const world = await openWorld(root);
    const back = await rollback(world, { intent: INTENT, reason: 'no', isDryRun: false, producer: 'test@0.0.0' });
    expect(released(root)).toBe(back.branch);
    expect(await ask(root)).toMatchObject({
      decision: 'stop',
      reason: expect.stringContaining('rollback: a rollback'),
    });
    git(root, 'branch', '-q', '-D', back.branch);
    expect(await ask(root)).toMatchObject({ decision: 'promote', result: 'created' });
  }, 120_000);

  it('is withdrawn by a verdict to roll back, which lets none open either', async () => {
    const root = copy();
    produce(root, [3, 6], worse);
    const report = await monitor(await openWorld(root), { isDryRun: false, producer: 'test@0.0.0' });
    expect(report.releases).toMatchObject([
      { verdict: 'roll_back', rollback: { result: 'created', branch: released(root) } },
    ]);
    expect(told(await gateOf({ root, branch: 'kept' }), 'fail')).toContainEqual(
      expect.stringContaining('withdrawn since: the verdict on its production runs is to roll back: utility'),
    );
    const { evidence, result } = (await ask(root)) ?? {};
    expect(result).toBeNull();
    expect(evidence?.checks).toContainEqual(expect.objectContaining({ id: 'monitor', status: 'fail' }));
  }, 120_000);

  it('that a person committed to stays open, is told why, and is refused by the gate', async () => {
    const root = copy();
    git(root, 'checkout', '-q', branch);
    commitOn(root, `${day(3)}T02:00:00Z`);
    git(root, 'checkout', '-q', 'main');
    produce(root, [3, 6], harmful);
    expect(await ask(root)).toMatchObject({ decision: 'stop', result: 'withdrawn', branch });
    expect(released(root)).toBe(branch);
    expect(git(root, 'grep', '-h', 'withdraws this promotion', 'autotune/ledger', '--', 'pull-requests')).toContain(
      'policy: ',
    );
    expect(await gateOf({ root, branch })).toMatchObject({ decision: 'fail' });
  }, 120_000);

  it('that a person closed is asked for again after a week, or at once by a name', async () => {
    const root = copy();
    git(root, 'branch', '-q', '-D', branch);
    const before = refs(root);
    expect(await ask(root)).toMatchObject({ result: 'closed', asked_again: `${day(10)}T01:00:00Z` });
    expect(refs(root)).toBe(before);
    expect(await promotionIn(root)).toMatchObject({ state: 'closed' });
    const named = await ask(copyRepository(root), 'ada');
    expect(named).toMatchObject({ decision: 'promote', result: 'created' });
    expect(named?.branch).not.toBe(branch);
    produce(root, [3, 10]);
    expect(await ask(root)).toMatchObject({ decision: 'promote', result: 'created', branch: named?.branch });
  }, 120_000);

  it('takes a name that is given late, and keeps it on days without one', async () => {
    const root = copy();
    expect(await ask(root, 'ann')).toMatchObject({ result: 'updated', branch });
    expect(approverOn(root, branch)).toMatchObject({ approver: 'ann', approver_verified: false });
    expect(await gateOf({ root, branch })).toMatchObject({ kind: 'promotion', decision: 'pass' });
    const before = refs(root);
    expect(await ask(root)).toMatchObject({ decision: 'promote', result: 'unchanged' });
    expect(await ask(root, 'ann')).toMatchObject({ result: 'unchanged' });
    expect(refs(root)).toBe(before);
    await expect(ask(root, '  ')).rejects.toMatchObject({ code: 'USAGE' });
  }, 120_000);
});
