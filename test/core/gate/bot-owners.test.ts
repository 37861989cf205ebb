/** A bot among the code owners, told by its account, by autotune's own accounts, and by its name in a skipped line. */
import { describe, expect, it } from 'vitest';
import { checkBotOwners } from '../../../src/core/gate/checks/bot-owners.ts';
import type { OwnerFacts } from '../../../src/core/gate/ownership.ts';

const PACK = 'packs/a/pack.yaml';

function facts(owners: readonly string[], bots: readonly string[], hosted: readonly string[] | null): OwnerFacts {
  const ownership = { file: 'CODEOWNERS', paths: [{ path: PACK, owners, bots }], roles: [] };
  return {
    ownership,
    host: hosted === null ? null : { bots: [...hosted], owners: {}, code_owner_errors: { known: [] } },
  };
}

describe('the owners of what changes', () => {
  it('pass where none of them is a bot', () => {
    expect(checkBotOwners(facts(['@ann'], [], []))).toMatchObject([{ id: 'bot_owners', verdict: 'pass' }]);
  });

  it('fail where one of several is a bot, at the path', () => {
    expect(checkBotOwners(facts(['@ann', '@robo'], [], ['@robo']))).toEqual([
      {
        id: 'bot_owners',
        verdict: 'fail',
        reason: `@robo, who owns ${PACK}, is a bot: a person has to approve`,
        path: PACK,
      },
    ]);
  });

  it('fail where a line that GitHub skips means a bot, also where no host was asked', () => {
    for (const hosted of [null, []]) {
      expect(checkBotOwners(facts(['@ann'], ['@robo[bot]'], hosted))).toMatchObject([{ verdict: 'fail', path: PACK }]);
    }
  });

  it('are told to be unasked about without a host, and nobody’s without a CODEOWNERS', () => {
    expect(checkBotOwners(facts(['@ann'], [], null))).toMatchObject([{ verdict: 'note' }]);
    expect(checkBotOwners({ ownership: { file: null, paths: [], roles: [] }, host: null })).toEqual([]);
  });

  it('are listed shortly', () => {
    const paths = Array.from({ length: 9 }, (_, i) => ({ path: `packs/${i}/pack.yaml`, owners: ['@robo'], bots: [] }));
    const ownership = { file: 'CODEOWNERS', paths, roles: [] };
    const told = checkBotOwners({ ownership, host: { bots: ['@robo'], owners: {}, code_owner_errors: { known: [] } } });
    expect(told).toHaveLength(7);
    expect(told.at(-1)?.reason).toBe('and 3 more such owners');
  });
});
