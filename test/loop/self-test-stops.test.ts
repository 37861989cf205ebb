/** A whole run with an evaluator that answers differently each time: it has to stop before anything is opened. */
import { expect, it, vi } from 'vitest';
import type { Evaluate } from '../../src/core/scoring/evaluator.ts';
import { run } from '../../src/loop/run/run.ts';
import { wire } from '../../src/wiring.ts';
import { environment, git, makeRepository, refs } from '../making/repository.ts';

// No evaluator of ours wavers, so one is made to: the replay checks give one lower score in every hundred calls.
vi.mock('../../src/core/scoring/evaluators/replay.ts', async (load) => {
  const { replayEvaluator: real } = await load<typeof import('../../src/core/scoring/evaluators/replay.ts')>();
  let calls = 0;
  const replayEvaluator: typeof real = (spec) => {
    const evaluate = real(spec);
    const wavering: Evaluate = (evidence) => {
      const given = evaluate(evidence);
      calls += 1;
      return given.status === 'scored' && calls % 100 === 99 ? { ...given, value: given.value - 0.01 } : given;
    };
    return wavering;
  };
  return { replayEvaluator };
});

it('stops the run with a coded error, and leaves no look, no branch and no pull request', async () => {
  const root = makeRepository({ search: 100, test: 60 });
  const screen = { isTTY: false, write: () => true };
  const world = await wire({ repo: root, isDryRun: false, forge: 'local', screen, environment: environment() });
  await expect(run(world, { isDryRun: false, producer: 'test@0.0.0' })).rejects.toMatchObject({
    code: 'SELF_TEST_FAILED',
    message: expect.stringMatching(/^bench\.answer: .*answer differently the second time in \d+ of 100 cases/),
  });
  const ledger = 'refs/heads/autotune/ledger';
  const files = git(root, 'ls-tree', '-r', '--name-only', ledger);
  expect(files).toMatch(/run_started/);
  expect(files).toMatch(/run_finished/);
  expect(files).not.toMatch(/heldout_look|proposal_|pull-requests/);
  expect(refs(root)).not.toContain('heads/autotune/bench');
  expect(git(root, 'log', '-1', '--format=%s', ledger)).toContain('SELF');
});
