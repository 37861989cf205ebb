/** Which of some paths each required role owns, and who else owns them: whose approval GitHub really asks for. */
import { botsMeantFor, ownersOf } from './owners.ts';
import { type CodeOwners, writtenOwner } from './parse.ts';

export type Coverage = {
  /**
   * Any one of a path's owners may approve it; none where nobody has to. `bots`: who is meant to own it by a line that
   * GitHub skips because it names a bot.
   */
  readonly paths: readonly {
    readonly path: string;
    readonly owners: readonly string[];
    readonly bots: readonly string[];
  }[];
  /** `owns`: those of the paths, which none is where GitHub does not wait for this role. */
  readonly roles: readonly { readonly role: string; readonly owner: string; readonly owns: readonly string[] }[];
};

/**
 * @param file null where there is no CODEOWNERS
 * @param roles role to owner, `@user`, `@org/team` or an e-mail address; names are compared as GitHub does, without case
 */
export function coverageOf(
  file: CodeOwners | null,
  paths: readonly string[],
  roles: Readonly<Record<string, string | undefined>>,
): Coverage {
  const owned = paths.map((path) => ({
    path,
    owners: file === null ? [] : ownersOf(file, path).map(writtenOwner),
    bots: file === null ? [] : botsMeantFor(file, path),
  }));
  const isOwner = (owners: readonly string[], name: string) =>
    owners.some((owner) => owner.toLowerCase() === name.toLowerCase());
  return {
    paths: owned,
    roles: Object.entries(roles).flatMap(([role, owner]) => {
      if (owner === undefined) return [];
      return [
        { role, owner, owns: owned.filter(({ owners }) => isOwner(owners, owner)).map(({ path: named }) => named) },
      ];
    }),
  };
}
