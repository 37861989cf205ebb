/**
 * Runs of the bundle in processes that stay (`staying-process.ts`): where a test is about what a run says and leaves, not
 * about the start or the death of its process. Two runs at once have two processes.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { Socket } from 'node:net';
import { join } from 'node:path';
import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from 'node:worker_threads';

export type Asked = {
  /** A door of the bundle. */
  readonly entry: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** A module that is loaded before the door, and whose `end` is called after it. */
  readonly beside?: string;
};
/** What the process that stays is sent; it says the mark on both streams when it is done. */
export type Carried = Asked & { readonly mark: string };
export type Done = { readonly status: number };
export type Ended = { readonly status: number | null; readonly stdout: string; readonly stderr: string };
export type Running = { readonly ended: Promise<Ended>; kill(signal: NodeJS.Signals): void };

const PROGRAM = join(import.meta.dirname, 'staying-process.ts');
const THREAD = join(import.meta.dirname, 'staying-thread.ts');
const MARK = '\u0000 the end of a run \u0000';
/** Milliseconds that a test waits for a run without doing anything else. */
const PATIENCE = 120_000;

const idle: ChildProcess[] = [];

export function start(asked: Asked): Running {
  const child = idle.pop() ?? begin(asked.env);
  hold(child, true);
  const text = { stdout: '', stderr: '' };
  const ended = new Promise<Ended>((resolve, reject) => {
    let done: Done | undefined;
    const settle = () => {
      if (done === undefined || !text.stdout.endsWith(MARK) || !text.stderr.endsWith(MARK)) return;
      leave();
      hold(child, false);
      idle.push(child);
      resolve({ ...done, stdout: text.stdout.slice(0, -MARK.length), stderr: text.stderr.slice(0, -MARK.length) });
    };
    const onStdout = (chunk: unknown) => {
      text.stdout += String(chunk);
      settle();
    };
    const onStderr = (chunk: unknown) => {
      text.stderr += String(chunk);
      settle();
    };
    const onMessage = (message: unknown) => {
      done = message as Done;
      settle();
    };
    const onClose = (status: number | null) => resolve({ status, ...text });
    // Node listens to the same streams, to tell when the process and all that it said has ended.
    const leave = () => {
      child.stdout?.off('data', onStdout);
      child.stderr?.off('data', onStderr);
      child.off('message', onMessage).off('error', reject).off('close', onClose);
    };
    child.stdout?.on('data', onStdout);
    child.stderr?.on('data', onStderr);
    child.on('message', onMessage).on('error', reject).on('close', onClose);
    child.send({ ...asked, mark: MARK } satisfies Carried);
  });
  return { ended, kill: (signal) => child.kill(signal) };
}

function begin({ PATH = '', HOME = '', NODE_COMPILE_CACHE = '' }: Asked['env']): ChildProcess {
  const env = { PATH, HOME, NODE_COMPILE_CACHE };
  const child = fork(PROGRAM, { env, execArgv: [], stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
  for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8');
  return child;
}

/** One that nobody has asked anything must not keep the program from ending. */
function hold(child: ChildProcess, isHeld: boolean): void {
  const handles = [child, child.channel, child.stdout, child.stderr];
  for (const handle of handles) {
    if (handle instanceof Socket || handle === child || handle === child.channel)
      isHeld ? handle?.ref() : handle?.unref();
  }
}

type Thread = { readonly port: MessagePort; readonly turn: Int32Array };
let thread: Thread | undefined;

/** The same, waited for: nothing else is done in this process meanwhile, and no server in it answers. */
export function carryOut(asked: Asked): Ended {
  thread ??= beginThread();
  const { port, turn } = thread;
  Atomics.store(turn, 0, 0);
  port.postMessage(asked);
  if (Atomics.wait(turn, 0, 0, PATIENCE) === 'timed-out') throw new Error(`no end of ${asked.args.join(' ')}`);
  return receiveMessageOnPort(port)?.message;
}

function beginThread(): Thread {
  const { port1: port, port2: theirs } = new MessageChannel();
  const turn = new Int32Array(new SharedArrayBuffer(4));
  new Worker(THREAD, { workerData: { port: theirs, turn }, transferList: [theirs], execArgv: [] }).unref();
  port.unref();
  return { port, turn };
}
