/**
 * Keeps what goes wrong while held-out cases are read from quoting them: a defect of ours, or of a package, may carry
 * the text it stumbled over in its message. Coded errors pass; their words are chosen where they are thrown.
 */
import { AutotuneError, isAutotuneError } from '../../kit/errors.ts';

/** Does the work; of an error without a code only the places in the program are kept. */
export async function hush<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw isAutotuneError(error) ? error : silenced(error);
  }
}

function silenced(error: unknown): AutotuneError {
  const silent = new AutotuneError('INTERNAL', 'a defect while held-out cases were read; what it says is not shown');
  const stack = error instanceof Error ? framesOf(error) : [];
  silent.stack = [`${silent.name}: ${silent.message}`, ...stack].join('\n');
  return silent;
}

/** The frames of a stack that begins with its own message; of any other one nothing. */
function framesOf({ stack = '', name, message }: Error): string[] {
  const opening = message === '' ? name : `${name}: ${message}`;
  if (!stack.startsWith(opening)) return [];
  const lines = stack.slice(opening.length).split('\n').slice(1);
  return lines.filter((line) => /^ {4}at /.test(line));
}
