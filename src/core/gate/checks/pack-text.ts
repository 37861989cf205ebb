/** Whether the pack after the merge is the pack of the base with the proposed values and the change's own version, byte for byte. */
import { excerpt } from '../../../kit/problem.ts';
import { type Check, findings } from '../check.ts';
import { differences, writtenField } from '../differences.ts';

export type PackTextFacts = {
  readonly packPath: string;
  /** The text that the merge gives; null where it takes the file away. */
  readonly mergedText: string | null;
  /** What both texts read as, with a way to find a value's line in the merged one; `expected` is null where the patch cannot be made. */
  readonly merged: { readonly value: unknown; readonly lineOf: (field: readonly PropertyKey[]) => number };
  readonly expected: { readonly text: string; readonly value: unknown } | { readonly refused: string };
};

const LISTED = 10;

export const checkPackText: Check<PackTextFacts> = ({ packPath, mergedText, merged, expected }) => {
  const { pass, fail } = findings('pack_text');
  const path = packPath;
  if (mergedText === null) return [fail(`${path} is not there after the merge`)];
  if ('refused' in expected) return [fail(`the patch cannot be made on the base: ${excerpt(expected.refused, 300)}`)];
  if (mergedText === expected.text) {
    return [
      pass('the pack is the base with the proposed values and the version that follows from them, byte for byte'),
    ];
  }
  const values = differences(merged.value, expected.value).slice(0, LISTED);
  if (values.length === 0) {
    return [fail('the pack reads as proposed and is written in another way: comments or layout changed', { path })];
  }
  return values.map(({ field, found, expected: wanted }) =>
    fail(`${writtenField(field)} is ${found}; with the proposed change it is ${wanted}`, {
      path,
      line: merged.lineOf(field),
    }),
  );
};
