/**
 * `autotune goldens seal`: the held-out set, stamped and in order, becomes a file that only its recipients can open.
 * The pinned digest and count of the set stay as they are, so that its looks stay counted; the same verb seals it again
 * to other recipients, and finishes a sealing that was cut short.
 */
import { pinSeal } from '../../core/goldens/pin-seal.ts';
import { recipientsOf } from '../../core/goldens/seal.ts';
import { checkBeforeRun } from '../../core/repository/check-repository.ts';
import { isSealed, sealedPath } from '../../core/repository/layout.ts';
import type { Document } from '../../core/repository/repository.ts';
import { AutotuneError } from '../../kit/errors.ts';
import type { GoldensManifest } from '../../schema/goldens-manifest.ts';
import { loadRepository } from '../documents/load-repository.ts';
import { assertNoProblems } from '../replay/audit-set.ts';
import { placesOfSet } from '../replay/read-set.ts';
import { verifySet } from '../replay/verify-set.ts';
import type { World } from '../world.ts';

type Ports = Pick<World, 'workspace' | 'progress'>;

export type SealOptions = {
  readonly intent?: string;
  /** The recipients to seal to; without them those that the manifest names. */
  readonly to?: readonly string[];
};

export type Sealed = {
  /** Sets that were sealed, by the name they have now. */
  readonly sealed: readonly string[];
  /** Plain text that was removed from the working tree. */
  readonly removed: readonly string[];
  /** Sets that were sealed to these recipients already. */
  readonly unchanged: readonly string[];
};

/** Seals the held-out set of every intent, or of the one named. Throws before a file is touched where one is not in order. */
export async function seal(ports: Ports, { intent, to }: SealOptions): Promise<Sealed> {
  const { workspace, progress } = ports;
  const { repository, problems } = await loadRepository(workspace, checkBeforeRun);
  const blocking = problems.filter(({ severity }) => severity === 'error');
  if (blocking.length > 0) throw new AutotuneError('DOCUMENTS_INVALID', 'nothing was sealed', { problems: blocking });
  const manifests = repository.manifests.filter(({ value }) => intent === undefined || value.intent === intent);
  if (manifests.length === 0)
    throw new AutotuneError('USAGE', `there are no goldens${intent === undefined ? '' : ` of ${intent}`}`);
  const plans: Plan[] = [];
  for (const manifest of manifests) {
    progress.phase(`reading ${manifest.value.intent}`);
    plans.push(await planOf(ports, manifest, to));
  }
  for (const plan of plans.filter(({ isNeeded }) => isNeeded)) {
    progress.phase(`sealing ${plan.manifest.value.intent}`);
    await sealSet(ports, plan);
  }
  progress.done();
  return {
    sealed: plans.flatMap((plan) => (plan.isNeeded ? [plan.target] : [])),
    removed: plans.flatMap(({ source, target }) => (source === target ? [] : [source])),
    unchanged: plans.flatMap((plan) => (plan.isNeeded ? [] : [plan.target])),
  };
}

type Plan = {
  readonly manifest: Document<GoldensManifest>;
  readonly source: string;
  readonly target: string;
  readonly recipients: readonly string[];
  readonly isNeeded: boolean;
};

async function planOf({ workspace }: Ports, manifest: Document<GoldensManifest>, to: SealOptions['to']): Promise<Plan> {
  const { value } = manifest;
  const pinned = value.sets.test;
  const { plain, sealed } = await placesOfSet(workspace, value.intent, 'test');
  const source = plain ?? sealed;
  if (source === null) throw new AutotuneError('CONFIG_MISSING', `goldens/${value.intent} has no test set`);
  const recipients = [...new Set(to ?? recipientsOf(pinned))];
  if (recipients.length === 0)
    throw new AutotuneError('USAGE', `${source}: name who may open it with --to, or in the manifest`);
  const target = isSealed(source) ? source : sealedPath(source);
  if (sealed !== null && sealed !== target)
    throw new AutotuneError('SEAL_CONFLICT', `${source} would be sealed beside ${sealed}: remove one of them`);
  const isSame = plain === null && recipients.join() === recipientsOf(pinned).join();
  if (isSame && (await workspace.digest(source)) === pinned.sealed_sha256) {
    return { manifest, source, target, recipients, isNeeded: false };
  }
  if (plain !== null && sealed !== null && (await workspace.digest(plain)) !== pinned.sha256) {
    throw new AutotuneError(
      'SEAL_CONFLICT',
      `${plain} is not the set that the manifest pins, and ${sealed} is there too`,
    );
  }
  await assertInOrder(workspace, value, source);
  return { manifest, source, target, recipients, isNeeded: true };
}

/** Only what is stamped and pinned is sealed: whoever opens it later must find the set that was meant. */
async function assertInOrder(workspace: World['workspace'], manifest: GoldensManifest, path: string): Promise<void> {
  if (isSealed(path) && !workspace.canUnseal)
    throw new AutotuneError('HELDOUT_SEALED', `${path} has to be opened to be sealed again`);
  assertNoProblems(
    await verifySet(workspace, { manifest, role: 'test', riskClass: undefined, isStampNeeded: true, path }),
  );
}

/** The sealed file first, then its pins, then the plain text: cut short anywhere, the verb finds its way on. */
async function sealSet({ workspace }: Ports, { manifest, source, target, recipients }: Plan): Promise<void> {
  await workspace.seal(source, target, recipients);
  const pin = { recipients, sha256: await workspace.digest(target) };
  await workspace.replace(manifest.path, [pinSeal(manifest.text, manifest.value, pin)]);
  if (source !== target) await workspace.remove(source);
}
