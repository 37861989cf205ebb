/** The Conversation port on GitHub: who is who, what is told of their rights, and that answers stay one each. */
import { describe, expect, it } from 'vitest';
import { githubClient } from '../../src/edge/github/client.ts';
import { githubConversation } from '../../src/edge/github/conversation.ts';
import { githubRepository } from '../../src/edge/github/repository.ts';
import { lookAll } from '../world/shim/forward.ts';
import { fault } from '../world/world.ts';
import { githubShop } from './github-shop.ts';

async function setUp(more: Readonly<Record<string, string>> = {}) {
  const shop = await githubShop({ teams: { domain: ['wren'] } });
  const warnings: string[] = [];
  const repository = githubRepository(githubClient(shop.settings(more)), true);
  const conversation = githubConversation(repository, (sentence) => warnings.push(sentence));
  const ada = shop.world.person('ada');
  await ada.push('by-hand', { 'note.txt': 'x\n' });
  const number = await ada.openPull({ head: 'by-hand', title: 'x' });
  const comment = await ada.comment(number, '/autotune help');
  const person = (login: string) => ({ login, id: String(shop.world.state.accounts.get(login)?.id) });
  const texts = async () =>
    (await lookAll(shop.world.state, `/repos/${shop.world.repository}/issues/${number}/comments`)).length;
  return { ...shop, conversation, warnings, number, comment, person, texts };
}

describe('a conversation on GitHub', () => {
  it('tells the role of everybody, by whatever way they have it', async () => {
    const { conversation, person } = await setUp();
    const roles = await Promise.all(
      ['ada', 'mara', 'wren', 'tess', 'rhea', 'evil'].map((who) => conversation.roleOf(person(who))),
    );
    expect(roles).toEqual(['admin', 'maintain', 'write', 'triage', 'read', 'none'].map((known) => ({ known })));
  }, 60_000);

  it('knows nobody whose login is another’s by now, or nobody’s', async () => {
    const { conversation, person } = await setUp();
    expect(await conversation.roleOf({ ...person('ada'), id: '7' })).toEqual({ unknown: 'absent' });
    expect(await conversation.roleOf({ login: 'gone', id: '7' })).toEqual({ unknown: 'absent' });
  }, 60_000);

  it('tells a refusal, a failure and a team that it may not see apart', async () => {
    const { conversation, person, world } = await setUp();
    world.faults.on({ path: '/collaborators/' }, fault.status(403, 'Resource not accessible by integration'));
    expect(await conversation.roleOf(person('ada'))).toEqual({ unknown: 'forbidden' });
    world.faults.on({ path: '/collaborators/' }, fault.status(500, 'Server Error'), { times: 9 });
    expect(await conversation.roleOf(person('ada'))).toEqual({ unknown: 'unreachable' });
    world.faults.clear();
    expect(await conversation.isMember(`${world.owner}/domain`, 'wren')).toEqual({ unknown: 'forbidden' });
  }, 60_000);

  it('tells members of a team from others, with a token that may ask', async () => {
    const { settings, world } = await setUp();
    const token = await world.mintToken({ app: 'autotune-app', permissions: { contents: 'read', members: 'read' } });
    const asking = githubConversation(
      githubRepository(githubClient(settings({ GITHUB_TOKEN: token })), true),
      () => {},
    );
    const answers = ['wren', 'ada'].map((login) => asking.isMember(`${world.owner}/domain`, login));
    expect(await Promise.all(answers)).toEqual([{ known: true }, { known: false }]);
    expect(await asking.isMember(`${world.owner}/no-such-team`, 'wren')).toEqual({ known: false });
  }, 60_000);

  it('gives a comment with its author, and whether it was edited, and none that is gone', async () => {
    const { conversation, comment, person, world } = await setUp();
    const author = { ...person('ada'), isPerson: true };
    const url = expect.stringContaining(`#issuecomment-${comment}`);
    expect(await conversation.comment(comment)).toEqual({ author, body: '/autotune help', isEdited: false, url });
    await new Promise((resolve) => setTimeout(resolve, 1100));
    await world.person('ada').editComment(comment, 'x');
    expect(await conversation.comment(comment)).toMatchObject({ body: 'x', isEdited: true });
    await world.person('ada').deleteComment(comment);
    expect(await conversation.comment(comment)).toBeNull();
  }, 60_000);

  it('takes no issue and no pull request of a person for a proposal', async () => {
    const { conversation, number, world } = await setUp();
    const issue = await world.person('ada').openIssue({ title: 'x' });
    await world.person('ada').push('autotune/support.triage/0123456789ab', { 'note.txt': 'x\n' });
    const pull = await world.person('ada').openPull({ head: 'autotune/support.triage/0123456789ab', title: 'Mine' });
    expect(await conversation.request(issue)).toBeNull();
    expect(await conversation.request(number)).toBeNull();
    expect(await conversation.request(pull)).toBeNull();
  }, 60_000);

  it('leaves one reply to each comment, though the answer to the first was lost', async () => {
    const { conversation, comment, number, texts, world } = await setUp();
    world.faults.on({ method: 'POST', path: /\/comments$/ }, fault.lostAcknowledgement());
    await conversation.reply({ number }, { to: comment, text: 'Done.' });
    expect(await texts()).toBe(2);
    expect(await conversation.reply({ number }, { to: comment, text: 'Done.' })).toBe('unchanged');
    expect(await conversation.reply({ number }, { to: comment, text: 'Done now.' })).toBe('updated');
    expect(await conversation.reply({ number }, { to: comment + 1000, text: 'Done.' })).toBe('created');
    expect(await texts()).toBe(3);
  }, 60_000);

  it('goes on where it cannot react, and where the conversation is locked', async () => {
    const { conversation, comment, number, warnings, world } = await setUp();
    world.faults.on({ path: '/reactions' }, fault.status(403, 'Resource not accessible by integration'));
    await conversation.react(comment, 'eyes');
    const locked = fault.status(403, 'Unable to create comment because issue is locked.');
    world.faults.on({ method: 'POST', path: /\/comments$/ }, locked);
    expect(await conversation.reply({ number }, { to: comment, text: 'Done.' })).toBe('unchanged');
    expect(warnings).toEqual([expect.stringContaining('no reaction'), expect.stringContaining('is locked')]);
  }, 60_000);
});
