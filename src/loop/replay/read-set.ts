/** Streams a golden set case by case; the set is never held, and its digest comes with the same pass. */

import { sealedPath, setPaths } from '../../core/repository/layout.ts';
import { AutotuneError } from '../../kit/errors.ts';
import type { Problem } from '../../kit/problem.ts';
import type { DamagedLine, Workspace } from '../../ports/workspace.ts';
import type { GoldenCase } from '../../schema/golden-case.ts';

/**
 * Where a set stands in the checkout, in plain text and sealed; null where it does not. The search set is never sealed.
 * Throws `SET_AMBIGUOUS` where two files of one kind stand side by side: taking one of them would be a guess.
 */
export async function placesOfSet(
  workspace: Workspace,
  intent: string,
  role: 'search' | 'test',
): Promise<{ plain: string | null; sealed: string | null }> {
  const present = await workspace.list(`goldens/${intent}`);
  const find = (paths: readonly string[]) => onlyOne(paths.filter((path) => present.includes(path)));
  const paths = setPaths(intent, role);
  return { plain: find(paths), sealed: role === 'test' ? find(paths.map(sealedPath)) : null };
}

function onlyOne([path, other]: readonly string[]): string | null {
  if (path === undefined || other === undefined) return path ?? null;
  throw new AutotuneError('SET_AMBIGUOUS', `${path} and ${other} stand side by side: which of them is the set?`);
}

/**
 * The path of a set as it stands in the checkout, plain, gzipped or sealed, or null where there is none. Throws
 * `SEAL_CONFLICT` where a sealed set stands there in plain text as well, and `SET_AMBIGUOUS`: nobody could say which of
 * the two is meant.
 */
export async function findSet(workspace: Workspace, intent: string, role: 'search' | 'test'): Promise<string | null> {
  const { plain, sealed } = await placesOfSet(workspace, intent, role);
  if (plain !== null && sealed !== null)
    throw new AutotuneError('SEAL_CONFLICT', `${sealed} is sealed, and ${plain} stands beside it`);
  return plain ?? sealed;
}

/**
 * Visits every line that is not blank with its 1-based number, one after the other; returns the digest of the file's
 * bytes. With `damaged`, that is told of a line which is no text, in its turn, and the reading goes on.
 */
export async function forEachLine(
  workspace: Pick<Workspace, 'lines'>,
  path: string,
  visit: (line: string, number: number) => void | Promise<void>,
  damaged?: (problem: Problem) => void,
): Promise<string> {
  let found: DamagedLine[] = [];
  const lines = workspace.lines(path, damaged && ((line) => found.push(line)));
  let number = 0;
  for await (const batch of lines) {
    const inTurn = found;
    found = [];
    let next = 0;
    for (const line of batch) {
      number++;
      for (let told = inTurn[next]; told?.line === number; told = inTurn[next]) {
        damaged?.({ severity: 'error', code: 'DOC_SYNTAX', file: path, column: 0, ...told });
        next++;
      }
      if (line.trim() === '') continue;
      const waiting = visit(line, number);
      if (waiting !== undefined) await waiting;
    }
  }
  return lines.digest();
}

/** Visits every case of a set that was verified before: lines are parsed, not checked again. */
export function forEachCase(
  workspace: Workspace,
  path: string,
  visit: (golden: GoldenCase) => void | Promise<void>,
): Promise<string> {
  return forEachLine(workspace, path, (line) => visit(parsedBefore(path, line)));
}

/** What the parser says of a line quotes it, and is not passed on. */
function parsedBefore(path: string, line: string): GoldenCase {
  try {
    return JSON.parse(line);
  } catch {
    throw new AutotuneError('SET_DIGEST_MISMATCH', `${path} changed while it was read`);
  }
}
