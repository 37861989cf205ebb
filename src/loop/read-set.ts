/** Streams a golden set case by case; the set is never held, and its digest comes with the same pass. */

import { setPaths } from '../core/repository/layout.ts';
import type { Workspace } from '../ports/workspace.ts';
import type { GoldenCase } from '../schema/golden-case.ts';

/** The path of a set as it stands in the checkout, plain or gzipped, or null where there is none. */
export async function findSet(workspace: Workspace, intent: string, role: 'search' | 'test'): Promise<string | null> {
  const present = await workspace.list(`goldens/${intent}`);
  return setPaths(intent, role).find((path) => present.includes(path)) ?? null;
}

/** Visits every line that is not blank with its 1-based number; returns the digest of the file's bytes. */
export async function forEachLine(
  workspace: Workspace,
  path: string,
  visit: (line: string, number: number) => void,
): Promise<string> {
  const lines = workspace.lines(path);
  let number = 0;
  for await (const batch of lines) {
    for (const line of batch) {
      number++;
      if (line.trim() !== '') visit(line, number);
    }
  }
  return lines.digest();
}

/** Visits every case of a set that was verified before: lines are parsed, not checked again. */
export function forEachCase(workspace: Workspace, path: string, visit: (golden: GoldenCase) => void): Promise<string> {
  return forEachLine(workspace, path, (line) => {
    const golden: GoldenCase = JSON.parse(line);
    visit(golden);
  });
}
