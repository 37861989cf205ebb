/** Who has to approve a path: the last rule that covers it, in the first CODEOWNERS file of the places GitHub looks at. */
import type { CodeOwner, CodeOwners, Rule } from './parse.ts';
import { covers } from './pattern.ts';

/** In the order in which GitHub looks; the first file that is there is the only one that counts. */
export const CODEOWNERS_PATHS = ['.github/CODEOWNERS', 'CODEOWNERS', 'docs/CODEOWNERS'] as const;

/** The rule that decides about a path, or null where none covers it. A rule without owners leaves it unowned. */
export function ruleFor({ rules }: CodeOwners, path: string): Rule | null {
  return rules.findLast(({ pattern }) => covers(pattern, path)) ?? null;
}

/** The owners of a path; any one of them may approve. Empty where nobody owns it. */
export function ownersOf(file: CodeOwners, path: string): readonly CodeOwner[] {
  return ruleFor(file, path)?.owners ?? [];
}

/** The bots that a skipped line names for a path, where no later line decides about it. */
export function botsMeantFor(file: CodeOwners, path: string): readonly string[] {
  const decided = ruleFor(file, path)?.line ?? 0;
  const meant = file.bots.filter(({ line, pattern }) => line > decided && covers(pattern, path));
  return [...new Set(meant.map(({ name }) => name))];
}
