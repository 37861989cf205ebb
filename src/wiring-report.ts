/** The files that a run leaves for later steps; apart from the other ports, since a step that cannot begin needs no more. */
import { placeFor, writeReportFile } from './edge/files/report-file.ts';

/** Keeps a document in the runner's temporary folder, and answers its path. */
export function keepReport(
  { RUNNER_TEMP }: Readonly<Record<string, string | undefined>>,
  document: unknown,
): Promise<string> {
  return writeReportFile(RUNNER_TEMP, document);
}

/** Where a job writes what the job after it is handed. */
export function handedPlace(
  { RUNNER_TEMP }: Readonly<Record<string, string | undefined>>,
  name: string,
): Promise<string> {
  return placeFor(RUNNER_TEMP, name);
}
