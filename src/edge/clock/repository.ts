/**
 * The instant of the commit that a run looks at. A run of the same repository state therefore writes the same bytes,
 * whenever it is started.
 */
import type { Clock } from '../../ports/clock.ts';
import { gitFailure, type Repository } from '../git/git.ts';
import { readObjects } from '../git/objects.ts';

/** The committer date of HEAD, unless an instant is given. */
export function repositoryClock(repository: Repository, instant?: string): Clock {
  return {
    async now() {
      if (instant !== undefined) return instant;
      const [head] = await readObjects(repository, ['HEAD']);
      // Headers end at the first empty line; what a message says is no header.
      const [headers = ''] = (head?.bytes.toString('utf8') ?? '').split('\n\n', 1);
      const seconds = Number(/^committer .* (\d+) [+-]\d{4}$/m.exec(headers)?.[1]);
      if (Number.isNaN(seconds)) throw gitFailure(['cat-file'], 'HEAD is not a commit with a date');
      return new Date(seconds * 1000).toISOString().replace('.000Z', 'Z');
    },
  };
}
