/**
 * Runs the gits of a world by a small shell that stays: a fork of the grown process that tests live in costs ten
 * times what such a git takes. They run one after the other, so none may wait for what this process serves.
 */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gitCommand, quoted } from '../../making/git-shell.ts';
import { ENVIRONMENT, type TryGit } from './run-git.ts';

type Waiting = { readonly answer: (code: number) => void; readonly fail: (error: Error) => void };
type Shell = { readonly child: ChildProcessWithoutNullStreams; readonly folder: string; count: number };

const waiting: Waiting[] = [];
let shell: Shell | undefined;

export const shellGit: TryGit = async (directory, args, { input = '', env = {} } = {}) => {
  shell ??= begin();
  const { child, folder } = shell;
  shell.count += 1;
  const place = join(folder, String(shell.count));
  const files = { stdin: `${place}.in`, stdout: `${place}.out`, stderr: `${place}.err` };
  writeFileSync(files.stdin, input);
  const code = await new Promise<number>((answer, fail) => {
    waiting.push({ answer, fail });
    hold(child, true);
    const variables = Object.entries(env).map(([name, value]) => `${name}=${quoted(value ?? '')} `);
    child.stdin.write(`${variables.join('')}${gitCommand(['-C', directory, ...args], files)}; echo $?\n`);
  });
  const ran = { code, stdout: readFileSync(files.stdout), stderr: readFileSync(files.stderr, 'utf8') };
  for (const file of Object.values(files)) rmSync(file);
  return ran;
};

function begin(): Shell {
  const child = spawn('sh', [], { env: ENVIRONMENT, stdio: 'pipe' });
  let text = '';
  child.stdout.on('data', (chunk) => {
    text += String(chunk);
    const lines = text.split('\n');
    text = lines.pop() ?? '';
    for (const line of lines) waiting.shift()?.answer(Number(line));
    if (waiting.length === 0) hold(child, false);
  });
  child.on('close', () => {
    shell = undefined;
    for (const { fail } of waiting.splice(0)) fail(new Error('the shell that starts git has ended'));
  });
  return { child, folder: mkdtempSync(join(tmpdir(), 'world-shell-')), count: 0 };
}

/** One that nobody has asked anything must not keep the program from ending. */
function hold(child: ChildProcessWithoutNullStreams, isHeld: boolean): void {
  for (const handle of [child, child.stdin, child.stdout, child.stderr]) {
    if (handle === child || handle instanceof Socket) isHeld ? handle.ref() : handle.unref();
  }
}
