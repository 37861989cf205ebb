/** Checks of evaluator suites and policy bundles: that every judge and every rule can be run. */
import { unknownOperator } from '../../../kit/json-logic.ts';
import { unknownVariables } from '../../../kit/logic-variables.ts';
import { excerpt, type Problem } from '../../../kit/problem.ts';
import { EvaluatorFacts, PolicyFacts } from '../../../schema/rule-facts.ts';
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
    if (evaluator.kind !== 'rule') return [];
    return checkLogic(suite, ['evaluators', i, 'when'], evaluator.when, EvaluatorFacts);
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
  return policy.value.rules.flatMap(({ when }, i) => checkLogic(policy, ['rules', i, 'when'], when, PolicyFacts));
}

type Read = Parameters<typeof problemAt>[0];

/** A name that no rule is given reads as nothing in every case: what is written with it cannot fail, or cannot hold. */
function checkLogic(
  document: Read,
  at: readonly PropertyKey[],
  logic: unknown,
  facts: Parameters<typeof unknownVariables>[1],
): Problem[] {
  const operator = unknownOperator(logic);
  const variables = unknownVariables(logic, facts).map(({ at: inner, name, closest }) => {
    const expected = closest.join(' | ');
    const message = `${excerpt(name)} is nothing that a rule is given to read`;
    return problemAt(
      document,
      [...at, ...inner],
      'LOGIC_VARIABLE_UNKNOWN',
      message,
      expected === '' ? {} : { expected },
    );
  });
  return operator === null ? variables : [unknownLogic(document, at, operator), ...variables];
}

function unknownLogic(document: Read, at: readonly PropertyKey[], operator: string): Problem {
  return problemAt(document, at, 'LOGIC_INVALID', `JsonLogic has no operator ${excerpt(JSON.stringify(operator))}`, {
    expected: 'an operator of jsonlogic.com/operations.html, one per object',
  });
}
