/**
 * What each target of the configuration leaves open, as problems: a run would refuse it. What a check of the documents
 * has told already is not told again, and nothing is asked of what cannot be read.
 */
import { type DocumentKind, placeOfDocument } from '../../core/repository/layout.ts';
import { problemAt, type Repository } from '../../core/repository/repository.ts';
import { areRead, type UnreadDocument, unreadAt } from '../../core/repository/unread.ts';
import { targetStates } from '../../core/targets/left-open.ts';
import type { Part } from '../../core/targets/resolve-target.ts';
import type { Problem } from '../../kit/problem.ts';

/** What a target misses where no document of a kind is there for it. */
const PART_OF: readonly (readonly [DocumentKind, Part])[] = [
  ['release', 'release record'],
  ['manifest', 'goldens manifest'],
  ['policy', 'policy bundle'],
  ['tools', 'tool manifest'],
  ['suite', 'evaluator suite'],
  ['runtime', 'runtime'],
];

/** Parts that a release record, or a manifest of goldens, names: where that leads nowhere, it was told there. */
const NAMED_BY: Partial<Record<DocumentKind, readonly Part[]>> = {
  release: ['policy bundle', 'tool manifest', 'evaluator suite'],
  manifest: ['runtime'],
};

/** @param told the problems that were found so far */
export function openProblems(
  repository: Repository,
  unread: readonly UnreadDocument[],
  told: readonly Problem[],
): Problem[] {
  const named = told.flatMap(({ code, severity, file }) => {
    const kind = code === 'REF_UNRESOLVED' && severity === 'error' ? placeOfDocument(file)?.kind : undefined;
    return kind === undefined ? [] : (NAMED_BY[kind] ?? []);
  });
  const unknown = [...unread, ...repository.unstamped.map(({ path }) => unreadAt(path))];
  const hidden = PART_OF.flatMap(([kind, part]) => (areRead(unknown, kind) ? [] : [part]));
  // An intent that no pack declares is told at every place that names it.
  const untold: readonly Part[] = ['pack', 'intent', ...named, ...hidden];
  const messages = new Set(told.map(({ message }) => message));
  return repository.configurations.flatMap((configuration) =>
    targetStates(repository, configuration.value, untold).flatMap(({ open }, i) =>
      open
        .filter((question) => !messages.has(question))
        .map((question) => problemAt(configuration, ['targets', i], 'CONTRACT_INCOMPLETE', question)),
    ),
  );
}
