/** What the doors say of an error that ended a verb: the coded error itself, alone or in the report of a run that came to nothing. */
import { AutotuneError, isAutotuneError } from '../kit/errors.ts';
import type { FailureReport } from '../schema/failure-report.ts';
import type { ReportedError, RunReport } from '../schema/run-report.ts';

/** Whatever was thrown, as a coded error. */
export function codedError(thrown: unknown): AutotuneError {
  return isAutotuneError(thrown) ? thrown : new AutotuneError('INTERNAL', String(thrown), { cause: thrown });
}

export function reportedError({ code, message, hint, problems }: AutotuneError): ReportedError {
  return { code, message, hint, problems: [...problems] };
}

export function failedReport(error: AutotuneError): RunReport {
  return {
    operation: 'none',
    run_id: 'none',
    targets: [],
    proposals: [],
    outcomes: [],
    flagged: [],
    search: { strategy: 'none', candidates: 0, replays: 0, seconds: 0 },
    errors: [reportedError(error)],
  };
}

/** Of any verb that is no run. */
export function failureReport(error: AutotuneError): FailureReport {
  return { schema_version: 1, errors: [reportedError(error)] };
}
