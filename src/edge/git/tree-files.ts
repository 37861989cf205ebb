/** Every file of a commit with its text, a few at a time: what an audit reads the whole ledger by. */
import type { LedgerFile } from '../../ports/ledger.ts';
import type { Repository } from './git.ts';
import { readObjects } from './objects.ts';

/** Files that are held at once. */
const AT_ONCE = 64;
const ENTRY = /^100(?:644|755) blob ([0-9a-f]+)\t(.+)$/s;

/** The regular files of a commit by path, none where there is no commit; bytes that are no UTF-8 are replaced. */
export async function* filesAt(repository: Repository, commit: string | null): AsyncGenerator<LedgerFile> {
  if (commit === null) return;
  const { stdout } = await repository.git(['ls-tree', '-r', '-z', '--full-tree', commit]);
  const entries = stdout
    .toString('utf8')
    .split('\0')
    .flatMap((entry) => {
      const [, blob, path] = ENTRY.exec(entry) ?? [];
      return blob === undefined || path === undefined ? [] : [{ blob, path }];
    });
  for (let at = 0; at < entries.length; at += AT_ONCE) {
    const next = entries.slice(at, at + AT_ONCE);
    const objects = await readObjects(
      repository,
      next.map(({ blob }) => blob),
    );
    for (const [i, { path }] of next.entries()) yield { path, text: objects[i]?.bytes.toString('utf8') ?? '' };
  }
}
