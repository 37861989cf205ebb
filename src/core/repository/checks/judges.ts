/**
 * Checks that the suite by which a target is judged has an evaluator of all that its guardrails need, and of its metric.
 * `validate` asks it of every document by itself; a run asks the same in its contract, of one target.
 */
import { nearest } from '../../../kit/nearest.ts';
import type { Problem } from '../../../kit/problem.ts';
import { METRICS } from '../../../schema/configuration.ts';
import { activeTuple } from '../../../schema/release-record.ts';
import { noJudgeOf, unjudgedBy } from '../../guardrails/judges.ts';
import { problemAt, type Repository } from '../repository.ts';

export function checkJudges(repository: Repository): Problem[] {
  const targets = repository.configurations.flatMap(({ value }) => value.targets);
  const judging = new Set(
    targets.flatMap(({ intent, also_affects }) =>
      [intent, ...(also_affects ?? [])].map((id) => suiteOf(repository, id)),
    ),
  );
  const unjudged = repository.suites.flatMap((suite) =>
    (judging.has(suite) ? unjudgedBy(suite.value) : []).map((dimension) =>
      problemAt(suite, ['evaluators'], 'SUITE_DIMENSION_MISSING', noJudgeOf(suite.value.id, dimension)),
    ),
  );
  return [...unjudged, ...checkMetrics(repository)];
}

/** A metric that is an evaluator has to be one of the suite that judges the intent; of what no suite has is told elsewhere. */
function checkMetrics(repository: Repository): Problem[] {
  const all = repository.suites.flatMap(idsOf);
  return repository.configurations.flatMap((configuration) =>
    configuration.value.targets.flatMap(({ intent, metric }, i) => {
      const suite = suiteOf(repository, intent);
      const isMetric = METRICS.some((known) => known === metric);
      if (suite === undefined || isMetric || idsOf(suite).includes(metric) || !all.includes(metric)) return [];
      const message = `${metric} is no evaluator of ${suite.value.id}, by which ${intent} is judged`;
      const expected = [...METRICS, ...nearest(metric, idsOf(suite))].join(' | ');
      return [problemAt(configuration, ['targets', i, 'metric'], 'REF_UNRESOLVED', message, { expected })];
    }),
  );
}

function idsOf({ value }: Repository['suites'][number]): string[] {
  return value.evaluators.map(({ id }) => id);
}

/** The suite of the active release of an intent. */
function suiteOf({ releases, suites }: Repository, intent: string): Repository['suites'][number] | undefined {
  const release = releases.find(({ value }) => value.release_tuple.intent === intent);
  return release && suites.find(({ value }) => value.id === activeTuple(release.value).evals);
}
