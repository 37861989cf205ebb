/** What the targets of a configuration leave open: what they rest on and is not there, and questions of the contract. */
import type { Configuration } from '../../schema/configuration.ts';
import { unanswered } from './contract.ts';
import { askAll, resolveAll } from './resolve-all.ts';
import { type Declared, missingOf, PARTS, type Part } from './resolve-target.ts';

/** A target by its intent, with a sentence for each thing that keeps a run from taking it up; none where it is whole. */
export type TargetState = { readonly intent: string; readonly open: readonly string[] };

/**
 * In the order of the targets.
 * @param untold parts of which nothing is said where they are missing: they may stand in what cannot be read
 */
export function targetStates(
  declared: Declared,
  configuration: Configuration,
  untold: readonly Part[] = [],
): readonly TargetState[] {
  return configuration.targets.map((target) => {
    const { resolutions, missing } = resolveAll(declared, configuration, target);
    const unsaid = unsaidOf(declared, [target.intent, ...(target.also_affects ?? [])], untold);
    const said = missing.filter((sentence) => !unsaid.has(sentence));
    return { intent: target.intent, open: [...said, ...askAll(target, resolutions, unanswered)] };
  });
}

/** Of an intent that no pack declares nothing else is missed, where that is untold: it was told at its name. */
function unsaidOf({ packs }: Declared, intents: readonly string[], untold: readonly Part[]): ReadonlySet<string> {
  const isDeclared = (intent: string) => packs.some(({ value }) => value.intents.some(({ id }) => id === intent));
  const partsOf = (intent: string) => (untold.includes('intent') && !isDeclared(intent) ? PARTS : untold);
  return new Set(intents.flatMap((intent) => partsOf(intent).map((part) => missingOf(part, intent))));
}
