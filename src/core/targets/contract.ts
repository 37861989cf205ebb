/**
 * The autotune contract: seven questions that a target answers before any case is replayed. An open question is a
 * reason to refuse, in words that say what to write where.
 */
import { METRICS } from '../../schema/configuration.ts';
import { activeTuple } from '../../schema/release-record.ts';
import { noJudgeOf, unjudgedBy } from '../guardrails/judges.ts';
import { coarseResamples } from '../guardrails/power.ts';
import type { ResolvedTarget } from './resolve-target.ts';

type Question = (resolved: ResolvedTarget) => readonly (string | false)[];

/** How often a search replays each case before it has judged anybody: the baseline, its control and one candidate. */
const REPLAYED = 3;

const QUESTIONS: readonly Question[] = [
  /** What is the target? One metric, one intent, one active tuple. */
  ({ target, suite, release, runtime }) => {
    const tuple = activeTuple(release);
    const better = betterDirection(target.metric, suite.evaluators);
    return [
      better !== null &&
        better !== target.direction &&
        `${target.metric} is better when it ${better}s: direction cannot be ${target.direction}`,
      !isMetric(target.metric, suite.evaluators) &&
        `${target.metric} is neither a metric nor an evaluator of ${suite.id}`,
      tuple.runtime !== runtime.id &&
        `the goldens are modelled by ${runtime.id}, the active release by ${tuple.runtime}`,
    ];
  },
  /** What must not regress? */
  ({ target: { guardrails, metric } }) => [
    guardrails.policy === undefined && 'no guardrail for policy: add guardrails.policy.min',
    guardrails.safety === undefined && 'no guardrail for safety: add guardrails.safety.min',
    guardrails.utility_delta === undefined && 'no guardrail for utility: add guardrails.utility_delta.min',
    guardrails.p95_latency_delta === undefined &&
      metric !== 'p95_latency_ms' &&
      'no guardrail for latency: add guardrails.p95_latency_delta.max_ms',
    guardrails.economics_delta === undefined &&
      metric !== 'economics_cents_per_decision' &&
      'no guardrail for economics: add guardrails.economics_delta.max_cents',
  ],
  /** What can change? */
  ({ pack }) => [
    pack.value.tunable_surfaces.every(({ retired }) => retired !== undefined) &&
      `${pack.path} declares no tunable surface that is not retired`,
  ],
  /** What data can it see? */
  ({ manifest: { sets, intent } }) => [
    sets.search.cases === 0 && `the search set of ${intent} is empty`,
    sets.test.cases === 0 && `the held-out set of ${intent} is empty`,
    sets.search.sealed !== undefined && `the search set of ${intent} is sealed`,
  ],
  /** How is it scored? */
  ({ suite }) => unjudgedBy(suite).map((dimension) => noJudgeOf(suite.id, dimension)),
  /** How is the winner chosen? By the Pareto rule, on bounds that the resamples can resolve. */
  ({ configuration: { search, evidence, heldout }, target, manifest }) => [
    search.strategy === 'race' &&
      target.metric === 'p95_latency_ms' &&
      'a race compares means, and p95_latency_ms is none: write search.strategy auto',
    coarseResamples(evidence, heldout.max_looks) ?? false,
    search.max_replays < REPLAYED * manifest.sets.search.cases &&
      `search.max_replays is ${search.max_replays}, and the ${manifest.sets.search.cases} search cases of ${manifest.intent} take ${REPLAYED * manifest.sets.search.cases} at least: each under the baseline, its control and one candidate`,
  ],
  /** How can it ship? */
  ({ configuration, release }) => [
    Object.keys(configuration.reviewers).length === 0 && 'no reviewer is named: add reviewers.domain_owner',
    activeTuple(release).pack === 'not_verified' &&
      'the active pack is not verified, so there is nothing to roll back to',
  ],
];

/** Which way a metric improves, or null where only the target can say. */
function betterDirection(
  metric: string,
  evaluators: ResolvedTarget['suite']['evaluators'],
): 'increase' | 'decrease' | null {
  const dimension = evaluators.find(({ id }) => id === metric)?.dimension ?? metric;
  if (['policy', 'safety', 'utility', 'evidence_coverage'].includes(dimension)) return 'increase';
  const costs = ['economics', 'latency', 'economics_cents_per_decision', 'p95_latency_ms', 'approval_bypass_rate'];
  return costs.includes(dimension) ? 'decrease' : null;
}

function isMetric(name: string, evaluators: readonly { readonly id: string }[]): boolean {
  return METRICS.some((metric) => metric === name) || evaluators.some(({ id }) => id === name);
}

/** The open questions of a target, in the order of the contract; none for a complete one. */
export function openQuestions(resolved: ResolvedTarget): string[] {
  return [...unrecorded(resolved), ...unanswered(resolved)];
}

/** The questions that its documents leave open, whatever was merged since its last release was recorded. */
export function unanswered(resolved: ResolvedTarget): string[] {
  return QUESTIONS.flatMap((question) => question(resolved).filter((answer) => answer !== false));
}

function unrecorded({ target, release, baselineTuple }: ResolvedTarget): string[] {
  const { pack } = activeTuple(release);
  if (pack === baselineTuple.pack) return [];
  return [
    `the active release of ${target.intent} is recorded for ${pack}, but the pack is ${baselineTuple.pack}: record its release first`,
  ];
}
