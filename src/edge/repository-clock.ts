/**
 * The instant of the commit that a run looks at. A run of the same repository state therefore writes the same bytes,
 * whenever it is started.
 */
import type { Clock } from '../ports/clock.ts';
import type { Repository } from './git.ts';

/** The committer date of HEAD, unless an instant is given. */
export function repositoryClock(repository: Repository, instant?: string): Clock {
  return {
    async now() {
      if (instant !== undefined) return instant;
      const { stdout } = await repository.git(['rev-list', '--max-count=1', '--timestamp', 'HEAD', '--']);
      const seconds = Number.parseInt(stdout.toString('utf8'), 10);
      return new Date(seconds * 1000).toISOString().replace('.000Z', 'Z');
    },
  };
}
