/** A small repository for tests of whole runs in which the cases are not the point: it has one change to propose. */
import { SYNTHETIC_DOCUMENTS } from '../../bench/synthetic.ts';
import type { GoldenCase } from '../../src/schema/golden-case.ts';
import { makeRepository } from './repository.ts';

export const PACK = 'packs/bench/pack.yaml';
export const CONFIGURATION = '.github/autotune.yaml';

const changed = (path: string, edit: (text: string) => string) =>
  [path, edit(SYNTHETIC_DOCUMENTS[path] ?? '')] as const;

/** Few values to try, and margins that few cases can settle. */
export const SMALL_DOCUMENTS: Readonly<Record<string, string>> = Object.fromEntries([
  changed(PACK, (text) => text.replace('min: 1, max: 50', 'min: 6, max: 10').replace(/\n.*kb-max-hops.*/, '')),
  changed(CONFIGURATION, (text) =>
    text
      .replace('utility_delta: { min: -0.02 }', 'utility_delta: { min: -0.5 }')
      .replace('1000', '240')
      .replace('reviewers: { domain_owner: "@acme/bench" }', 'reviewers: { domain_owner: "@wren" }'),
  ),
]);

/** As `makeRepository`, of 40 search cases and as many held-out ones. */
export function smallRepository(
  change?: (golden: GoldenCase, i: number) => GoldenCase,
  documents: Readonly<Record<string, string>> = {},
): string {
  const all = { ...SMALL_DOCUMENTS, ...documents };
  return makeRepository({ search: 40, test: 40, documents: all, ...(change && { change }) });
}
