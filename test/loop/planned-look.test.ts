/** What a look is known by. */
import { expect, it } from 'vitest';
import type { Judged } from '../../src/core/selection/judged.ts';
import type { Evaluation } from '../../src/loop/opening/target-run.ts';
import type { Bench } from '../../src/loop/replay/bench.ts';
import { planDigest } from '../../src/loop/search/planned-look.ts';

type Target = Partial<Evaluation['resolved']['target']>;

/** Of one step of a target; only what the digest reads is there. */
function digestUnder(target: Target): string {
  const run = {
    repository: { releases: [] },
    resolved: { target: { metric: 'utility', direction: 'increase', guardrails: {}, min_effect: 0, ...target } },
    configuration: { evidence: {}, search: { seed: 1 } },
  } as unknown as Evaluation;
  const bench = { intent: 'a.b', searchSet: { sha256: 'sha256:0' } } as unknown as Bench;
  const steps = [{ candidate: { fingerprint: 'sha256:1' } }] as unknown as Judged[];
  return planDigest(run, bench, steps);
}

it('asks for another metric, direction, effect or margin as another look', () => {
  const others: readonly Target[] = [
    {},
    { metric: 'evidence_coverage' },
    { direction: 'decrease' },
    { min_effect: 0.01 },
    { guardrails: { utility_delta: { min: -0.02 } } },
  ];
  expect(new Set(others.map(digestUnder)).size).toBe(others.length);
  expect(digestUnder({})).toBe(digestUnder({}));
});
