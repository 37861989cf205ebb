/** A resolved target from whole documents; tests change one answer and look what is asked. */

import { readRepository } from '../../../src/core/repository/repository.ts';
import { type ResolvedTarget, resolveTarget } from '../../../src/core/targets/resolve-target.ts';
import type { Target } from '../../../src/schema/configuration.ts';
import { FILES } from '../repository/documents.ts';

export function declared(files: Readonly<Record<string, string>> = {}) {
  const listed = Object.entries({ ...FILES, ...files }).map(([path, text]) => ({ path, text }));
  const { repository, problems } = readRepository(listed);
  if (problems.length > 0) throw new Error(JSON.stringify(problems));
  return repository;
}

export function resolution(files: Readonly<Record<string, string>> = {}, more: Partial<Target> = {}) {
  const repository = declared(files);
  const [configuration] = repository.configurations;
  const target = configuration?.value.targets[0];
  if (configuration === undefined || target === undefined) throw new Error('these tests need a target');
  return resolveTarget(repository, configuration.value, { ...target, ...more });
}

/** Sets with cases in them, since stamping fills in the counts. */
export const COUNTED = {
  'goldens/bench.answer/manifest.yaml': (FILES['goldens/bench.answer/manifest.yaml'] ?? '').replaceAll(
    'cases: 0',
    'cases: 9',
  ),
};

export function resolved(files: Readonly<Record<string, string>> = {}, more: Partial<Target> = {}): ResolvedTarget {
  const found = resolution({ ...COUNTED, ...files }, more);
  if ('missing' in found) throw new Error(found.missing.join());
  return found.resolved;
}
