/**
 * The one error a user can meet. Every code stands in the catalogue, from which docs/errors.md is generated; expected
 * outcomes (no proposal, a refused target) are values and never come here.
 */
import { ERROR_CATALOGUE, type ErrorCode } from './error-catalogue.ts';
import type { Problem } from './problem.ts';

export class AutotuneError extends Error {
  readonly code: ErrorCode;
  readonly hint: string;
  readonly problems: readonly Problem[];

  /**
   * @param code a code of the catalogue
   * @param message what happened here, with the names involved
   * @param more `hint` replaces the catalogue's own; `problems` are the places to fix
   */
  constructor(
    code: ErrorCode,
    message: string,
    more: { hint?: string; problems?: readonly Problem[]; cause?: unknown } = {},
  ) {
    super(message, more.cause === undefined ? undefined : { cause: more.cause });
    this.name = 'AutotuneError';
    this.code = code;
    this.hint = more.hint ?? ERROR_CATALOGUE[code].fix;
    this.problems = more.problems ?? [];
  }
}

/** Whether an unknown thrown value is a coded error. */
export function isAutotuneError(error: unknown): error is AutotuneError {
  return error instanceof AutotuneError;
}
