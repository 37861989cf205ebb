/**
 * A git that stays: one child process that is asked again and again. A fork of a grown process costs more than most
 * gits it starts, so what a run asks dozens of times is asked of a process that is there already.
 */
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { Socket } from 'node:net';

/** How many bytes the answer at the beginning of some bytes takes, or null while it is not whole. */
export type Span = (bytes: Buffer) => number | null;

export type Session = {
  /** Whether the process has ended; nothing can be asked then. */
  readonly isOver: boolean;
  /**
   * Writes a question and waits for its answer; questions are answered in their order. Throws where git ends instead. A
   * long question may come in parts: each is asked for once the last was taken, so that they are never held together.
   * Where a part cannot be made, that is thrown, and git is ended: half a question has no answer.
   */
  ask(question: string | Iterable<string>, span: Span): Promise<Buffer>;
};

type Waiting = { readonly span: Span; resolve(answer: Buffer): void; reject(error: Error): void };

const NOTHING = Buffer.alloc(0);
const LINE_FEED = 10;
/** What git says beyond this is not kept. */
const SAID = 4000;

/**
 * @param failure the error for what git said before it ended
 * @param farewell what git wants to read before its input ends, so that it does not take the end for a failure
 */
export function openSession(
  child: ChildProcessWithoutNullStreams,
  failure: (said: string) => Error,
  farewell = '',
): Session {
  const waiting: Waiting[] = [];
  let held: Buffer = NOTHING;
  let said = '';
  let isOver = false;
  let written = Promise.resolve();

  const settle = () => {
    for (;;) {
      const [next] = waiting;
      const length = next?.span(held) ?? null;
      if (next === undefined || length === null) break;
      waiting.shift();
      next.resolve(held.subarray(0, length));
      held = held.subarray(length);
    }
    if (waiting.length === 0) hold(child, false);
  };
  const end = (error: Error) => {
    isOver = true;
    open.delete(leave);
    for (const { reject } of waiting.splice(0)) reject(error);
  };
  const leave = () => {
    hold(child, true);
    child.stdin.end(farewell);
  };

  child.stdout.on('data', (chunk: Buffer) => {
    held = held.length === 0 ? chunk : Buffer.concat([held, chunk]);
    settle();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    said = `${said}${chunk.toString('utf8')}`.slice(-SAID);
  });
  // git may end before it read everything; that it ended says so.
  child.stdin.on('error', () => undefined);
  child.on('error', end);
  child.on('close', (code, signal) => end(failure(said || `ended by ${signal ?? `exit code ${code}`}`)));
  hold(child, false);
  if (farewell !== '') leaveAtEnd(leave);

  return {
    get isOver() {
      return isOver;
    },
    ask(question, span) {
      return new Promise((resolve, reject) => {
        if (isOver) return reject(failure(said || 'ended'));
        waiting.push({ span, resolve, reject });
        hold(child, true);
        written = written
          .then(() => write(child, question))
          .catch((error: unknown) => {
            reject(error);
            child.kill();
          });
      });
    },
  };
}

/** Git that ended takes no more: that it ended is told by itself. */
async function write({ stdin }: ChildProcessWithoutNullStreams, question: string | Iterable<string>): Promise<void> {
  for (const part of typeof question === 'string' ? [question] : question) {
    // As bytes: for a text the stream would take room for the longest that it could be, three times the text.
    const isTaken = await new Promise<boolean>((resolve) => stdin.write(Buffer.from(part), (error) => resolve(!error)));
    if (!isTaken) return;
  }
}

/** The span of so many lines. */
export function lines(count: number): Span {
  return (bytes) => {
    let end = 0;
    for (let line = 0; line < count; line++) {
      const at = bytes.indexOf(LINE_FEED, end);
      if (at < 0) return null;
      end = at + 1;
    }
    return end;
  };
}

/** Whether the program waits for the process; one that nobody has asked anything must not keep it from ending. */
function hold(child: ChildProcessWithoutNullStreams, isHeld: boolean): void {
  const handles = [child, child.stdin, child.stdout, child.stderr];
  for (const handle of handles) {
    if (handle !== child && !(handle instanceof Socket)) continue;
    if (isHeld) handle.ref();
    else handle.unref();
  }
}

const open = new Set<() => void>();

function leaveAtEnd(leave: () => void): void {
  if (open.size === 0) {
    process.once('beforeExit', () => {
      for (const each of open) each();
    });
  }
  open.add(leave);
}
