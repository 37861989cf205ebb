/** Whether a proposal changes its pack and adds its own file, as plain files, and touches nothing else. */
import { excerpt } from '../../../kit/problem.ts';
import { type ChangedPath, PART_NAMES } from '../changed-path.ts';
import { type Check, findings } from '../check.ts';

export type ChangedPathFacts = {
  readonly changes: readonly ChangedPath[];
  /** Where the pack and the proposal's file have to stand; null where the base has no such pack. */
  readonly places: { readonly pack: string; readonly proposal: string } | null;
};

const LISTED = 20;

export const checkChangedPaths: Check<ChangedPathFacts> = ({ changes, places }) => {
  const { pass, fail } = findings('changed_paths');
  const wrong = changes.flatMap((change) => {
    const why = whyNot(change, places);
    return why === null ? [] : [fail(why, { path: change.path })];
  });
  const missing = Object.values(places ?? {})
    .filter((path) => changes.every((change) => change.path !== path))
    .map((path) => fail(`${path} is not changed, though the proposal says so`));
  const all = [...wrong, ...missing];
  if (all.length > LISTED) return [...all.slice(0, LISTED), fail(`and ${all.length - LISTED} more paths`)];
  return all.length > 0 ? all : [pass('the pack and the proposal change, and nothing else')];
};

function whyNot({ path, part, before, after }: ChangedPath, places: ChangedPathFacts['places']): string | null {
  const name = excerpt(path, 200);
  if (path === places?.proposal) {
    if (before !== null) return `${name} is on the base already: what was proposed is a record and is not changed`;
    return after === 'file' ? null : `${name} is no plain file`;
  }
  if (path === places?.pack) {
    if (before !== null && after === before) return null;
    return after === null ? `${name} is taken away` : `${name} is not the kind of file that it was`;
  }
  const what = after === null ? 'takes away' : before === null ? 'adds' : 'changes';
  const kind = after === 'link' || after === 'submodule' ? `, as a ${after === 'link' ? 'symbolic link' : after}` : '';
  return `it also ${what} ${name}: ${PART_NAMES[part]}${kind}`;
}
