/** A run that ends at any of its writes to the forge or the ledger, before or after it: the next one brings the same end state. */
import { beforeAll, describe, expect, it } from 'vitest';
import { run } from '../../src/loop/run/run.ts';
import type { World } from '../../src/loop/world.ts';
import type { Forge } from '../../src/ports/forge.ts';
import type { Ledger } from '../../src/ports/ledger.ts';
import { wire } from '../../src/wiring.ts';
import { copyRepository, environment, git, refs } from '../making/repository.ts';
import { smallRepository } from '../making/small.ts';

const LEDGER = 'autotune/ledger';

class Killed extends Error {}

/**
 * Counts what the run writes and ends it at the one asked for, before it or after it took effect. Holds that no write
 * begins before the last one ended: so what a run leaves that ends after a write is what it leaves before the next.
 */
function mortal(world: World, at: number, when: 'before' | 'after'): { world: World; count: () => number } {
  let count = 0;
  let isWriting = false;
  const dying =
    <Given extends unknown[], Answer>(write: (...given: Given) => Promise<Answer>) =>
    async (...given: Given): Promise<Answer> => {
      count += 1;
      const isLast = count === at;
      if (isLast && when === 'before') throw new Killed();
      if (isWriting) throw new Error('two writes at once');
      isWriting = true;
      const answer = await write(...given).finally(() => {
        isWriting = false;
      });
      if (isLast) throw new Killed();
      return answer;
    };
  const { forge, ledger } = world;
  const killing: Forge = {
    ...forge,
    commitProposal: dying(forge.commitProposal),
    deleteBranch: dying(forge.deleteBranch),
    upsertPullRequest: dying(forge.upsertPullRequest),
    upsertComment: dying(forge.upsertComment),
    closePullRequest: dying(forge.closePullRequest),
    upsertCheck: dying(forge.upsertCheck),
  };
  const appending: Ledger = { ...ledger, append: dying(ledger.append) };
  return { world: { ...world, forge: killing, ledger: appending }, count: () => count };
}

function openWorld(root: string): Promise<World> {
  const settings = { repo: root, isDryRun: false, forge: 'local' as const, environment: environment() };
  return wire({ ...settings, screen: { isTTY: false, write: () => true } });
}

async function tune(root: string, at = 0, when: 'before' | 'after' = 'before') {
  const { world, count } = mortal(await openWorld(root), at, when);
  const report = await run(world, { isDryRun: false, producer: 'test@0.0.0' }).catch((error: unknown) => {
    if (error instanceof Killed) return null;
    throw error;
  });
  return { report, writes: count() };
}

/** One branch, pull request, comment, check and event of everything, whatever the order in which they came. */
async function outcome(root: string) {
  const names = git(root, 'ls-tree', '-r', '--name-only', LEDGER, 'pull-requests/', 'checks/').trim().split('\n');
  const events = git(root, 'ls-tree', '-r', '--name-only', LEDGER, 'events/');
  return {
    branches: refs(root).match(/refs\/heads\/autotune\/bench\S*/g),
    kinds: [...events.matchAll(/-([a-z_]+)-[0-9a-f]{12}\.json$/gm)].map((match) => match[1]).sort(),
    names: names.map((name) => name.replace(/^checks\/.*/, 'checks/')),
    states: await statesOf(root, names),
  };
}

/** As the forge sees the pull requests: what its own records say of one whose branch is gone does not matter. */
async function statesOf(root: string, names: readonly string[]): Promise<readonly (string | undefined)[]> {
  const { forge } = await openWorld(root);
  const records = names.filter((name) => name.endsWith('.json'));
  const branches = records.map((name) => JSON.parse(git(root, 'show', `${LEDGER}:${name}`)).branch);
  return Promise.all(branches.map(async (branch) => (await forge.findPullRequest(branch))?.state));
}

/** Ends a run at each of its writes and holds that the next one leaves what a whole one would have left. */
async function expectConvergence(from: string, leastWrites: number): Promise<void> {
  const whole = copyRepository(from);
  const { writes } = await tune(whole);
  const wanted = await outcome(whole);
  expect(writes).toBeGreaterThanOrEqual(leastWrites);
  const before = Array.from({ length: writes }, (_, i) => [i + 1, 'before'] as const);
  for (const [at, when] of [...before, [writes, 'after'] as const]) {
    const root = copyRepository(from);
    expect((await tune(root, at, when)).report, `${when} write ${at}`).toBeNull();
    await tune(root);
    expect({ at, when, ...(await outcome(root)) }).toEqual({ at, when, ...wanted });
  }
}

/** Deletes the branch of every proposal, as a person would; answers how to put them back. */
function closeEvery(root: string): readonly (readonly [name: string, commit: string])[] {
  const format = '--format=%(refname:short) %(objectname)';
  const lines = git(root, 'for-each-ref', format, 'refs/heads/autotune/bench.answer/').trim().split('\n');
  return lines.map((line) => {
    const [name = '', commit = ''] = line.split(' ');
    git(root, 'branch', '-q', '-D', name);
    return [name, commit];
  });
}

let pristine = '';
let opened = '';
beforeAll(async () => {
  pristine = smallRepository();
  opened = copyRepository(pristine);
  expect((await tune(opened)).report?.operation).toBe('created');
}, 60_000);

describe('a run that ends halfway', () => {
  it('is finished by the next one where it opened a proposal', () => expectConvergence(pristine, 6), 300_000);

  it('is finished by the next one where a person had closed the proposal', async () => {
    const root = copyRepository(opened);
    closeEvery(root);
    await expectConvergence(root, 10);
  }, 300_000);

  it('is finished by the next one where a person had reopened what another proposal came after', async () => {
    const root = copyRepository(opened);
    const closed = closeEvery(root);
    await tune(root);
    for (const [name, commit] of closed) git(root, 'branch', '-q', name, commit);
    await expectConvergence(root, 5);
  }, 300_000);
});
