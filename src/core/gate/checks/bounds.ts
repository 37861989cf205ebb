/** Law 1 at the gate: whether every changed value is declared tunable at the base, within its bounds, and reaches nobody unnamed. */
import type { Target } from '../../../schema/configuration.ts';
import type { ContextPack } from '../../../schema/context-pack.ts';
import { whyUnlawful } from '../../packs/check-patch.ts';
import { intentsReachedUnnamed } from '../../packs/reach.ts';
import { type Check, type Claim, findings, placeIn } from '../check.ts';

export type BoundsFacts = { readonly claim: Claim; readonly pack: ContextPack; readonly target: Target };

export const checkBounds: Check<BoundsFacts> = ({ claim, pack, target }) => {
  const { pass, fail } = findings('bounds');
  const { patch } = claim.value.candidate_change;
  const changes = Object.entries(patch);
  const wrong = changes.flatMap(([path, change]) => {
    const why = whyUnlawful(pack, { [path]: change });
    return why === null ? [] : [fail(why, placeIn(claim, ['candidate_change', 'patch', path]))];
  });
  if (changes.length === 0) wrong.push(fail('it changes nothing'));
  if (changes.length > target.max_changed_paths) {
    wrong.push(fail(`it changes ${changes.length} values, and the target allows ${target.max_changed_paths}`));
  }
  const reached = intentsReachedUnnamed(pack, patch, [target.intent, ...(target.also_affects ?? [])]);
  if (reached.length > 0) wrong.push(fail(`it reaches ${reached.join(', ')}, which the target does not name`));
  return wrong.length > 0 ? wrong : [pass('every value is declared tunable at the base, and within its bounds')];
};
