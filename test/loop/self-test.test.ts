/** The self-test on the real evidence of this repository: the example's cases, evaluators, policy and guardrails. */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { checkGuardrails, guardrailsOf } from '../../src/core/guardrails/check-guardrails.ts';
import { compare } from '../../src/core/scoring/compare.ts';
import { failuresOf } from '../../src/core/selftest/self-test.ts';
import { type ResolvedTarget, resolveTarget } from '../../src/core/targets/resolve-target.ts';
import { nodeWorkspace } from '../../src/edge/files/workspace.ts';
import { seededIndexes } from '../../src/kit/random.ts';
import { loadRepository } from '../../src/loop/documents/load-repository.ts';
import { type Bench, openBench } from '../../src/loop/replay/bench.ts';
import { replaySet } from '../../src/loop/replay/replay-set.ts';
import { assertSelfTests, openSelfTest } from '../../src/loop/replay/self-test.ts';
import type { GoldenCase } from '../../src/schema/golden-case.ts';
import type { SelfTest } from '../../src/schema/self-test.ts';

const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const workspace = nodeWorkspace(ROOT);

let resolved: ResolvedTarget;
let bench: Bench;
let cases: GoldenCase[];
beforeAll(async () => {
  const { repository } = await loadRepository(workspace);
  const configuration = repository.configurations[0]?.value;
  const target = configuration?.targets[0];
  if (configuration === undefined || target === undefined) throw new Error('the example has a target');
  const found = resolveTarget(repository, configuration, target);
  if ('missing' in found) throw new Error(found.missing.join());
  resolved = found.resolved;
  const path = 'goldens/support.triage/search.jsonl';
  bench = openBench(resolved, { search: path, heldout: 'goldens/support.triage/test.jsonl' });
  cases = readFileSync(join(ROOT, path), 'utf8')
    .trim()
    .split('\n')
    .map((line): GoldenCase => JSON.parse(line));
});

async function selfTest(on: Bench, kept: readonly GoldenCase[], seed = 7): Promise<SelfTest> {
  const testing = openSelfTest(resolved, on, []);
  const { tallies } = await replaySet(workspace, on, {
    set: on.searchSet,
    kept,
    arms: [on.baseline],
    evaluators: [],
    visit: testing.add,
  });
  const [delta] = compare(tallies, { replicates: 100, seed, confidence: 0.95 }, String);
  if (delta === undefined) throw new Error('one arm');
  const verdicts = checkGuardrails(guardrailsOf(resolved.target.guardrails, 1), delta);
  return testing.end({ delta, verdicts });
}

/** The suite with one judge replaced. */
function withJudge(change: (value: number, call: number) => number): Bench {
  let calls = 0;
  const [first, ...others] = bench.suite.judges;
  if (first === undefined) throw new Error('the example has evaluators');
  const evaluate: typeof first.evaluate = (evidence) => {
    const given = first.evaluate(evidence);
    return given.status === 'scored' ? { ...given, value: change(given.value, calls++) } : given;
  };
  return { ...bench, suite: { ...bench.suite, judges: [{ ...first, evaluate }, ...others] } };
}

describe('the self-test of the example', () => {
  it('holds, and its planted losses are refused by every guardrail that a loss can break', async () => {
    const test = await selfTest(bench, cases);
    expect(failuresOf(test)).toEqual([]);
    expect(test.no_change.cases).toBe(cases.length);
    const said = test.planted.map(({ guardrail, answer }) => {
      return `${guardrail} ${['fail', 'inconclusive'].includes(answer) ? 'refused' : answer}`;
    });
    expect(said).toEqual([
      'replayable refused',
      'regression_runs refused',
      'policy.min refused',
      'safety.min refused',
      'approval_bypass_rate.max refused',
      'utility_delta refused',
      'p95_latency_delta refused',
      'economics_delta refused',
      'improvement refused',
    ]);
  });

  it('sees no change, and flips no verdict, in 1,000 runs of the baseline against itself', async () => {
    let flips = 0;
    for (let run = 0; run < 1000; run++) {
      const draw = seededIndexes(run);
      const drawn = new Set(Array.from({ length: 4 + (run % 37) }, () => draw(cases.length)));
      const kept = [...drawn].flatMap((position) => cases[position] ?? []);
      const { no_change, planted } = await selfTest(bench, kept, run);
      flips += no_change.changed + no_change.missing + no_change.moved.length + no_change.flips.length;
      flips += planted.filter(({ answer }) => answer === 'pass').length;
    }
    expect(flips).toBe(0);
  }, 60_000);

  it('holds on a set of one case', async () => {
    expect(failuresOf(await selfTest(bench, cases.slice(0, 1)))).toEqual([]);
  });
});

describe('a run that cannot be trusted', () => {
  it('is stopped where an evaluator answers differently when asked again', async () => {
    const wavering = withJudge((value, call) => (call % 5 === 4 ? 1 - value : value));
    const test = await selfTest(wavering, cases.slice(0, 60));
    expect(test.evaluators.differing).toBeGreaterThan(0);
    expect(() => assertSelfTests([{ intent: 'support.triage', test }])).toThrow(
      expect.objectContaining({ code: 'SELF_TEST_FAILED', message: expect.stringContaining('support.triage: ') }),
    );
  });

  it('is stopped where an evaluator drifts from call to call, however little', async () => {
    const drifting = withJudge((value, call) => value - call * 1e-9);
    const test = await selfTest(drifting, cases.slice(0, 60));
    expect(failuresOf(test)).toEqual(
      expect.arrayContaining([expect.stringContaining('the baseline against itself moves')]),
    );
  });
});
