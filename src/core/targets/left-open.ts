/** What the targets of a configuration leave open: what they rest on and is not there, and questions of the contract. */
import type { Configuration } from '../../schema/configuration.ts';
import { unanswered } from './contract.ts';
import { askAll, resolveAll } from './resolve-all.ts';
import type { Declared } from './resolve-target.ts';

/** A target by its intent, with a sentence for each thing that keeps a run from taking it up; none where it is whole. */
export type TargetState = { readonly intent: string; readonly open: readonly string[] };

/** In the order of the targets. */
export function targetStates(declared: Declared, configuration: Configuration): readonly TargetState[] {
  return configuration.targets.map((target) => {
    const { resolutions, missing } = resolveAll(declared, configuration, target);
    return { intent: target.intent, open: [...missing, ...askAll(target, resolutions, unanswered)] };
  });
}
