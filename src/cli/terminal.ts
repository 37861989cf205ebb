/** The terminal as this process was given it: its environment, its two streams, and what neither may ever show. */
import type { Answer } from '../door/answer.ts';
import { painter } from '../door/text.ts';
import { hiding, IDENTITY_VARIABLE } from '../kit/secret.ts';

export const environment = { ...process.env };
// What this process starts, and what a crash of it would list, has no use for the identity.
delete process.env[IDENTITY_VARIABLE];
const hidden = hiding(environment[IDENTITY_VARIABLE]);

// Who reads the output may stop reading; what was asked for is done nevertheless, and the code says how it went.
for (const stream of [process.stdout, process.stderr]) stream.on('error', unlessClosed);

function unlessClosed(error: Error & { readonly code?: string }): void {
  if (error.code !== 'EPIPE') throw error;
}

export const screen = {
  isTTY: process.stderr.isTTY === true,
  get columns() {
    return process.stderr.columns;
  },
  write: say,
};

export const paintOut = painter(process.stdout.isTTY === true && process.env['NO_COLOR'] === undefined);
export const paintErr = painter(process.stderr.isTTY === true && process.env['NO_COLOR'] === undefined);

export function show({ document, text }: Answer<unknown>, isJson: boolean): 0 {
  return print(isJson ? `${JSON.stringify(document, null, 2)}\n` : text(paintOut));
}

export function print(text: string): 0 {
  process.stdout.write(hidden(text));
  return 0;
}

export function say(text: string): void {
  process.stderr.write(hidden(text));
}
