/**
 * Starts the user's query command: an argument list and no shell, a few variables and no secrets of autotune's, a limit
 * of time and one of bytes, and its own process group, so that what it started ends with it.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { TextDecoder } from 'node:util';
import { AutotuneError } from '../../kit/errors.ts';
import { excerpt } from '../../kit/problem.ts';
import type { Query, QueryCommand } from '../../ports/query.ts';

const ALLOW = 'AUTOTUNE_ALLOW_QUERY';
const INHERITED = ['PATH', 'HOME', 'SYSTEMROOT'];
const LINE_FEED = 10;
/** Beyond this a line is no production run. */
const LONGEST_LINE = 1024 * 1024;
const SAID = 2000;

type Environment = Readonly<Record<string, string | undefined>>;

/** @param root where commands are started: the checkout */
export function queryCommands(root: string, environment: Environment): Query {
  const isAllowed = environment[ALLOW] === 'true';
  return {
    isAllowed,
    async *lines(command) {
      if (!isAllowed) {
        throw new AutotuneError('QUERY_FORBIDDEN', `${nameOf(command)} was not started: ${ALLOW} is not "true"`);
      }
      yield* linesOf(command, root, environment);
    },
  };
}

async function* linesOf(
  command: QueryCommand,
  cwd: string,
  environment: Environment,
): AsyncGenerator<readonly string[]> {
  const [program = '', ...args] = command.run;
  const child = spawn(program, args, {
    cwd,
    env: variables(command, environment),
    stdio: ['ignore', 'pipe', 'pipe'],
    shell: false,
    detached: true,
  });
  let failure: string | null = null;
  const stop = (why: string) => {
    failure ??= why;
    kill(child);
    // What left the process group keeps its ends of the pipes, which nobody waits for any more.
    child.stdout.destroy();
    child.stderr.destroy();
  };
  const ended = new Promise<{ code: number | null; signal: string | null }>((resolve) => {
    child.once('error', (error) => {
      failure ??= `it cannot be started: ${excerpt(error.message, 200)}`;
      resolve({ code: null, signal: null });
    });
    child.once('close', (code, signal) => resolve({ code, signal }));
  });
  const timer = setTimeout(
    () => stop(`it took longer than ${command.timeoutSeconds} s`),
    command.timeoutSeconds * 1000,
  );
  let said = '';
  child.stderr.on('data', (bytes: Buffer) => {
    if (said.length < SAID) said += bytes.toString('utf8');
  });
  try {
    yield* splitLines(child.stdout, command.maxBytes, stop);
    const { code, signal } = await ended;
    if (failure === null && code !== 0) failure = `it ended with ${signal ?? `exit code ${code}`}`;
  } catch (error) {
    // The end of a pipe that was let go of is told by why that was.
    if (failure === null) throw error;
  } finally {
    clearTimeout(timer);
    // A reader who stops early, or a failure, leaves nothing running.
    if (child.exitCode === null) kill(child);
    child.stderr.destroy();
  }
  if (failure === null) return;
  const told = said.trim() === '' ? '' : `; it said: ${excerpt(said.trim(), 300)}`;
  throw new AutotuneError('QUERY_FAILED', `${nameOf(command)}: ${failure}${told}`);
}

async function* splitLines(
  stdout: AsyncIterable<Buffer>,
  maxBytes: number,
  stop: (why: string) => void,
): AsyncGenerator<readonly string[]> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let rest: Buffer[] = [];
  let held = 0;
  let total = 0;
  for await (const bytes of stdout) {
    total += bytes.length;
    if (total > maxBytes) return stop(`it printed more than ${maxBytes} bytes`);
    const end = bytes.lastIndexOf(LINE_FEED);
    held += end < 0 ? bytes.length : bytes.length - end - 1;
    if (end >= 0) {
      const text = decode(decoder, Buffer.concat([...rest, bytes.subarray(0, end)]));
      if (text === null) return stop('it printed what is not UTF-8');
      yield text.split('\n');
      rest = [bytes.subarray(end + 1)];
      held = bytes.length - end - 1;
    } else rest.push(bytes);
    if (held > LONGEST_LINE) return stop(`it printed a line of more than ${LONGEST_LINE} bytes`);
  }
  const text = decode(decoder, Buffer.concat(rest));
  if (text === null) return stop('it printed what is not UTF-8');
  if (text !== '') yield [text];
}

function decode(decoder: TextDecoder, bytes: Uint8Array): string | null {
  try {
    return decoder.decode(bytes);
  } catch {
    return null;
  }
}

function variables({ environment: names }: QueryCommand, environment: Environment): Record<string, string> {
  const given = [...INHERITED, ...names].flatMap((name) => {
    const value = environment[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return { LANG: 'C.UTF-8', ...Object.fromEntries(given) };
}

function kill(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    child.kill('SIGKILL');
  }
}

function nameOf({ run: [program = ''] }: QueryCommand): string {
  return `experience.command ${excerpt(program, 100)}`;
}
