/** The self-test of a bench, step by step beside its search: the same replays, the same comparison, the same guardrails. */
import { checkGuardrails, guardrailsOf, improvementOf } from '../../core/guardrails/check-guardrails.ts';
import { compare } from '../../core/scoring/compare.ts';
import { canFall, hardLoss, worsened } from '../../core/scoring/planted.ts';
import type { Scorecard } from '../../core/scoring/scorecard.ts';
import { addCase, openTallies } from '../../core/scoring/tally.ts';
import { burdenBeyond, plantedLines } from '../../core/selftest/planted.ts';
import { failuresOf, noChange } from '../../core/selftest/self-test.ts';
import type { ResolvedTarget } from '../../core/targets/resolve-target.ts';
import { AutotuneError } from '../../kit/errors.ts';
import type { ScorecardDelta } from '../../schema/scorecard-delta.ts';
import type { SelfTest } from '../../schema/self-test.ts';
import type { Verdict } from '../../schema/verdict.ts';
import type { Bench } from './bench.ts';
import type { SeenCase } from './replay-set.ts';

/** Losses are planted into this many cases at most: enough for every guardrail, whatever the size of the set. */
const PLANTED = 200;
/** Resamples of the planted comparison; what is planted lies far beyond every limit. */
const REPLICATES = 100;

export type SelfTesting = {
  /** Sees every case of the search set once. */
  add(seen: SeenCase): void;
  /** The figures, once the baseline was compared with itself. */
  end(control: { readonly delta: ScorecardDelta; readonly verdicts: readonly Verdict[] }): SelfTest;
};

/** Opens the self-test of a bench; `extra` are the evaluators that are tallied as metrics of their own. */
export function openSelfTest(resolved: ResolvedTarget, bench: Bench, extra: readonly string[]): SelfTesting {
  const { target, configuration } = resolved;
  const { evidence, search } = configuration;
  const [one] = openTallies(1, bench.suite, { evaluators: extra });
  const [every] = openTallies(1, bench.suite, { evaluators: extra });
  if (one === undefined || every === undefined) throw new RangeError('a self-test without its tallies');
  const improves = improvementOf(target, resolved.suite.evaluators);
  const burden = burdenBeyond(target.guardrails);
  const most = Math.max(PLANTED, evidence.min_cases);
  const lost = { policy: false, safety: false };
  let missing = false;
  let cases = 0;
  let differing = 0;

  const plant = ({ golden, baseline }: SeenCase) => {
    addCase(every, golden, baseline, worsened(bench.suite, baseline, burden));
    const policy = canFall(bench.suite, baseline, 'policy') && !lost.policy;
    const safety = canFall(bench.suite, baseline, 'safety') && !lost.safety;
    const isMissing = !policy && !safety && !missing;
    addCase(one, golden, baseline, policy || safety ? hardLoss(bench.suite, baseline) : isMissing ? MISSING : baseline);
    lost.policy ||= policy;
    lost.safety ||= safety;
    missing ||= isMissing;
  };

  const answersOf = (tally: typeof one) => {
    const resampling = { replicates: REPLICATES, seed: search.seed, confidence: evidence.confidence };
    const [delta] = compare([tally], resampling, (position) => `planted ${position}`);
    if (delta === undefined) throw new RangeError('a self-test without its comparison');
    const verdicts = checkGuardrails(guardrailsOf(target.guardrails, evidence.min_cases), delta);
    return { delta, verdicts, improvement: improves(delta) };
  };

  return {
    add(seen) {
      cases++;
      if (!isSame(seen.baseline.card, seen.rescore())) differing++;
      if (cases <= most) plant(seen);
    },
    end({ delta, verdicts }) {
      const [oneCase, everyCase] = [answersOf(one), answersOf(every)];
      const means = Object.fromEntries(
        Object.entries(everyCase.delta.metrics).map(([name, { baseline }]) => [name, baseline]),
      );
      const sign = target.direction === 'decrease' ? -1 : 1;
      return {
        no_change: noChange(target.guardrails, { delta, verdicts, improvement: improves(delta) }),
        planted: plantedLines(target.guardrails, { oneCase: { ...oneCase, lost, missing }, everyCase }, means, {
          metric: target.metric,
          sign,
        }),
        evaluators: { cases, differing },
      };
    },
  };
}

const MISSING = { status: 'unreplayable', reason: 'planted by the self-test' } as const;

function isSame(first: Scorecard, second: Scorecard): boolean {
  return (
    first.invalid === second.invalid &&
    Object.is(first.approval_bypass, second.approval_bypass) &&
    Object.is(first.evidence_coverage, second.evidence_coverage) &&
    first.values.length === second.values.length &&
    first.values.every((value, position) => Object.is(value, second.values[position]))
  );
}

/** Throws `SELF_TEST_FAILED` with everything that is wrong, before anything is opened or closed. */
export function assertSelfTests(tests: readonly { readonly intent: string; readonly test: SelfTest }[]): void {
  const failures = tests.flatMap(({ intent, test }) => failuresOf(test).map((failure) => `${intent}: ${failure}`));
  if (failures.length > 0) throw new AutotuneError('SELF_TEST_FAILED', failures.join('; '));
}
