/** Whether a bot is meant to approve what changes: an owner that is one, or one that CODEOWNERS names in vain. */
import { excerpt } from '../../../kit/problem.ts';
import { type Check, findings } from '../check.ts';
import type { OwnerFacts } from '../ownership.ts';

const LISTED = 6;

export const checkBotOwners: Check<OwnerFacts> = ({ ownership: { file, paths }, host }) => {
  const { pass, fail, note } = findings('bot_owners');
  if (file === null) return [];
  const known = new Set(host?.bots ?? []);
  const found = paths.flatMap(({ path, owners, bots }) => [
    ...owners
      .filter((owner) => known.has(owner))
      .map((owner) => fail(`${owner}, who owns ${excerpt(path, 200)}, is a bot: a person has to approve`, { path })),
    ...bots.map((bot) =>
      fail(`${file} gives ${excerpt(path, 200)} to ${bot}, a bot, so GitHub skips that line`, { path }),
    ),
  ]);
  if (found.length > LISTED) return [...found.slice(0, LISTED), fail(`and ${found.length - LISTED} more such owners`)];
  if (found.length > 0) return found;
  if (host === null) return [note('no owner is named as a bot is; GitHub was not asked what kind of account they are')];
  return [pass('no owner of a changed path is a bot')];
};
