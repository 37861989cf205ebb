/** The sample that this repository ships, as a repository of its own: what a user finds after a clone, without its history. */
import { cpSync, mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { commitAll, git } from './repository.ts';

const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** Committed on `main`, with a person that git knows. */
export function makeSample(): string {
  const root = join(mkdtempSync(join(tmpdir(), 'autotune-sample-')), 'repo');
  mkdirSync(join(root, '.github'), { recursive: true });
  for (const part of ['packs', 'goldens', '.github/autotune.yaml', '.github/CODEOWNERS']) {
    cpSync(join(ROOT, part), join(root, part), { recursive: true });
  }
  git(root, 'init', '-q', '-b', 'main', '--template=');
  git(root, 'config', 'user.name', 'Dana');
  git(root, 'config', 'user.email', 'dana@example.com');
  commitAll(root, 'import');
  return root;
}
