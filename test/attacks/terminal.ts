/** The built command line on the bed of a stage, as somebody runs it who has a token: verbs that the action has none for. */
import { spawn } from 'node:child_process';
import { CLI, environment, type Ran } from '../making/repository.ts';
import type { Stage } from './stage.ts';

export type Verb = {
  /** Seconds since 1970. */
  readonly now: number;
  /** What `GITHUB_TOKEN` is. */
  readonly token: string;
};

/** Runs a verb with `--forge github` in the checkout of a stage. The servers are in this process, so it is not waited for by it. */
export function onGitHub({ world, checkout }: Stage, args: readonly string[], { now, token }: Verb): Promise<Ran> {
  const env = environment({
    GITHUB_API_URL: world.apiUrl,
    GITHUB_GRAPHQL_URL: world.graphqlUrl,
    GITHUB_SERVER_URL: world.serverUrl,
    GITHUB_REPOSITORY: world.repository,
    GITHUB_TOKEN: token,
    SOURCE_DATE_EPOCH: String(now),
  });
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [CLI, ...args, '--forge', 'github', '--repo', checkout], { env });
    const text = { stdout: '', stderr: '' };
    child.stdout.on('data', (chunk) => {
      text.stdout += String(chunk);
    });
    child.stderr.on('data', (chunk) => {
      text.stderr += String(chunk);
    });
    child.on('error', reject);
    child.on('close', (status) => resolve({ status, ...text }));
  });
}
