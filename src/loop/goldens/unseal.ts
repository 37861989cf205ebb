/**
 * `autotune goldens unseal`: gives a person the held-out set back, as the bytes that were sealed. Nothing is given
 * before the whole file was opened and is the pinned one, and nothing is ever written to a file.
 */
import { isSealed } from '../../core/repository/layout.ts';
import { AutotuneError } from '../../kit/errors.ts';
import { loadRepository } from '../documents/load-repository.ts';
import { hush } from '../replay/hush.ts';
import { findSet, forEachLine } from '../replay/read-set.ts';
import type { World } from '../world.ts';

/** The bytes of the sealed set of an intent. Throws where it is not sealed, cannot be opened or is not the pinned one. */
export async function unseal(
  { workspace }: Pick<World, 'workspace'>,
  intent: string,
): Promise<AsyncIterable<Uint8Array>> {
  const { repository } = await loadRepository(workspace);
  const manifest = repository.manifests.find(({ value }) => value.intent === intent);
  if (repository.unstamped.some(({ value }) => value.intent === intent))
    throw new AutotuneError('MANIFEST_UNSTAMPED', `the manifest of ${intent} does not pin its held-out set`);
  if (manifest === undefined) throw new AutotuneError('USAGE', `there are no goldens of ${intent}`);
  const path = await findSet(workspace, intent, 'test');
  if (path === null) throw new AutotuneError('CONFIG_MISSING', `goldens/${intent} has no test set`);
  if (!isSealed(path)) throw new AutotuneError('SEAL_CONFLICT', `${path} is plain text already`);
  const digest = await hush(() => forEachLine(workspace, path, () => {}));
  if (digest !== manifest.value.sets.test.sha256)
    throw new AutotuneError('SET_DIGEST_MISMATCH', `what is sealed in ${path} is not the set that the manifest pins`);
  return workspace.bytes(path);
}
