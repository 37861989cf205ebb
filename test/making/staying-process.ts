/**
 * A Node that stays: it carries out one command line of the bundle after another, so that Node is started, the bundle is
 * read and its code is compiled once for many. Between two of them it ends what the end of a process would have ended,
 * but for files: a run that leaves one open is wrong, and ends this process.
 */
import type { ChildProcess } from 'node:child_process';
import { subscribe } from 'node:diagnostics_channel';
import { once } from 'node:events';
import promises, { type FileHandle } from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import type { Socket } from 'node:net';
import { pathToFileURL } from 'node:url';
import type { Carried, Done } from './staying.ts';

const children = new Set<ChildProcess>();
const sockets = new Set<Socket>();
const opened: { readonly file: FileHandle; readonly path: string }[] = [];
let count = 0;

/** What no run ends with. */
const LEFT_OPEN = 70;

const { open } = promises;
promises.open = async (path, ...how) => {
  const file = await open(path, ...how);
  opened.push({ file, path: String(path) });
  return file;
};
syncBuiltinESMExports();

subscribe('child_process', (message) => {
  const { process: child } = message as { readonly process: ChildProcess };
  children.add(child);
  child.once('exit', () => children.delete(child));
  child.once('error', () => children.delete(child));
});
subscribe('net.client.socket', (message) => {
  const { socket } = message as { readonly socket: Socket };
  sockets.add(socket);
  socket.once('close', () => sockets.delete(socket));
});
process.stdout.setMaxListeners(0);
process.stderr.setMaxListeners(0);
process.on('disconnect', () => process.exit());
process.on('message', (carried: Carried) => void carryOut(carried));

/** An error that the bundle lets through ends this process, as it would have ended one of its own. */
async function carryOut({ entry, args, cwd, env, beside, mark }: Carried): Promise<void> {
  process.chdir(cwd);
  for (const name of Object.keys(process.env)) delete process.env[name];
  Object.assign(process.env, env);
  process.argv = [process.execPath, entry, ...args];
  process.exitCode = undefined;
  count += 1;
  // The modules are evaluated anew, and with them all that the bundle keeps of its environment.
  const guest = beside === undefined ? undefined : await import(anew(beside));
  await import(anew(entry));
  const status = Number(process.exitCode ?? 0);
  process.emit('beforeExit', status);
  await endAll();
  guest?.end();
  endWhereOpen();
  process.stdout.write(mark);
  process.stderr.write(mark);
  process.send?.({ status } satisfies Done);
}

const anew = (module: string) => `${pathToFileURL(module)}?${count}`;

function endWhereOpen(): void {
  const left = opened.splice(0).filter(({ file }) => file.fd >= 0);
  if (left.length === 0) return;
  process.stderr.write(`left open: ${left.map(({ path }) => path).join(', ')}\n`);
  process.exit(LEFT_OPEN);
}

async function endAll(): Promise<void> {
  for (const signal of ['SIGINT', 'SIGTERM']) process.removeAllListeners(signal);
  for (const socket of sockets) socket.destroy();
  const ended = [...children].map((child) => once(child, 'exit'));
  for (const { stdin, stdout, stderr } of children) for (const stream of [stdin, stdout, stderr]) stream?.destroy();
  await Promise.all(ended);
  // The folder may be taken away now.
  process.chdir('/');
}
