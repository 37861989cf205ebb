/**
 * What `--json` prints where a verb came to no answer: the coded error, and none of the keys that an answer has, so that
 * nobody takes it for one. `run` puts the error into its own report instead, beside what it had done by then.
 */
import { z } from 'zod';
import { ReportedError } from './run-report.ts';

export const FailureReport = z.strictObject({ schema_version: z.literal(1), errors: z.array(ReportedError).min(1) });
export type FailureReport = z.infer<typeof FailureReport>;
