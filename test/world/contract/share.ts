/** Starts the one contract that all test files of a run share, and tells them where it is: vitest's global set-up. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { SHARED } from './contract.ts';

const PROCESS = join(import.meta.dirname, 'contract-process.ts');

let child: ChildProcess;

export async function setup(): Promise<void> {
  child = fork(PROCESS, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const [port] = await once(child, 'message');
  process.env[SHARED] = `http://127.0.0.1:${port}`;
}

export function teardown(): void {
  child.disconnect();
}
