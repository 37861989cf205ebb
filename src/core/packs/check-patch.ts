/**
 * Whether a patch keeps to what its pack declares tunable. It is asked once more of what is about to be written, whoever
 * suggested it and whatever the search made of it.
 */
import { canonicalJson } from '../../kit/canonical.ts';
import { excerpt } from '../../kit/problem.ts';
import type { ContextPack } from '../../schema/context-pack.ts';
import type { TypedPatch } from '../../schema/tunable-surface.ts';
import { checkValue, contextOf, currentValue } from './bounds.ts';

/** Null where every changed path is a declared surface that starts from its value and stays within bounds, else why not. */
export function whyUnlawful(pack: ContextPack, patch: TypedPatch): string | null {
  const changes = Object.entries(patch);
  if (changes.length === 0) return 'it changes nothing';
  for (const [path, { from, to }] of changes) {
    const surface = pack.tunable_surfaces.find((declared) => declared.path === path);
    if (surface === undefined) return `${excerpt(path, 200)} is not declared tunable`;
    const current = currentValue(pack, surface);
    if (current === undefined || canonicalJson(current) !== canonicalJson(from)) {
      return `${path} has another value than the patch starts from`;
    }
    const problem = checkValue(surface, to, contextOf(pack, surface));
    if (problem !== null) return `${path}: ${problem}`;
  }
  return null;
}
