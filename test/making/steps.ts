/**
 * How much work a function is, counted and not timed: how often the blocks of some files were entered while it ran. What
 * ran before this file is imported is not counted in full, so a test of steps needs a file and a worker of its own.
 */
import { type Profiler, Session } from 'node:inspector';

const session = new Session();
session.connect();
session.post('Profiler.enable');
session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });

/** @param files what the addresses of the files have in them */
export function stepsOf(files: RegExp, run: () => void): number {
  taken();
  run();
  const counted = taken().filter(({ url }) => files.test(url));
  const ranges = counted.flatMap(({ functions }) => functions.flatMap((one) => one.ranges));
  return ranges.reduce((sum, { count }) => sum + count, 0);
}

/** Since it was asked before. */
function taken(): readonly Profiler.ScriptCoverage[] {
  const scripts: Profiler.ScriptCoverage[] = [];
  session.post('Profiler.takePreciseCoverage', (error, { result }) => {
    if (error !== null) throw error;
    scripts.push(...result);
  });
  return scripts;
}
