/** The state of required roles: whose last word counts, for whom, and what is said where nobody can tell. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type GivenReview, lastWords, type Reviewer, roleStates } from '../../../src/core/gate/role-states.ts';

const HEAD = 'a'.repeat(40);
const EARLIER = 'b'.repeat(40);
const OWNER = '@acme/domain';
const ROLES = [{ role: 'domain_owner', owner: OWNER, owns: ['packs/a/pack.yaml'] }];

function review(login: string, state: GivenReview['state'], more: Partial<GivenReview> = {}): GivenReview {
  return { author: { id: `id of ${login}`, login, isPerson: true }, state, commit: HEAD, ...more };
}

function reviewer(login: string, more: Partial<Reviewer> & { belongs?: boolean | null } = {}): Reviewer {
  const { belongs = true, ...rest } = more;
  const word = { id: login, login, opinion: 'approved', isCurrent: true } as const;
  return { ...word, role: { known: 'write' }, answersFor: new Map([[OWNER, belongs]]), ...rest };
}

const stateOf = (...known: readonly Reviewer[]) => roleStates(ROLES, { known })[0];

describe('the last word of somebody', () => {
  const said = (...given: readonly GivenReview[]) =>
    lastWords(HEAD, 'id of author', given).map(({ login, opinion, isCurrent }) => [login, opinion, isCurrent]);

  it('replaces what they said before, and comments replace nothing', () => {
    expect(said(review('ann', 'changes_requested'), review('ann', 'approved'))).toEqual([['ann', 'approved', true]]);
    expect(said(review('ann', 'approved'), review('ann', 'changes_requested'))).toEqual([
      ['ann', 'changes_requested', true],
    ]);
    expect(said(review('ann', 'approved'), review('ann', 'commented'))).toEqual([['ann', 'approved', true]]);
  });

  it('is none once it was dismissed, whatever came before', () => {
    expect(said(review('ann', 'approved'), review('ann', 'dismissed'))).toEqual([]);
    expect(said(review('ann', 'dismissed'), review('ann', 'approved'))).toEqual([['ann', 'approved', true]]);
  });

  it('is of the commit that they looked at', () => {
    expect(said(review('ann', 'approved', { commit: EARLIER }))).toEqual([['ann', 'approved', false]]);
    expect(said(review('ann', 'approved', { commit: null }))).toEqual([['ann', 'approved', false]]);
    expect(said(review('ann', 'approved'), review('ann', 'changes_requested', { commit: EARLIER }))).toEqual([
      ['ann', 'changes_requested', false],
    ]);
  });

  it('is nothing from the author, a bot, or an account that is gone', () => {
    const bot = { id: '7', login: 'robo[bot]', isPerson: false };
    expect(said(review('author', 'approved'))).toEqual([]);
    expect(said(review('robo[bot]', 'approved', { author: bot }))).toEqual([]);
    expect(said(review('x', 'approved', { author: null }))).toEqual([]);
  });

  it('is one for each account, by its number, in any order of names', () => {
    const renamed = review('ann', 'approved', { author: { id: 'id of bo', login: 'bo-as-ann', isPerson: true } });
    expect(said(review('bo', 'changes_requested'), renamed)).toEqual([['bo-as-ann', 'approved', true]]);
  });
});

describe('the state of a required role', () => {
  it('is approved by those owners who approved this very commit', () => {
    expect(stateOf(reviewer('ann'), reviewer('bo'))).toEqual({
      role: 'domain_owner',
      owner: OWNER,
      state: 'approved',
      by: ['@ann', '@bo'],
      reason: '',
    });
  });

  it('is asked for changes as soon as one owner asks, whoever approved', () => {
    expect(stateOf(reviewer('ann'), reviewer('bo', { opinion: 'changes_requested' }))).toMatchObject({
      state: 'changes_requested',
      by: ['@bo'],
    });
  });

  it('is awaited where only an earlier commit was approved, and says so', () => {
    expect(stateOf(reviewer('ann', { isCurrent: false }))).toMatchObject({
      state: 'awaited',
      by: [],
      reason: '@ann approved at an earlier commit',
    });
  });

  it.each<[string, Partial<Reviewer> & { belongs?: boolean | null }]>([
    ['is no owner', { belongs: false }],
    ['may not write', { role: { known: 'triage' } }],
    ['is not here any more', { role: { unknown: 'absent' } }],
    ['is no owner, whatever their role, which is unknown', { belongs: false, role: { unknown: 'forbidden' } }],
    ['may not write, whomever they answer for', { belongs: null, role: { known: 'read' } }],
  ])('is awaited where the one who approved %s', (_, more) => {
    expect(stateOf(reviewer('ann', more))).toMatchObject({ state: 'awaited', by: [], reason: '' });
  });

  it.each<[string, Partial<Reviewer> & { belongs?: boolean | null }]>([
    ['answers for it', { belongs: null }],
    ['may write', { role: { unknown: 'forbidden' } }],
  ])('is unknown where nobody can tell whether the one who approved %s', (_, more) => {
    expect(stateOf(reviewer('ann', more))).toMatchObject({
      state: 'unknown',
      reason: 'nobody can tell whether @ann, who approved, counts',
    });
  });

  it('is unknown, not approved, where somebody who may count asks for changes', () => {
    expect(stateOf(reviewer('ann'), reviewer('bo', { opinion: 'changes_requested', belongs: null }))).toMatchObject({
      state: 'unknown',
      by: ['@ann'],
    });
    expect(stateOf(reviewer('ann'), reviewer('bo', { belongs: null }))).toMatchObject({ state: 'approved' });
  });

  it('is unknown with the reason where reviews are, and says where GitHub waits for nobody of it', () => {
    expect(roleStates(ROLES, { unknown: 'no' })[0]).toMatchObject({ state: 'unknown', reason: 'no' });
    const [free] = roleStates([{ role: 'policy', owner: '@ann', owns: [] }], { known: [] });
    expect(free).toMatchObject({ state: 'awaited', reason: expect.stringContaining('does not wait for it') });
  });

  it('is never approved without a current approval of an owner who may write', () => {
    const anybody = fc.record({
      opinion: fc.constantFrom('approved' as const, 'changes_requested' as const),
      isCurrent: fc.boolean(),
      role: fc.constantFrom({ known: 'read' } as const, { known: 'write' } as const, { unknown: 'forbidden' } as const),
      belongs: fc.constantFrom(true, false, null),
    });
    fc.assert(
      fc.property(fc.array(anybody, { maxLength: 5 }), (people) => {
        const shown = stateOf(...people.map((person, i) => reviewer(`p${i}`, person)));
        const sure = people.filter(
          ({ opinion, isCurrent, role, belongs }) =>
            opinion === 'approved' && isCurrent && belongs === true && 'known' in role && role.known === 'write',
        );
        expect(shown?.state === 'approved' ? sure.length : 1).toBeGreaterThan(0);
        expect(shown?.by.filter((login) => people[Number(login.slice(2))]?.belongs !== true)).toEqual([]);
      }),
    );
  });
});
