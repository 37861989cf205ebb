import { describe, expect, it } from 'vitest';
import { type AuthorityFacts, decidesAlone, mayCommand, type OwnerFact } from '../../../src/core/commands/authority.ts';
import type { Role, Told } from '../../../src/schema/role.ts';

const WREN: OwnerFact = { kind: 'user', name: 'Wren' };
const MAIL: OwnerFact = { kind: 'email', name: 'wren@users.example' };
const team = (member: Told<boolean>, isInRoster = false): OwnerFact => {
  return { kind: 'team', name: 'acme/domain', member, isInRoster };
};
const PACK = 'packs/support/pack.yaml';

function facts(role: Told<Role>, owners: readonly OwnerFact[] = []): AuthorityFacts {
  return { login: 'wren', role, owners: new Map([[PACK, owners]]) };
}

describe('who may decide', () => {
  it.each([
    ['admin', 'admin', []],
    ['maintain', 'maintain', []],
    ['an owner by name, in any case of letters', 'write', [WREN]],
    ['one of several owners', 'write', [MAIL, WREN]],
    ['a member of a team', 'write', [team({ known: true })]],
    ['somebody of the roster, where the token may not ask', 'write', [team({ unknown: 'forbidden' }, true)]],
  ] as const)('is %s', (_, role, owners) => {
    expect(mayCommand('decider', facts({ known: role }, owners))).toMatchObject({ may: true });
  });

  it.each([
    ['write alone', { known: 'write' }, [], /^nobody owns `packs/],
    [
      'write, where another owns it',
      { known: 'write' },
      [{ kind: 'user', name: 'ada' }],
      /an owner of `packs.*\(`@ada`\)/,
    ],
    ['an owner without write access, which GitHub ignores', { known: 'read' }, [WREN], /takes write access/],
    ['triage', { known: 'triage' }, [WREN], /takes write access/],
    ['nobody', { known: 'none' }, [], /takes write access/],
    ['somebody GitHub does not know', { unknown: 'absent' }, [WREN], /does not know you/],
    ['somebody whose role is not told', { unknown: 'forbidden' }, [WREN], /may not ask for your role/],
    ['somebody whose role nobody answers for', { unknown: 'unreachable' }, [WREN], /just now; try again/],
    ['an owner by address', { known: 'write' }, [MAIL], /whose address `wren@users\.example` is/],
    ['no member of the team', { known: 'write' }, [team({ known: false }, true)], /an owner of `packs/],
    ['a team that does not exist', { known: 'write' }, [team({ unknown: 'absent' }, true)], /did not tell just now/],
    ['a team nobody may ask for', { known: 'write' }, [team({ unknown: 'forbidden' })], /the roster/],
    [
      'a team nobody answers for',
      { known: 'write' },
      [team({ unknown: 'unreachable' }, true)],
      /did not tell just now/,
    ],
  ] as const)('is not %s', (_, role, owners, why) => {
    expect(mayCommand('decider', facts(role, owners))).toEqual({
      may: false,
      why: expect.stringMatching(why),
      isQuiet: expect.any(Boolean),
    });
  });

  it('has a reason of its own for every kind of answer that did not come', () => {
    const kinds = ['absent', 'forbidden', 'unreachable'] as const;
    const roles = kinds.map((unknown) => JSON.stringify(mayCommand('decider', facts({ unknown }))));
    expect(new Set(roles).size).toBe(3);
  });

  it('owns every path that the command takes an owner of, not one of them', () => {
    const owners = new Map([
      [PACK, [WREN]],
      ['packs/support/releases/triage.yaml', [{ kind: 'user', name: 'ada' } as const]],
    ]);
    expect(mayCommand('decider', { login: 'wren', role: { known: 'write' }, owners })).toMatchObject({ may: false });
    expect(mayCommand('decider', { login: 'wren', role: { known: 'write' }, owners: new Map() })).toMatchObject({
      may: false,
    });
  });
});

describe('who may ask', () => {
  it('is whoever may write, and nobody else', () => {
    const roles: readonly Role[] = ['none', 'read', 'triage', 'write', 'maintain', 'admin'];
    expect(roles.filter((role) => mayCommand('writer', facts({ known: role })).may)).toEqual([
      'write',
      'maintain',
      'admin',
    ]);
    expect(mayCommand('writer', facts({ unknown: 'unreachable' }))).toMatchObject({ may: false, isQuiet: false });
  });
});

it('owners are asked for only where they could decide', () => {
  const roles: readonly Told<Role>[] = [
    { known: 'none' },
    { known: 'triage' },
    { known: 'write' },
    { known: 'admin' },
    { unknown: 'absent' },
  ];
  expect(roles.map(decidesAlone)).toEqual([true, true, false, true, true]);
});
