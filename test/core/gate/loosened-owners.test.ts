/** Paths whose approval becomes easier to have are named with who has to give it before and after. */
import { describe, expect, it } from 'vitest';
import { checkLoosenedOwners, type OwnedBefore } from '../../../src/core/gate/checks/loosened-owners.ts';

const file = '.github/CODEOWNERS';
const told = (...owned: readonly OwnedBefore[]) =>
  checkLoosenedOwners({ file, owned }).map(({ id, verdict, path, reason }) => {
    expect([id, verdict]).toEqual(['loosened', 'note']);
    return `${path ?? ''}: ${reason}`;
  });
const owned = (path: string, before: readonly string[], after: readonly string[]) => ({ path, before, after });

describe('a path that may be approved by others', () => {
  it.each([
    [['@a'], [], '@a → nobody'],
    [['@a'], ['@b'], '@a → @b'],
    [['@a', '@b'], ['@a', '@b', '@c'], '@a @b → @a @b @c'],
    [['@a', '@b'], ['@A', '@c'], '@a @b → @A @c'],
  ])('%j, and then %j, is named', (before, after, change) => {
    expect(told(owned('x', before, after))).toEqual([`${file}: who has to approve x is loosened: ${change}`]);
  });

  it.each([
    [['@a', '@b'], ['@B']],
    [[], ['@a']],
    [['@a'], ['@A']],
    [[], []],
  ])('is not one of %j, and then %j', (before, after) => {
    expect(told(owned('x', before, after))).toEqual([]);
  });

  it('is named once with others of the same owners, and none hides behind how many they are', () => {
    const many = Array.from({ length: 90 }, (_, i) => owned(`many/${i}`, ['@a'], ['@b']));
    const names = Array.from({ length: 6 }, (_, i) => `many/${i}`).join(', ');
    expect(told(...many, owned('one', ['@c'], []))).toEqual([
      `${file}: who has to approve ${names}, and 84 more paths is loosened: @a → @b`,
      `${file}: who has to approve one is loosened: @c → nobody`,
    ]);
    const apart = Array.from({ length: 23 }, (_, i) => owned(`p${i}`, ['@a'], [`@b${i}`]));
    expect(told(...apart).at(-1)).toBe(': and 3 more paths that change hands');
  });
});
