/**
 * The one identity of a change, from which candidate id, proposal id and branch name are made. It stands with law 1
 * because the same change must be recognised whoever suggests it, under whatever name.
 */
import { digestOf, shortDigest } from '../../kit/canonical.ts';
import type { TypedPatch } from '../../schema/tunable-surface.ts';
import type { BaselineTuple } from '../../schema/tuning-target.ts';

export type Change = {
  readonly intent: string;
  readonly patch: TypedPatch;
  readonly baselineTuple: BaselineTuple;
  readonly evaluatorSuite: string;
};

/** The digest of a change. The order of keys and the way numbers are written cannot matter: it is over canonical JSON. */
export function fingerprintOf({ intent, patch, baselineTuple, evaluatorSuite }: Change): string {
  return digestOf({ intent, patch, baseline_tuple: baselineTuple, evaluator_suite: evaluatorSuite });
}

/** `cand_<12 hex>`. */
export function candidateId(fingerprint: string): string {
  return `cand_${shortDigest(fingerprint)}`;
}

/** `at_<intent>_<metric>_<12 hex>`, an id whatever the length of its parts. */
export function proposalId(intent: string, metric: string, fingerprint: string): string {
  return `at_${slug(intent, 60)}_${slug(metric, 40)}_${shortDigest(fingerprint)}`;
}

/** `autotune/<intent>/<12 hex>`: the intent as it is, but for what git does not allow in the name of a branch. */
export function branchName(intent: string, fingerprint: string): string {
  const part = intent
    .replaceAll(/[^a-z0-9._-]/g, '-')
    .replaceAll(/\.{2,}/g, '.')
    .replace(/\.lock$/, '-lock')
    .replace(/^\.+|\.+$/g, '');
  return `autotune/${part}/${shortDigest(fingerprint)}`;
}

function slug(name: string, length: number): string {
  return name
    .replaceAll(/[^a-z0-9]+/g, '_')
    .slice(0, length)
    .replace(/^_+|_+$/g, '');
}
