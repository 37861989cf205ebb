/** What a change brings that changes are judged by: this one was judged by the base's, and the next will be by this. */
import { excerpt } from '../../../kit/problem.ts';
import { type ChangedPath, isJudge, PART_NAMES } from '../changed-path.ts';
import { type Check, findings } from '../check.ts';

const LISTED = 20;

export const checkJudges: Check<{ readonly changes: readonly ChangedPath[] }> = ({ changes }) => {
  const { note } = findings('judges');
  const judges = changes.filter(isJudge);
  const told = judges.slice(0, LISTED).map(({ path, part }) => {
    const reason = `${excerpt(path, 200)} changes what judges changes (${PART_NAMES[part]}); the base's was used`;
    return note(reason, { path });
  });
  return judges.length > LISTED ? [...told, note(`and ${judges.length - LISTED} more such files`)] : told;
};
