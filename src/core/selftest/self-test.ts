/**
 * The run's test of itself: no change must be seen as none, a planted loss must be refused, an evaluator must answer
 * twice the same, the two sets must have nothing in common. What fails here makes every other answer worthless.
 */
import type { Guardrails } from '../../schema/configuration.ts';
import type { ScorecardDelta } from '../../schema/scorecard-delta.ts';
import type { SelfTest } from '../../schema/self-test.ts';
import type { Verdict } from '../../schema/verdict.ts';

/** The baseline held against itself. */
export type Control = {
  readonly delta: ScorecardDelta;
  readonly verdicts: readonly Verdict[];
  readonly improvement: Verdict;
};

/** What the baseline replayed as a candidate looks like. */
export function noChange(declared: Guardrails, { delta, verdicts, improvement }: Control): SelfTest['no_change'] {
  const { counts, metrics } = delta;
  const moved = Object.entries(metrics).flatMap(([name, metric]) =>
    (metric.delta ?? 0) !== 0 || metric.rises + metric.falls + metric.unobserved > 0 ? [name] : [],
  );
  const asking = askingForChange(declared);
  const flipped = verdicts.filter(
    ({ guardrail, status, interval }) =>
      status === 'fail' && (interval !== undefined || guardrail === 'regression_runs') && !asking.has(guardrail),
  );
  return {
    cases: counts.total,
    changed: counts.changed,
    missing: counts.unreplayable + counts.invalid,
    moved,
    flips: [...(improvement.status === 'pass' ? [improvement] : []), ...flipped].map(({ guardrail }) => guardrail),
  };
}

/** Guardrails whose limit lies beyond no change: they rightly refuse it. */
function askingForChange(declared: Guardrails): ReadonlySet<string> {
  const { utility_delta, p95_latency_delta, economics_delta, evidence_coverage_delta } = declared;
  const names: string[] = [];
  if ((utility_delta?.min ?? 0) > 0) names.push('utility_delta');
  if ((p95_latency_delta?.max_ms ?? 0) < 0) names.push('p95_latency_delta');
  if ((economics_delta?.max_cents ?? 0) < 0) names.push('economics_delta');
  if ((evidence_coverage_delta?.min ?? 0) > 0) names.push('evidence_coverage_delta');
  return new Set(names);
}

/** What is wrong, in words; nothing where the test holds. */
export function failuresOf({ no_change, planted, evaluators, sets }: SelfTest): string[] {
  const { cases, changed, missing, moved, flips } = no_change;
  const failures: string[] = [];
  if (changed > 0) failures.push(`the baseline replayed as a candidate changes ${changed} of ${cases} cases`);
  if (missing > 0) failures.push(`the baseline cannot be replayed as a candidate in ${missing} of ${cases} cases`);
  if (moved.length > 0) failures.push(`the baseline against itself moves ${moved.join(', ')}`);
  if (flips.length > 0) failures.push(`no change is taken for one by ${flips.join(', ')}`);
  const blind = planted.filter(({ answer }) => answer === 'pass');
  for (const { guardrail, loss } of blind) {
    failures.push(`a loss planted in ${loss === 'one_case' ? 'one case' : 'every case'} passes ${guardrail}`);
  }
  if (evaluators.differing > 0) {
    failures.push(`the evaluators answer differently the second time in ${evaluators.differing} of ${cases} cases`);
  }
  if (sets !== undefined && sets.shared_families + sets.shared_cases > 0) {
    failures.push(`search and held-out set share ${sets.shared_families} families and ${sets.shared_cases} cases`);
  }
  return failures;
}
