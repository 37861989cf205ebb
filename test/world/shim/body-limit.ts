/** GitHub takes so many characters for what an issue, a pull request or a comment says, and not one more. */
import { type Answer, refuse } from './router.ts';

export const BODY_LIMIT = 65_536;

export const tooLong = (resource: string): Answer =>
  refuse(422, 'Validation Failed', [
    { resource, code: 'unprocessable', field: 'data', message: 'Body is too long (maximum is 65536 characters)' },
  ]);
