/** Replay and scoring alone: 1,000 cases under three candidates with five evaluators, in milliseconds. */
import { parse } from 'yaml';
import { prepareConfiguration } from '../src/core/replay/configuration.ts';
import { prepareCase } from '../src/core/replay/replay.ts';
import { score } from '../src/core/scoring/scorecard.ts';
import { openSuite } from '../src/core/scoring/suite.ts';
import { addCase, openTallies } from '../src/core/scoring/tally.ts';
import { EvaluatorSuite } from '../src/schema/evaluator-suite.ts';
import { PolicyBundle } from '../src/schema/policy-bundle.ts';
import { Runtime } from '../src/schema/runtime.ts';
import { SYNTHETIC_DOCUMENTS, syntheticCase } from './synthetic.ts';

const read = (path: string): unknown => parse(SYNTHETIC_DOCUMENTS[path] ?? '');
const law = {
  policy: PolicyBundle.parse(read('packs/bench/policy/policy.bench.yaml')),
  runtime: Runtime.parse(read('packs/bench/runtime/runtime.bench.yaml')),
};
const suite = openSuite(EvaluatorSuite.parse(read('packs/bench/evals/evals.bench.yaml')));
const under = (top_k: number, max_hops: number) => prepareConfiguration({ evidence: { kb: { top_k, max_hops } } });
const baseline = under(10, 3);
const arms = [under(8, 3), under(10, 2), under(12, 1)];

/** Median milliseconds over several rounds in one warm process, and the first, cold one. */
export function benchScoring(cases = 1000, rounds = 15): Record<string, number> {
  const goldens = Array.from({ length: cases }, (_, i) => syntheticCase(i));
  const times = [];
  for (let round = 0; round < rounds; round++) {
    const started = performance.now();
    const tallies = openTallies(arms.length, suite, { evaluators: [] });
    for (const golden of goldens) {
      const prepared = prepareCase(golden, law);
      const scored = [baseline, ...arms].map((configuration) => {
        const replayed = prepared.replay(configuration);
        if (replayed.status !== 'valid') throw new Error('the synthetic case must be replayable');
        const { transcript, fidelity } = replayed;
        return { transcript, fidelity, card: score(suite, { golden, transcript, recorded: transcript }) };
      });
      const [before, ...after] = scored;
      tallies.forEach((tally, i) => {
        const treatment = after[i];
        if (before !== undefined && treatment !== undefined) addCase(tally, golden, before, treatment);
      });
    }
    times.push(performance.now() - started);
  }
  const sorted = times.slice(1).sort((a, b) => a - b);
  return {
    cases,
    candidates: arms.length,
    evaluators: suite.judges.length,
    cold_ms: times[0] ?? 0,
    warm_median_ms: sorted[Math.floor(sorted.length / 2)] ?? 0,
  };
}
