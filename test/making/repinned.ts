/** Golden sets that are as their manifest pins them and would not be stamped: somebody got round the digest, or an older program wrote them. */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { sha256 } from '../../src/kit/canonical.ts';
import { edit } from './repository.ts';

/** Changes the text of a set, and pins what came of it. */
export function repinned(root: string, path: string, change: (text: string) => string): void {
  const digest = () => sha256(readFileSync(join(root, path)));
  const before = digest();
  edit(root, path, change);
  edit(root, `${dirname(path)}/manifest.yaml`, (text) => text.replace(before, digest()));
}
