/** What GitHub's official client says of a refusal, as a value to compare. */
import { Octokit } from '@octokit/rest';
import { jsonOf, listOf } from './json.ts';
import type { World } from './world.ts';

const silent = () => undefined;

/** A client without retries, throttling or a word on the console. */
export const clientOf = ({ apiUrl: baseUrl }: World, auth: string): Octokit =>
  new Octokit({ auth, baseUrl, log: { debug: silent, info: silent, warn: silent, error: silent } });

/** Status and message of the refusal, and what its `errors` say; throws if the request was granted. */
export async function refusal(
  request: Promise<unknown>,
): Promise<{ status: unknown; message: string; errors: unknown }> {
  const error = await request.then(
    () => undefined,
    (reason: unknown) => jsonOf(reason),
  );
  if (error === undefined) throw new Error('the request was granted');
  const data = jsonOf(jsonOf(error['response'])['data']);
  const listed = listOf(data['errors'] ?? error['errors']);
  const errors = listed.map(({ message, type, field, code }) => message ?? type ?? `${String(field)} ${String(code)}`);
  return { status: error['status'], message: String(data['message'] ?? error['message']), errors };
}
