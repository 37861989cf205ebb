/** The file that a run leaves for later steps; apart from the other ports, since a step that cannot begin needs no more. */
import { writeReportFile } from './edge/report-file.ts';

/** Keeps a document in the runner's temporary folder, and answers its path. */
export function keepReport(
  { RUNNER_TEMP }: Readonly<Record<string, string | undefined>>,
  document: unknown,
): Promise<string> {
  return writeReportFile(RUNNER_TEMP, document);
}
