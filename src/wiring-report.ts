/** The files that a run leaves for later steps; apart from the other ports, since a step that cannot begin needs no more. */
import { placeFor, writeReportFile } from './edge/files/report-file.ts';

/** Keeps a document in the runner's temporary folder, and answers its path. */
export function keepReport(
  { RUNNER_TEMP }: Readonly<Record<string, string | undefined>>,
  document: unknown,
): Promise<string> {
  return writeReportFile(RUNNER_TEMP, document);
}

/** Where a job's plan is written, for the job that follows it. */
export function planPlace({ RUNNER_TEMP }: Readonly<Record<string, string | undefined>>): Promise<string> {
  return placeFor(RUNNER_TEMP, 'plan.json');
}
