/**
 * A stage on which a proposal is open. The first of a kind is opened by a whole run; the others by the very requests that
 * this run wrote, so that a test pays for the run that it is about.
 */
import { expect } from 'vitest';
import { refs } from '../making/repository.ts';
import { fetchText } from '../world/http.ts';
import type { LoggedRequest } from '../world/log.ts';
import type { WorldOptions } from '../world/options.ts';
import type { World } from '../world/world.ts';
import { type Stage, stageOf } from './stage.ts';

export type Opened = Stage & { readonly branch: string; readonly head: string; readonly proposal: string };

type Opening = {
  readonly writes: readonly LoggedRequest[];
  readonly serverUrl: string;
  readonly outputs: Readonly<Record<string, string>>;
};

const openings = new Map<string, Opening>();

/** A stage on which a proposal is open, as #1. The default time of a stage: another one would make other commits. */
export async function openedStage(
  from: string,
  options: Omit<WorldOptions, 'now'> & { readonly closes?: boolean } = {},
): Promise<Opened> {
  const stage = await stageOf(from, options);
  const kind = JSON.stringify([refs(from), { ...options, closes: undefined }]);
  const known = openings.get(kind);
  const { outputs } = known ?? (await openedBy(stage));
  if (known === undefined) openings.set(kind, { outputs, ...writtenTo(stage.world) });
  else await repeat(stage, known);
  const { branch = '', 'head-sha': head = '', 'proposal-id': proposal = '' } = outputs;
  return { ...stage, branch, head, proposal };
}

async function openedBy(stage: Stage) {
  const { outputs } = await stage.run();
  expect(outputs).toMatchObject({ operation: 'created', 'pull-request-number': '1' });
  return { outputs };
}

const writtenTo = ({ writes, serverUrl }: World) => ({ writes: [...writes], serverUrl });

/** Only the address of the world is another one in what is written. */
async function repeat({ world, token }: Stage, { writes, serverUrl }: Opening): Promise<void> {
  const authorization = `token ${await token('github-actions')}`;
  for (const { method, path, body, status } of writes) {
    const url = path === '/graphql' ? world.graphqlUrl : `${world.apiUrl}${path}`;
    const text = JSON.stringify(body).replaceAll(serverUrl, world.serverUrl);
    const headers = { authorization, 'content-type': 'application/json' };
    const answer = await fetchText(url, { method, headers, body: text });
    expect({ path, status: answer.status }, answer.text).toEqual({ path, status });
  }
}
