/** The gate on where a change goes: only the default branch wins a check. */
import { beforeAll, expect, it } from 'vitest';
import { gatePageOf } from '../../src/loop/gate/change.ts';
import { gateOf, told } from '../making/gate.ts';
import { commitAll, git, makeRepository, write } from '../making/repository.ts';

const MAIN = { branch: 'main', defaultBranch: 'main' };
const OTHER = { branch: 'other', defaultBranch: 'main' };

let root = '';
beforeAll(() => {
  root = makeRepository();
  git(root, 'checkout', '-q', '-b', 'work');
  write(root, 'packs/bench/pack.yaml', 'no pack at all\n');
  commitAll(root, 'a change that nothing can read');
  git(root, 'branch', 'other');
});

it('what a branch already has wins no check against that branch, and is told from what it would do to the default one', async () => {
  const there = await gateOf({ root, branch: 'work' }, { base: 'other', target: OTHER });
  expect(there).toMatchObject({ decision: 'inconclusive', kind: 'none', base_branch: 'other' });
  expect(told(there, 'pass')).toEqual([]);
  expect(there.reason).toContain('it would be merged into other, which is not the default branch main');

  const here = await gateOf({ root, branch: 'work' }, { base: 'main', target: MAIN });
  expect(here).toMatchObject({ decision: 'fail', kind: 'human', base_branch: 'main' });
});

it('a change of something else passes into the default branch alone, with the branch and its commit on the page', async () => {
  git(root, 'checkout', '-q', '-B', 'notes', 'main');
  write(root, 'notes.txt', 'nothing that is judged\n');
  commitAll(root, 'notes');
  const ask = (target: typeof MAIN) => gateOf({ root, branch: 'notes' }, { target });
  const report = await ask(MAIN);
  expect(report.decision).toBe('pass');
  expect(told(report, 'pass')).toContain('target_branch: it would be merged into main, the default branch');
  expect(gatePageOf(report)).toContain(`merged into `.concat('`main` at `', report.base.slice(0, 12), '`'));
  expect((await ask(OTHER)).decision).toBe('inconclusive');
});

it('at a terminal the base that was named is the one that was asked about', async () => {
  const report = await gateOf({ root, branch: 'work' }, { base: 'other' });
  expect(report).toMatchObject({ decision: 'pass', kind: 'none' });
  expect(report).not.toHaveProperty('base_branch');
});
