/**
 * Whether the declared owner of each changed surface is asked for: GitHub knows files and not surfaces, so who owns the
 * pack may be somebody else. An approval gate needs its own owner; elsewhere the difference is told.
 */
import { excerpt } from '../../../kit/problem.ts';
import { type Check, findings } from '../check.ts';
import type { SurfaceOwnerFacts } from '../ownership.ts';

type OwnedSurface = SurfaceOwnerFacts['surfaces'][number];

export const checkSurfaceOwners: Check<SurfaceOwnerFacts> = ({ surfaces }) => {
  const { pass, fail, note } = findings('surface_owners');
  if (surfaces.length === 0) return [];
  const found = surfaces
    .filter((surface) => !isAsked(surface))
    .map((surface) => {
      const { path, layer, owner, pack } = surface;
      const said = `${excerpt(path, 200)} is declared to be ${owner}'s, who is no code owner of ${excerpt(pack, 200)}`;
      return layer === 'approval_gate'
        ? fail(`${said}: the last line of CODEOWNERS that covers it has to name them, such as ${lineFor(surface)}`, {
            path: pack,
          })
        : note(`${said}, so GitHub does not wait for them`, { path: pack });
    });
  return found.length > 0 ? found : [pass('the declared owner of every changed surface is a code owner of its pack')];
};

/** Names are compared as GitHub does, without case. */
function isAsked({ owner, owners }: OwnedSurface): boolean {
  return owners.some((named) => named.toLowerCase() === owner.toLowerCase());
}

/** Those who own the pack already stay its owners. */
function lineFor({ pack, owner, owners }: OwnedSurface): string {
  return `/${excerpt(pack, 200).replaceAll(' ', '\\ ')} ${[...owners, owner].join(' ')}`;
}
