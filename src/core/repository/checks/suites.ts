/** Checks of evaluator suites and policy bundles: that every judge and every rule can be run. */
import { unknownOperator } from '../../../kit/json-logic.ts';
import { excerpt, type Problem } from '../../../kit/problem.ts';
import { problemAt, type Repository } from '../repository.ts';

export function checkSuites({ suites, policies }: Repository): Problem[] {
  return [...suites.flatMap(checkSuite), ...policies.flatMap(checkPolicy)];
}

function checkSuite(suite: Repository['suites'][number]): Problem[] {
  const { evaluators } = suite.value;
  const problems = evaluators.flatMap((evaluator, i) => {
    if (evaluator.kind === 'grader') {
      return [
        problemAt(suite, ['evaluators', i, 'kind'], 'SUITE_KIND_UNSUPPORTED', `evaluator ${evaluator.id} is a grader`),
      ];
    }
    if (evaluator.kind === 'business' && evaluator.dimension !== 'latency' && evaluator.dimension !== 'economics') {
      return evaluator.min === undefined && evaluator.max === undefined ? [unlimited(suite, i)] : [];
    }
    const operator = evaluator.kind === 'rule' ? unknownOperator(evaluator.when) : null;
    return operator === null ? [] : [unknownLogic(suite, ['evaluators', i, 'when'], operator)];
  });
  if (evaluators.length > 1 && new Set(evaluators.map(({ kind }) => kind)).size === 1) {
    problems.push(
      problemAt(suite, ['evaluators'], 'SUITE_ONE_KIND', `all evaluators are of the kind ${evaluators[0]?.kind}`, {
        severity: 'warning',
      }),
    );
  }
  return problems;
}

/** A number that is held against nothing scores 1 in every case: it guards nothing, and dilutes what others see. */
function unlimited(suite: Repository['suites'][number], i: number): Problem {
  const { id, dimension } = suite.value.evaluators[i] ?? { id: '', dimension: '' };
  return problemAt(
    suite,
    ['evaluators', i],
    'SUITE_LIMIT_MISSING',
    `evaluator ${id} of ${dimension} has neither min nor max`,
    { expected: 'min or max' },
  );
}

function checkPolicy(policy: Repository['policies'][number]): Problem[] {
  return policy.value.rules.flatMap(({ when }, i) => {
    const operator = unknownOperator(when);
    return operator === null ? [] : [unknownLogic(policy, ['rules', i, 'when'], operator)];
  });
}

function unknownLogic(
  document: Parameters<typeof problemAt>[0],
  at: readonly PropertyKey[],
  operator: string,
): Problem {
  return problemAt(document, at, 'LOGIC_INVALID', `JsonLogic has no operator ${excerpt(JSON.stringify(operator))}`, {
    expected: 'an operator of jsonlogic.com/operations.html, one per object',
  });
}
