/** Checkouts as the job of a search has them: without the held-out sets, and where asked without their bytes in git. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { git } from './repository.ts';

const SPARSE = ['sparse-checkout', 'set', '--no-cone', '/*', '!goldens/*/test.jsonl*'] as const;

/** A clone whose working tree leaves the held-out sets out. `isPartial`: their blobs were never fetched either. */
export function blindClone(root: string, { isPartial = false } = {}): string {
  const folder = mkdtempSync(join(tmpdir(), 'autotune-blind-'));
  git(root, 'config', 'uploadpack.allowFilter', 'true');
  const filter = isPartial ? ['--filter=blob:none'] : [];
  git(folder, 'clone', '-q', '--no-checkout', ...filter, pathToFileURL(root).href, 'repo');
  const clone = join(folder, 'repo');
  git(clone, ...SPARSE);
  git(clone, 'checkout', '-q', 'main');
  // Whatever is missing now stays missing.
  git(clone, 'remote', 'remove', 'origin');
  return clone;
}
