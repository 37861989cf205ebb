/** GraphQL errors as GitHub words and types them. */
import { GraphQLError } from 'graphql';
import type { Caller, Need } from '../callers.ts';
import { grants } from '../callers.ts';

export type ErrorType = 'NOT_FOUND' | 'FORBIDDEN' | 'STALE_DATA' | 'UNPROCESSABLE';

/** GitHub puts `type` beside the message, not into `extensions`; the printer moves it there. */
export const failure = (type: ErrorType, message: string): GraphQLError =>
  new GraphQLError(message, { extensions: { type } });

/** A field of the public schema that this world has no answer for: to be added, or not to be asked. */
export class NotModelled extends Error {}

export function must(caller: Caller, ...needs: readonly Need[]): void {
  if (!grants(caller, needs)) throw failure('FORBIDDEN', 'Resource not accessible by integration');
}
