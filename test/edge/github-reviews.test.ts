/** Reviews on GitHub: whose they are, of which commit, and what is said where the token may not read them. */
import { describe, expect, it } from 'vitest';
import { openReviews } from '../../src/edge/github/reviews.ts';
import { githubShop, QUICK } from './github-shop.ts';

async function setUp() {
  const shop = await githubShop({ teams: { domain: ['wren'] } });
  const { world } = shop;
  const environment = (token: string) => ({
    GITHUB_API_URL: world.apiUrl,
    GITHUB_GRAPHQL_URL: world.graphqlUrl,
    GITHUB_SERVER_URL: world.serverUrl,
    GITHUB_REPOSITORY: world.repository,
    GITHUB_TOKEN: token,
  });
  const [ada, wren, mara] = ['ada', 'wren', 'mara'].map((login) => world.person(login));
  if (ada === undefined || wren === undefined || mara === undefined) throw new Error('nobody is there');
  const head = await ada.push('by-hand', { 'note.txt': 'x\n' });
  const number = await ada.openPull({ head: 'by-hand', title: 'x' });
  const permissions = { contents: 'read', pull_requests: 'read' } as const;
  const token = await world.mintToken({ app: 'autotune-app', permissions });
  const open = (more: Readonly<Record<string, string>> = {}) => openReviews({ ...environment(token), ...more }, QUICK);
  return { ...shop, ada, wren, mara, head, number, open };
}

const idOf = ({ world }: Awaited<ReturnType<typeof setUp>>, login: string) =>
  String(world.state.accounts.get(login)?.id);

describe('reviews on GitHub', () => {
  it('are told in their order, each with its author and the commit that it is of', async () => {
    const bed = await setUp();
    const { ada, wren, mara, head, number, open } = bed;
    await wren.review(number, 'CHANGES_REQUESTED');
    const later = await ada.push('by-hand', { 'note.txt': 'y\n' });
    await wren.review(number, 'APPROVED');
    const dismissed = await mara.review(number, 'APPROVED');
    await ada.dismiss(number, dismissed);
    await mara.review(number, 'COMMENTED');
    const by = (login: string) => ({ id: idOf(bed, login), login, isPerson: true });
    const expected = {
      known: {
        authorId: idOf(bed, 'ada'),
        reviews: [
          { author: by('wren'), state: 'changes_requested', commit: head },
          { author: by('wren'), state: 'approved', commit: later },
          { author: by('mara'), state: 'dismissed', commit: later },
          { author: by('mara'), state: 'commented', commit: later },
        ],
      },
    };
    expect(await open().of({ head: later, number })).toEqual(expected);
    expect(await open().of({ head: later, number: null })).toEqual(expected);
  }, 60_000);

  it('are all of them, however many pages there are', async () => {
    const { wren, head, number, open } = await setUp();
    for (let i = 0; i < 130; i += 1) await wren.review(number, i === 129 ? 'APPROVED' : 'COMMENTED');
    const told = await open().of({ head, number });
    expect('known' in told && told.known.reviews.map(({ state }) => state).indexOf('approved')).toBe(129);
  }, 60_000);

  it('count for no person where autotune itself writes with the account, or it is a bot', async () => {
    const { world, wren, mara, head, number, open } = await setUp();
    await wren.review(number, 'APPROVED');
    await mara.review(number, 'APPROVED');
    const alias = String(world.state.accounts.get('wren')?.id);
    const told = await open({ AUTOTUNE_BOT_ALIASES: alias }).of({ head, number });
    expect('known' in told && told.known.reviews.map(({ author }) => author?.isPerson)).toEqual([false, true]);
    const account = world.state.accounts.get('mara');
    if (account === undefined) throw new Error('mara is not there');
    world.state.accounts.set('mara', { ...account, type: 'Bot' });
    const [given] = [world.state.reviews.get(number)?.[1]];
    if (given !== undefined) world.state.reviews.set(number, [{ ...given, account: { ...account, type: 'Bot' } }]);
    const now = await open().of({ head, number });
    expect('known' in now && now.known.reviews.map(({ author }) => author?.isPerson)).toEqual([false]);
  }, 60_000);

  it('are unknown, with the reason, of a commit that is no head, and to a token that may not read them', async () => {
    const { world, ada, head, number, open } = await setUp();
    expect(await open().of({ head: 'f'.repeat(40), number: null })).toHaveProperty('unknown');
    const permissions = { contents: 'read' } as const;
    const token = await world.mintToken({ app: 'autotune-app', permissions });
    expect(await open({ GITHUB_TOKEN: token }).of({ head, number })).toEqual({
      unknown: expect.stringContaining('GitHub does not tell this token'),
    });
    await ada.close(number);
    expect(await open().of({ head, number: null })).toEqual({
      unknown: 'GitHub has no open pull request with this head',
    });
  }, 60_000);
});
