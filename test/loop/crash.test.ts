/** A run that is killed at any git command, before or after it took effect: the next run brings the same end state. */
import { chmodSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { RunReport } from '../../src/schema/run-report.ts';
import { autotune, copyRepository, git, makeRepository, refs } from '../making/repository.ts';

/** A `git` that counts the calls that write and, at the one asked for, kills the run that called it. */
const KILLER = `#!/bin/sh
case " $* " in
  *" update-ref "*|*" fast-import "*) ;;
  *) exec REAL_GIT "$@" ;;
esac
count=$(( $(cat "$AUTOTUNE_TEST_DIR/count") + 1 ))
echo "$count" > "$AUTOTUNE_TEST_DIR/count"
read -r at when < "$AUTOTUNE_TEST_DIR/plan"
if [ "$count" = "$at" ] && [ "$when" = before ]; then kill -9 "$PPID"; exit 1; fi
REAL_GIT "$@"
status=$?
if [ "$count" = "$at" ] && [ "$when" = after ]; then kill -9 "$PPID"; fi
exit $status
`;

let pristine = '';
let writes = 0;
let wanted = { proposals: '', kinds: [] as string[] };
const shim = mkdtempSync(join(tmpdir(), 'autotune-git-'));

function outcome(root: string) {
  const names = git(root, 'ls-tree', '-r', '--name-only', 'autotune/ledger', 'events/').trim().split('\n');
  return {
    proposals: refs(root)
      .split('\n')
      .filter((ref) => ref.includes('autotune/bench'))
      .join('\n'),
    kinds: names.map((name) => /-([a-z_]+)-[0-9a-f]{12}\.json$/.exec(name)?.[1] ?? name).sort(),
  };
}

/** Runs with the counting git; null where the run was killed. */
function runKilledAt(root: string, at: number, when: 'before' | 'after' | 'never') {
  writeFileSync(join(shim, 'count'), '0\n');
  writeFileSync(join(shim, 'plan'), `${at} ${when}\n`);
  return autotune(root, ['run', '--json'], { PATH: `${shim}:${process.env['PATH'] ?? ''}` });
}

beforeAll(() => {
  pristine = makeRepository();
  const real = process.env['PATH']?.split(':').map((folder) => join(folder, 'git')) ?? [];
  const found = real.find((path) => path !== join(shim, 'git') && isExecutable(path)) ?? '/usr/bin/git';
  writeFileSync(join(shim, 'git'), KILLER.replaceAll('REAL_GIT', found).replaceAll('$AUTOTUNE_TEST_DIR', shim));
  chmodSync(join(shim, 'git'), 0o755);
  const whole = copyRepository(pristine);
  expect(runKilledAt(whole, 0, 'never').status).toBe(0);
  writes = Number(readFileSync(join(shim, 'count'), 'utf8'));
  wanted = outcome(whole);
});

function isExecutable(path: string): boolean {
  try {
    return readFileSync(path).length > 0;
  } catch {
    return false;
  }
}

describe('a killed run', () => {
  it('converges whichever writing git command it was killed at', () => {
    expect(writes).toBeGreaterThanOrEqual(10);
    const killed = [];
    for (let at = 1; at <= writes; at++) {
      for (const when of ['before', 'after'] as const) {
        const root = copyRepository(pristine);
        if (runKilledAt(root, at, when).status === null) killed.push(`${at} ${when}`);
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
    }
    expect(killed).toHaveLength(writes * 2);
  }, 180_000);
});
