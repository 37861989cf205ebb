/** Reads every document of the checkout and checks them one by one and against each other. */
import { checkRepository, type RepositoryCheck } from '../../core/repository/check-repository.ts';
import {
  CONFIGURATION_PATH,
  GOLDENS_FOLDER,
  isLinkedPlace,
  meantName,
  PACKS_FOLDER,
  placeOfDocument,
} from '../../core/repository/layout.ts';
import { type Repository, readRepository } from '../../core/repository/repository.ts';
import { type UnreadDocument, unreadAt } from '../../core/repository/unread.ts';
import { AutotuneError } from '../../kit/errors.ts';
import type { Problem } from '../../kit/problem.ts';
import type { Workspace } from '../../ports/workspace.ts';

/**
 * The documents and everything that is wrong with them, by the given checks: those that can be read are checked against
 * each other whatever is wrong with the others.
 */
export async function loadRepository(
  workspace: Pick<Workspace, 'list' | 'links' | 'read'>,
  check: RepositoryCheck = checkRepository,
): Promise<{ repository: Repository; problems: Problem[]; unread: readonly UnreadDocument[] }> {
  const links = [...(await workspace.links(PACKS_FOLDER)), ...(await workspace.links(GOLDENS_FOLDER))];
  const listed = [...(await workspace.list(PACKS_FOLDER)), ...(await workspace.list(GOLDENS_FOLDER))];
  const paths = [CONFIGURATION_PATH, ...listed].filter((path) => placeOfDocument(path) !== null);
  const files: { path: string; text: string }[] = [];
  const linked = links.filter(isLinkedPlace).map(({ path }) => path);
  const told: Problem[] = linked.map(linkProblem);
  const standing = [...linked];
  for (const path of listed) {
    const meant = meantName(path);
    if (meant !== null) told.push(misnamed(path, meant));
  }
  for (const path of paths) {
    try {
      const text = await workspace.read(path);
      if (text === null) continue;
      files.push({ path, text });
      standing.push(path);
    } catch (error) {
      if (!(error instanceof AutotuneError)) throw error;
      told.push(...(error.problems.length > 0 ? error.problems : [wholeFile(path, error)]));
      standing.push(path);
    }
  }
  const { repository, problems } = readRepository(files);
  const read = new Set(Object.values(repository).flatMap((documents) => documents.map(({ path }) => path)));
  const unread = [...new Set(standing)].filter((path) => !read.has(path)).map(unreadAt);
  return { repository, problems: [...told, ...problems, ...check(repository, unread)], unread };
}

/** The one problem of a repository without a configuration, unless something else is told of that file already. */
export function missingConfiguration({ configurations }: Repository, told: readonly Problem[]): readonly Problem[] {
  if (configurations.length > 0 || told.some(({ file }) => file === CONFIGURATION_PATH)) return [];
  const message = 'there is no configuration, so no target';
  return [{ severity: 'error', code: 'CONFIG_MISSING', file: CONFIGURATION_PATH, line: 0, column: 0, message }];
}

function misnamed(file: string, expected: string): Problem {
  const message = 'no document is read by this name';
  return { severity: 'warning', code: 'DOC_MISNAMED', file, line: 0, column: 0, message, expected };
}

/** What is expected at this path is a link. */
export function linkProblem(file: string): Problem {
  const message = 'a symbolic link is not followed: it could lead outside the repository';
  return { severity: 'error', code: 'DOC_LINK', file, line: 0, column: 0, message, expected: 'the file itself' };
}

function wholeFile(file: string, { code, message }: AutotuneError): Problem {
  return { severity: 'error', code, file, line: 0, column: 0, message };
}
