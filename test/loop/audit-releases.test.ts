/** `autotune audit` of a second change on top of a released one: the tuple to go back to has no recordings of its own. */
import { beforeAll, describe, expect, it } from 'vitest';
import { AuditReport } from '../../src/schema/audit-report.ts';
import { makeProposed } from '../making/gate.ts';
import { autotune, commitAll, copyRepository, git } from '../making/repository.ts';
import { recordShallow } from '../making/shallow.ts';

function merge(root: string, pattern: string): void {
  const [branch = ''] = git(root, 'branch', '--list', '--format=%(refname:short)', pattern).trim().split('\n');
  git(root, 'merge', '-q', '--squash', branch);
  git(root, 'commit', '-q', '-m', 'merged');
}

const audit = (root: string) => AuditReport.parse(JSON.parse(autotune(root, ['audit', '--json']).stdout));

function theatre(root: string) {
  return audit(root).failure_modes.find(({ id }) => id === 'rollback_theatre');
}

let released = '';
beforeAll(() => {
  const { root, branch } = makeProposed();
  merge(root, branch);
  autotune(root, ['record']);
  merge(root, 'autotune/*/release-*');
  released = root;
});

describe('rollback theatre', () => {
  it('is answered by replaying the tuples that could be gone back to, recorded under or not', () => {
    const root = copyRepository(released);
    const { proposals } = JSON.parse(autotune(root, ['run', '--json']).stdout);
    expect(proposals).toHaveLength(1);
    expect(proposals[0].release_path.rollback_release_tuple).toContain('@1.0.1-');
    expect(theatre(root)).toMatchObject({
      answer: 'met',
      counts: [
        { held: 2, of: 2 },
        { held: 1, of: 1 },
        { held: 1, of: 1 },
      ],
    });
  });

  it('is found where every recording reproduces its record, and none answers for the tuple before', () => {
    const root = copyRepository(released);
    recordShallow(root);
    commitAll(root, 'recorded again');
    expect(theatre(root)).toMatchObject({
      answer: 'not_met',
      reason: expect.stringContaining(
        'release.bench.answer@2026-05-01 does not replay: bench.answer: BASELINE_UNREPLAYABLE',
      ),
    });
  });
});
