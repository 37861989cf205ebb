/** What a change brings that changes are judged by: this one was judged by the base's, and the next will be by this. */
import { excerpt } from '../../../kit/problem.ts';
import { type ChangedPath, isJudge, PART_NAMES } from '../changed-path.ts';
import { type Check, findings } from '../check.ts';

const LISTED = 20;
const HOW = 'each intent that it changes something for is replayed';

export const checkJudges: Check<{ readonly changes: readonly ChangedPath[] }> = ({ changes }) => {
  const { note } = findings('judges');
  const judges = changes.filter(isJudge);
  const told = judges.slice(0, LISTED).map(({ path, part }) => {
    const name = excerpt(path, 200);
    const how = part === 'tools' ? 'recorded calls stay as they were made, so it was not judged' : HOW;
    if (part === 'tools' || part === 'policy' || part === 'runtime') {
      return note(`${name} changes what intents run under (${PART_NAMES[part]}); ${how}`, { path });
    }
    return note(`${name} changes what judges changes (${PART_NAMES[part]}); the base's was used`, { path });
  });
  return judges.length > LISTED ? [...told, note(`and ${judges.length - LISTED} more such files`)] : told;
};
