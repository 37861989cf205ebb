/** Two documents are told apart by the fields in which they differ, members of named lists by their ids; never as the same. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { differences, writtenField } from '../../../src/core/gate/differences.ts';
import { canonicalJson } from '../../../src/kit/canonical.ts';

const told = (found: unknown, expected: unknown) =>
  differences(found, expected).map(({ field, found: is, expected: was }) => `${writtenField(field)}: ${was} → ${is}`);

describe('lists whose members have ids', () => {
  const intents = (...ids: readonly string[]) => ({ intents: ids.map((id) => ({ id, reads: ['a'] })) });

  it('differ by who comes and goes, and not as wholes', () => {
    expect(told(intents('b'), intents('a', 'b'))).toEqual(['intents: a → nothing']);
    expect(told(intents('a', 'c', 'b'), intents('a', 'b'))).toEqual(['intents[1]: nothing → c']);
  });

  it('differ by what changes in those that stay, too, at their place after the change', () => {
    const after = { intents: [{ id: 'b', reads: ['x'] }] };
    expect(told(after, intents('a', 'b'))).toEqual(['intents: a → nothing', 'intents[0].reads[0]: a → x']);
  });

  it('differ as wholes where two have one id, or the order is another', () => {
    expect(told(intents('a', 'a'), intents('a'))).toHaveLength(1);
    expect(told(intents('b', 'a', 'c'), intents('a', 'b'))[0]).toMatch(/^intents: \[\{/);
  });
});

it('differ exactly where their canonical JSON does', () => {
  const id = fc.constantFrom('a', 'b', 'c', 'd');
  const member = fc.record({ id, n: fc.integer({ min: 0, max: 1 }) });
  const document = fc.record({ list: fc.array(member, { maxLength: 4 }), n: fc.integer({ min: 0, max: 1 }) });
  fc.assert(
    fc.property(document, document, (one, other) => {
      expect(told(one, other).length > 0).toBe(canonicalJson(one) !== canonicalJson(other));
    }),
  );
});
