/** GitHub's own parser and evaluator of expressions, for conditions and for the values that steps are given. */
import { data, Evaluator, Lexer, Parser } from '@actions/expressions';
import { convertWorkflowTemplate, NoOperationTraceWriter, parseWorkflow } from '@actions/workflow-parser';
import type { Shipped } from './shipped.ts';

/** What an expression may name, by context. */
export type Contexts = Readonly<Record<string, unknown>>;

export type Condition = {
  readonly at: string;
  /** As it is written in the file, if it is. */
  readonly written: string | undefined;
  /** As GitHub completes it: with `success()`, unless it asks for the status itself. */
  readonly completed: string;
};

/** The conditions of the jobs of a workflow. */
export async function conditions({ path, text, workflow }: Shipped): Promise<readonly Condition[]> {
  const { context, value } = parseWorkflow({ name: path, content: text }, new NoOperationTraceWriter());
  if (value === undefined) throw new Error(`${path} does not read`);
  const template = await convertWorkflowTemplate(context, value);
  return template.jobs.map((job) => ({
    at: `${path} ${job.id.value}`,
    written: workflow.jobs[job.id.value]?.if,
    completed: job.if.expression,
  }));
}

/** @param isNeedMet whether all that came before succeeded; a run that was cancelled evaluates nothing here */
export function holds(condition: string, contexts: Contexts, isNeedMet = true): boolean {
  return !['', 'false', '0', 'null'].includes(evaluate(condition, contexts, isNeedMet));
}

/** A value of a step with what its expressions come to. */
export function filled(value: unknown, contexts: Contexts): string {
  return String(value).replaceAll(/\$\{\{(.*?)\}\}/gs, (_, expression: string) =>
    evaluate(expression.trim(), contexts),
  );
}

function evaluate(expression: string, contexts: Contexts, isNeedMet = true): string {
  const success = { name: 'success', minArgs: 0, maxArgs: 0, call: () => new data.BooleanData(isNeedMet) };
  const cancelled = { name: 'cancelled', minArgs: 0, maxArgs: 0, call: () => new data.BooleanData(false) };
  const tree = new Parser(new Lexer(expression).lex().tokens, Object.keys(contexts), [success, cancelled]).parse();
  const known: unknown = JSON.parse(JSON.stringify(contexts), data.reviver);
  if (!(known instanceof data.Dictionary)) throw new Error('the contexts are no dictionary');
  return new Evaluator(
    tree,
    known,
    new Map([
      ['success', success],
      ['cancelled', cancelled],
    ]),
  )
    .evaluate()
    .coerceString();
}
