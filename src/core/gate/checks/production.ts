/** Which production runs a change alters, and whether it has them read from elsewhere: promotions and verdicts rest on them. */
import { canonicalJson } from '../../../kit/canonical.ts';
import { excerpt } from '../../../kit/problem.ts';
import type { Configuration } from '../../../schema/configuration.ts';
import type { ChangedPath } from '../changed-path.ts';
import { type Check, findings } from '../check.ts';

export type ProductionFacts = {
  /** Changed files with runs of the source of the base, or of that after the merge. */
  readonly files: readonly Pick<ChangedPath, 'path' | 'before' | 'after'>[];
  /** Where runs are read from; undefined where from nowhere. */
  readonly before: Configuration['experience'];
  readonly after: Configuration['experience'];
  readonly configuration: string;
};

const WHY = 'promotions and verdicts on releases rest on them';

export const checkProduction: Check<ProductionFacts> = ({ files, before, after, configuration }) => {
  const { note } = findings('production');
  const isElsewhere = canonicalJson(sourceOf(before)) !== canonicalJson(sourceOf(after));
  const [was, is] = [nameOf(before), nameOf(after)];
  const now = was === is ? `${is} in another way` : `${is} after the merge, and from ${was} before`;
  const moved = isElsewhere ? [note(`production runs are read from ${now}: ${WHY}`, { path: configuration })] : [];
  const [first] = files;
  if (first === undefined) return moved;
  const changed =
    files.length === 1 ? '1 file of production runs changes' : `${files.length} files of production runs change`;
  return [...moved, note(`${changed} (${countsOf(files)}): ${WHY}`, { path: first.path })];
};

function countsOf(files: ProductionFacts['files']): string {
  const [added, gone] = [files.filter(({ before }) => before === null), files.filter(({ after }) => after === null)];
  const other = files.length - added.length - gone.length;
  const counts = [
    [added.length, 'new'],
    [other, 'with other content'],
    [gone.length, 'taken away'],
  ] as const;
  return counts.flatMap(([count, what]) => (count === 0 ? [] : [`${count} ${what}`])).join(', ');
}

/** What harvesting takes from the same place is no part of it. */
function sourceOf(experience: Configuration['experience']) {
  if (experience === undefined) return null;
  return 'files' in experience ? { files: experience.files } : { command: experience.command };
}

function nameOf(experience: Configuration['experience']): string {
  if (experience === undefined) return 'nowhere';
  if ('files' in experience) return `the files in ${excerpt(experience.files, 120)}`;
  return `the command ${excerpt(experience.command.run.join(' '), 120)}`;
}
