/** A git that stands before the real one, notes everything it is asked to do, and strikes at the n-th of those deeds. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

/**
 * `before` and `after` kill the run that asked, with the deed undone or done; `midway` while git reads what it is to do;
 * `child` ends git itself once the deed was done, and nobody is told.
 */
export type Blow = 'before' | 'after' | 'midway' | 'child';

export type StrikingGit = {
  /** What PATH has to be. */
  readonly path: string;
  /** The arguments of the git that was asked, by deed; one that stays does many. */
  deeds(): readonly string[];
};

/** @param at the number of the deed, from 1; 0 is none */
export function strikingGit(how: Blow, at: number): StrikingGit {
  const folder = mkdtempSync(join(tmpdir(), 'autotune-git-'));
  const real = execFileSync('sh', ['-c', 'command -v git'], { encoding: 'utf8' }).trim();
  const blows = {
    before: 'kill -9 $PPID; exit 137',
    after: `${real} "$@"; kill -9 $PPID; exit 137`,
    midway: `head -c ${at * 90} | ${real} "$@" > '${folder}/lost'; kill -9 $PPID; exit 137`,
    child: `${real} "$@"; kill -9 $$`,
  };
  const staying = join(import.meta.dirname, 'staying-git.mjs');
  const script = `#!/bin/sh
case " $* " in
  *" fast-import "*|*" update-ref "*" --stdin "*|*" cat-file --batch "*)
    exec '${process.execPath}' '${staying}' '${real}' '${folder}' ${how} ${at} "$@" ;;
esac
n=1
set -C
until { true > '${folder}'/$n; } 2> /dev/null; do n=$((n + 1)); done
set +C
echo "$*" > '${folder}'/$n
if [ $n = ${at} ]; then ${blows[how]}; fi
exec ${real} "$@"
`;
  writeFileSync(join(folder, 'git'), script, { mode: 0o755 });
  const deeds = () => {
    const numbers = readdirSync(folder).filter((name) => /^\d+$/.test(name));
    return numbers.map((_, index) => readFileSync(join(folder, `${index + 1}`), 'utf8'));
  };
  return { path: `${folder}${delimiter}${process.env['PATH'] ?? ''}`, deeds };
}

/** The numbers of the deeds whose git has such arguments. */
export function deedsLike(git: StrikingGit, which: RegExp): number[] {
  return git.deeds().flatMap((deed, index) => (which.test(deed) ? [index + 1] : []));
}
