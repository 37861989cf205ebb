/** A real repository in a temporary folder, driven by a person's git: the world that the edge is tested against. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type Environment, openRepository, type Repository } from '../../src/edge/git/git.ts';

const PERSON = {
  GIT_AUTHOR_NAME: 'Ada',
  GIT_AUTHOR_EMAIL: 'ada@example.com',
  GIT_COMMITTER_NAME: 'Ada',
  GIT_COMMITTER_EMAIL: 'ada@example.com',
  GIT_AUTHOR_DATE: '2026-05-12T06:00:00Z',
  GIT_COMMITTER_DATE: '2026-05-12T06:00:00Z',
};

export type TemporaryRepository = {
  readonly root: string;
  readonly repository: Repository;
  /** Runs git as a person would; answers what it printed, trimmed. */
  git(...args: string[]): string;
  gitAs(environment: Environment, ...args: string[]): string;
  write(path: string, content: string | Buffer): void;
  /** Writes files and commits everything; answers the commit. */
  commit(files: Readonly<Record<string, string>>): string;
  /** Everything a person can see change: the files, the index, HEAD and the checked-out commit. */
  fingerprint(): string;
};

/** A temporary folder that goes away with the test. */
export function temporaryFolder(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'autotune-')));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Runs git in a folder as a person would. */
export function personalGit(cwd: string, args: readonly string[], environment: Environment = {}): string {
  const env = {
    PATH: process.env['PATH'],
    HOME: cwd,
    GIT_CONFIG_NOSYSTEM: '1',
    LC_ALL: 'C',
    ...PERSON,
    ...environment,
  };
  return execFileSync('git', [...args], { cwd, env, encoding: 'utf8', stdio: 'pipe' }).trim();
}

type Format = 'sha1' | 'sha256';
const templates = new Map<Format, string>();

/** A repository with one commit on `main`, made once for each object format and worker, and then copied. */
export async function temporaryRepository(
  options: { format?: Format; folder?: string } = {},
): Promise<TemporaryRepository> {
  const format = options.format ?? 'sha1';
  const template = templates.get(format) ?? makeTemplate(format);
  templates.set(format, template);
  const root = join(temporaryFolder(), options.folder ?? 'repository');
  cpSync(template, root, { recursive: true });
  return describeRepository(root);
}

function makeTemplate(format: Format): string {
  const root = mkdtempSync(join(tmpdir(), 'autotune-template-'));
  mkdirSync(join(root, 'packs/support'), { recursive: true });
  writeFileSync(join(root, 'packs/support/pack.yaml'), 'top_k: 10\n');
  writeFileSync(join(root, 'README.md'), 'A shop.\n');
  personalGit(root, ['init', '-q', '-b', 'main', '--template=', `--object-format=${format}`]);
  personalGit(root, ['add', '--all']);
  personalGit(root, ['commit', '-q', '-m', 'a shop']);
  return root;
}

/** A repository that exists already, e.g. a clone or a linked working tree. */
export async function describeRepository(root: string): Promise<TemporaryRepository> {
  const git = (...args: string[]) => personalGit(root, args);
  const write = (path: string, content: string | Buffer) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  };
  const commit = (changed: Readonly<Record<string, string>>) => {
    for (const [path, content] of Object.entries(changed)) write(path, content);
    git('add', '--all');
    git('commit', '-q', '--allow-empty', '-m', 'a commit');
    return git('rev-parse', 'HEAD');
  };
  return {
    root,
    repository: await openRepository(root, process.env),
    git,
    gitAs: (environment, ...args) => personalGit(root, args, environment),
    write,
    commit,
    fingerprint: () => fingerprintOf(root, git),
  };
}

function fingerprintOf(root: string, git: (...args: string[]) => string): string {
  const hash = createHash('sha256');
  const directory = git('rev-parse', '--absolute-git-dir');
  for (const name of ['HEAD', 'index']) {
    const stats = statSync(join(directory, name), { bigint: true });
    hash.update(`${name} ${stats.mtimeNs} ${stats.ino}\n`).update(readFileSync(join(directory, name)));
  }
  hash.update(git('for-each-ref', '--format=%(refname) %(objectname)', 'refs/heads/main', 'refs/tags', 'refs/stash'));
  for (const entry of readdirSync(root, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (!entry.isFile() || path.startsWith(join(root, '.git'))) continue;
    hash.update(`${path} ${statSync(path, { bigint: true }).mtimeNs}\n`).update(readFileSync(path));
  }
  return hash.digest('hex');
}
