/**
 * Checks that every tunable value is written in a form that a patch can restore exactly: a search might end at the one
 * that is not.
 */
import type { Problem } from '../../../kit/problem.ts';
import { valueAt } from '../../packs/address.ts';
import { isLayerPath } from '../../packs/bounds.ts';
import { formProblem, openText } from '../../packs/document-text.ts';
import type { Repository } from '../repository.ts';

export function checkForms({ packs }: Pick<Repository, 'packs'>): Problem[] {
  return packs.flatMap(({ path, text, value }) => {
    const document = openText(path, text);
    return value.tunable_surfaces
      .filter((surface) => isLayerPath(surface) === null && valueAt(value, surface.path) !== undefined)
      .flatMap((surface) => formProblem(document, surface.path) ?? []);
  });
}
