/** Reads the store of production runs line by line and tells everything that is wrong with it, each at its place. */
import { isExperienceFile, isLinkedExperience } from '../../core/repository/layout.ts';
import { isAutotuneError } from '../../kit/errors.ts';
import type { Problem } from '../../kit/problem.ts';
import { readDocument } from '../../kit/schema-problems.ts';
import type { Workspace } from '../../ports/workspace.ts';
import { ProductionRun } from '../../schema/production-run.ts';
import { linkProblem } from '../documents/load-repository.ts';
import { forEachLine } from '../replay/read-set.ts';

/** Problems beyond this many in one file are counted, not listed. */
const LISTED = 200;

export type Experience = {
  readonly files: number;
  readonly runs: number;
  readonly problems: readonly Problem[];
};

/** Visits every production run below a folder that is well formed. */
export async function readExperience(
  workspace: Pick<Workspace, 'list' | 'links' | 'lines'>,
  folder: string,
  visit: (run: ProductionRun) => void = () => {},
): Promise<Experience> {
  const problems: Problem[] = [];
  let files = 0;
  let runs = 0;
  try {
    const links = (await workspace.links(folder)).filter(isLinkedExperience);
    problems.push(...links.map(({ path }) => linkProblem(path)));
    for (const path of (await workspace.list(folder)).filter(isExperienceFile)) {
      files++;
      problems.push(
        ...(await readFile(workspace, path, (run) => {
          runs++;
          visit(run);
        })),
      );
    }
  } catch (error) {
    problems.push(...problemsOf(folder, error));
  }
  return { files, runs, problems };
}

async function readFile(
  workspace: Pick<Workspace, 'lines'>,
  path: string,
  visit: (run: ProductionRun) => void,
): Promise<Problem[]> {
  const problems: Problem[] = [];
  let unlisted = 0;
  const tell = (found: readonly Problem[]) => {
    const room = Math.max(0, LISTED - problems.length);
    problems.push(...found.slice(0, room));
    unlisted += Math.max(0, found.length - room);
  };
  const readLine = (line: string, number: number) => {
    const read = readDocument(path, line, ProductionRun, 'json', number - 1);
    if (read.document === null) tell(read.problems);
    else visit(read.document);
  };
  await forEachLine(workspace, path, readLine, (problem) => tell([problem])).catch((error: unknown) =>
    tell(problemsOf(path, error)),
  );
  return unlisted === 0 ? problems : [...problems, wholeFile(path, 'DOC_SHAPE', `and ${unlisted} more problems`)];
}

function problemsOf(file: string, error: unknown): readonly Problem[] {
  if (!isAutotuneError(error)) throw error;
  return error.problems.length > 0 ? error.problems : [wholeFile(file, error.code, error.message)];
}

function wholeFile(file: string, code: Problem['code'], message: string): Problem {
  return { severity: 'error', code, file, line: 0, column: 0, message };
}
