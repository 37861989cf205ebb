/** How a verb ends at GitHub's door: in the log, as annotations, on the page and as outputs; the answer is the exit code. */

import type { Answer } from '../door/answer.ts';
import { renderProblem } from '../kit/problem.ts';
import type { ReportedError, RunReport } from '../schema/run-report.ts';
import { annotationsOfErrors, annotationsOfProposals } from './annotations.ts';
import { type Outputs, outputsOf } from './outputs.ts';
import type { Reporter } from './reporter.ts';

/** Shows an answer as the text that a terminal would show; `told` are errors that do not make it fail. */
export async function finishText(
  reporter: Reporter,
  { document, isFine, text }: Answer<unknown>,
  { outputs = {}, told = [] }: { readonly outputs?: Outputs; readonly told?: readonly ReportedError[] } = {},
): Promise<number> {
  const plain = text(plainly);
  reporter.say(plain);
  sayErrors(reporter, told);
  reporter.annotate(annotationsOfErrors(told, false));
  const { errorSections, textSection } = await import('./summary.ts');
  await reporter.showPage([textSection(plain), ...errorSections(told)]);
  await reporter.setOutputs(outputs, document);
  return isFine ? 0 : 1;
}

/** Shows what came of a run, or what ended it. */
export async function finishRun(reporter: Reporter, report: RunReport, passesRateLimit: boolean): Promise<number> {
  const { errors } = report;
  const isPassed = passesRateLimit && errors.every(({ code }) => code === 'RATE_LIMITED');
  const isFailure = errors.length > 0 && !isPassed;
  sayErrors(reporter, errors);
  reporter.annotate([...annotationsOfErrors(errors, isFailure), ...annotationsOfProposals(report)]);
  const [{ errorSections }, { summariseRun }] = await Promise.all([
    import('./summary.ts'),
    import('../loop/run/summarise-run.ts'),
  ]);
  const heading = `## Autotune: ${isFailure ? 'failed' : report.operation}`;
  await reporter.showPage([heading, ...errorSections(errors), ...summariseRun(report)]);
  await reporter.setOutputs(outputsOf(report), report);
  return isFailure ? 1 : 0;
}

function sayErrors(reporter: Reporter, errors: readonly ReportedError[]): void {
  for (const { code, message, problems, hint } of errors) {
    const places = problems.map((problem) => `  ${renderProblem(problem).replaceAll('\n', '\n  ')}\n`);
    reporter.say(`${code}: ${message}\n${places.join('')}  ${hint}`);
  }
}

export function plainly(_style: string, text: string): string {
  return text;
}
