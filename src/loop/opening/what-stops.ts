/** Which errors are the end of one target only, and which are the end of a whole run. */
import type { AutotuneError } from '../../kit/errors.ts';

/** The forge does not answer, or not this token: no other target would fare better, and no record could be written. */
const FORGE_IS_SHUT = [
  'RATE_LIMITED',
  'FORGE_UNREACHABLE',
  'FORGE_ANSWER',
  'FORGE_UNAUTHORIZED',
  'FORGE_FORBIDDEN',
  'FORGE_NOT_FOUND',
  'PULL_REQUESTS_FORBIDDEN',
];

const TRANSIENT = new Set<string>([
  ...[
    'GIT_FAILED',
    'LEDGER_BUSY',
    'SCRATCH_UNREADABLE',
    'INTERNAL',
    'SHARD_INVALID',
    'SHARDS_INCOMPLETE',
    'SHARD_DIFFERS',
  ],
  ...FORGE_IS_SHUT,
]);

/** Errors after which nothing may be decided for any target. */
const STOPS_ALL = new Set<string>([...TRANSIENT, 'LEDGER_BROKEN', 'LEDGER_MISSING', 'SELF_TEST_FAILED']);

/** Throws an error that stops every target; any other is the end of this one only. */
export function assertGoesOn(error: AutotuneError): void {
  if (STOPS_ALL.has(error.code)) throw error;
}

/** Whether another attempt may not meet it again: it is no result of the run, so nothing that its record should say. */
export function isTransient(code: string): boolean {
  return TRANSIENT.has(code);
}
