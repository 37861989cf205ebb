/** Git's objects by one process that stays: a question costs a line, and what is written is a file as git writes it. */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, rename, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { deflate } from 'node:zlib';
import { ENVIRONMENT } from './run-git.ts';

/** No object: where a ref is that is not there. */
export const ZERO = '0'.repeat(40);

export type ObjectKind = 'blob' | 'tree' | 'commit' | 'tag';
/** `size` in bytes. */
export type Known = { readonly sha: string; readonly kind: ObjectKind; readonly size: number };

export type Objects = {
  /** What a name of git's stands for, as in `refs/heads/main^{commit}`; undefined if there is no such object. */
  find(name: string): Promise<Known | undefined>;
  /** Its exact bytes. */
  read(name: string): Promise<Buffer | undefined>;
  /** Resolves to the id. */
  write(kind: ObjectKind, content: Buffer): Promise<string>;
  close(): void;
};

type Waiting = {
  readonly hasContent: boolean;
  readonly answer: (known: Known | undefined, content: Buffer) => void;
  readonly fail: (error: Error) => void;
};

export function openObjects(directory: string): Objects {
  const asker = createAsker(directory);
  return {
    find: (name) => asker.ask('info', name).then((found) => found?.known),
    read: (name) => asker.ask('contents', name).then((found) => found?.content),
    write: (kind, content) => writeObject(directory, kind, content),
    close: () => asker.close(),
  };
}

function createAsker(directory: string) {
  const waiting: Waiting[] = [];
  let child: ChildProcessWithoutNullStreams | undefined;
  const begin = () => {
    const begun = spawn('git', ['-C', directory, 'cat-file', '--batch-command'], { env: ENVIRONMENT });
    let pending: Buffer = Buffer.alloc(0);
    begun.stdout.on('data', (chunk: Buffer) => {
      pending = answered(Buffer.concat([pending, chunk]), waiting);
    });
    begun.stdin.on('error', () => undefined);
    begun.on('close', () => {
      child = undefined;
      for (const { fail } of waiting.splice(0)) fail(new Error('git cat-file ended'));
    });
    return begun;
  };
  const ask = (verb: 'info' | 'contents', name: string) =>
    new Promise<{ known: Known; content: Buffer } | undefined>((resolve, reject) => {
      if (name.includes('\n')) return resolve(undefined);
      const answer: Waiting['answer'] = (known, content) => resolve(known && { known, content });
      waiting.push({ hasContent: verb === 'contents', answer, fail: reject });
      child ??= begin();
      child.stdin.write(`${verb} ${name}\n`);
    });
  return { ask, close: () => void child?.stdin.end() };
}

/** Answers whoever can be answered by what has come; resolves to the rest. */
function answered(text: Buffer, waiting: Waiting[]): Buffer {
  let rest = text;
  while (waiting[0] !== undefined) {
    const end = rest.indexOf('\n');
    if (end < 0) return rest;
    const [, sha = '', kind, size] =
      /^([0-9a-f]{40}) (blob|tree|commit|tag) (\d+)$/.exec(rest.toString('utf8', 0, end)) ?? [];
    const length = kind !== undefined && waiting[0].hasContent ? Number(size) : -1;
    const next = end + length + 2;
    if (rest.length < next) return rest;
    const known = kind === undefined ? undefined : { sha, kind: kind as ObjectKind, size: Number(size) };
    waiting.shift()?.answer(known, Buffer.from(rest.subarray(end + 1, Math.max(end + 1, next - 1))));
    rest = rest.subarray(next);
  }
  return rest;
}

const compress = promisify(deflate);
let written = 0;

async function writeObject(directory: string, kind: ObjectKind, content: Buffer): Promise<string> {
  const bytes = Buffer.concat([Buffer.from(`${kind} ${content.length}\0`), content]);
  const sha = createHash('sha1').update(bytes).digest('hex');
  const folder = join(directory, 'objects', sha.slice(0, 2));
  const path = join(folder, sha.slice(2));
  if (await stat(path).catch(() => undefined)) return sha;
  await mkdir(folder, { recursive: true });
  written += 1;
  const draft = join(folder, `tmp_obj_${written}`);
  await writeFile(draft, await compress(bytes, { level: 1 }), { mode: 0o444 });
  await rename(draft, path);
  return sha;
}
