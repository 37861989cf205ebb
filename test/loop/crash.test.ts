/**
 * A run that is killed at any git command that writes, before or after it took effect: the next run brings the same end
 * state. What a run leaves that is killed after one is what it leaves before the next, since only reads lie between.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import { RunReport } from '../../src/schema/run-report.ts';
import { autotune, copyRepository, git, refs } from '../making/repository.ts';
import { smallRepository } from '../making/small.ts';
import { deedsLike, strikingGit } from '../making/striking-git.ts';

/** The deeds of git that others can see, or that what they see is made of. */
const WRITES = /update-ref|fast-import/;

let pristine = '';
let writes: number[] = [];
let wanted: ReturnType<typeof outcome> | null = null;

function outcome(root: string) {
  const list = (folder: string) =>
    git(root, 'ls-tree', '-r', '--name-only', 'autotune/ledger', folder).trim().split('\n');
  const requests = list('pull-requests/').filter((name) => name.endsWith('.json'));
  return {
    proposals: refs(root)
      .split('\n')
      .filter((ref) => ref.includes('autotune/bench'))
      .join('\n'),
    kinds: list('events/')
      .map((name) => /-([a-z_]+)-[0-9a-f]{12}\.json$/.exec(name)?.[1] ?? name)
      .sort(),
    texts: [...list('pull-requests/'), ...list('checks/')],
    runs: git(root, 'ls-tree', '-r', 'autotune/ledger', 'runs/').trim().split('\n'),
    states: requests.map((name) => JSON.parse(git(root, 'show', `autotune/ledger:${name}`)).state),
  };
}

beforeAll(() => {
  pristine = smallRepository();
  const whole = copyRepository(pristine);
  const calm = strikingGit('before', 0);
  expect(autotune(whole, ['run', '--json'], { PATH: calm.path }).status).toBe(0);
  writes = deedsLike(calm, WRITES);
  wanted = outcome(whole);
});

describe('a killed run', () => {
  it('converges whichever writing git command it was killed at', () => {
    expect(writes.length).toBeGreaterThanOrEqual(10);
    const killed = [];
    const moments = [
      ...writes.map((at) => ({ at, when: 'before' }) as const),
      { at: writes.at(-1) ?? 0, when: 'after' } as const,
    ];
    for (const { at, when } of moments) {
      const root = copyRepository(pristine);
      const { path } = strikingGit(when, at);
      if (autotune(root, ['run', '--json'], { PATH: path }).status === null) killed.push(`${at} ${when}`);
      const next = autotune(root, ['run', '--json']);
      expect({ at, when, status: next.status, stderr: next.status === 0 ? '' : next.stderr }).toEqual({
        at,
        when,
        status: 0,
        stderr: '',
      });
      expect({ at, when, ...outcome(root) }).toEqual({ at, when, ...wanted });
      expect(RunReport.parse(JSON.parse(next.stdout)).operation).toMatch(/created|unchanged/);
      expect(git(root, 'status', '--porcelain')).toBe('');
    }
    expect(killed).toHaveLength(moments.length);
  }, 300_000);
});
