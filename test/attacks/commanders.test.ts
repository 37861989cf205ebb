/** Who may command: strangers, bots, readers, owners by name, by team and by roster, and a host that does not answer. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CONFIGURATION, PACK, smallRepository } from '../making/small.ts';
import { jsonOf } from '../world/json.ts';
import { issueCommentPayload } from '../world/payloads/payloads.ts';
import { fault } from '../world/world.ts';
import { type Opened, openedStage } from './opened.ts';
import { hearing, reactions, replies, type Said, saying } from './saying.ts';
import { name } from './stage.ts';

const COMMAND = '/autotune reject I say so';
const OWNERS = '.github/CODEOWNERS';

let stage: Opened;
let left: unknown;
beforeAll(async () => {
  const repository = smallRepository();
  stage = await openedStage(repository, {
    closes: false,
    visibility: 'public',
    strangers: ['evil', 'domain'],
    teams: { domain: ['wren'] },
  });
  left = await leftOver();
}, 120_000);
afterAll(() => stage.world.close());

/** Branches, pull requests, events: everything but comments. */
async function leftOver() {
  const { branches, pulls, events } = await stage.left();
  return { branches, pulls, events };
}

const written = () => stage.world.writes.map(name);
const marked = ({ comment }: Said) => reactions(stage, comment);

async function expectNothing(said: Said): Promise<void> {
  expect(said).toMatchObject({ exitCode: 0, annotations: [] });
  expect(await leftOver()).toEqual(left);
}

describe('a command changes nothing', () => {
  it.each(['evil', 'rhea', 'tess'])(
    'of %s, who may not write here: a reaction, and no word',
    async (login) => {
      const said = await saying(stage, login, COMMAND);
      await expectNothing(said);
      expect(marked(said)).toEqual(['eyes', 'confused']);
      expect(written()).toEqual([
        `POST issues/comments/${said.comment}/reactions`,
        `POST issues/comments/${said.comment}/reactions`,
      ]);
      expect(said.summary).toContain('it takes write access to this repository');
    },
    60_000,
  );

  it('of somebody who may write but owns nothing of it, who is told so', async () => {
    const said = await saying(stage, 'wren', COMMAND);
    await expectNothing(said);
    expect(marked(said)).toEqual(['eyes', 'confused']);
    expect((await replies(stage)).at(-1)).toContain('nobody owns `packs/bench/pack.yaml` at the base');
  }, 60_000);

  it('of somebody whom the pull request itself would make an owner', async () => {
    await stage.world.person('wren').push(stage.branch, { [OWNERS]: '* @wren\n' });
    await expect(saying(stage, 'wren', COMMAND).then(marked)).resolves.toEqual(['eyes', 'confused']);
    expect(stage.events().map(({ kind }) => kind)).not.toContain('rejection');
    await stage.world.person('ada').reset(stage.branch, stage.head);
    expect(await leftOver()).toEqual(left);
  }, 60_000);

  it.each([
    ['404', fault.status(404, 'Not Found'), 'does not know you'],
    ['403', fault.status(403, 'Resource not accessible by integration'), 'may not ask for your role'],
    ['500', fault.status(500, 'Server Error'), 'just now; try again later'],
    ['no answer at all', fault.reset(), 'just now; try again later'],
  ])(
    'of whoever it is, where GitHub answers %s about their role',
    async (_, planted, why) => {
      stage.world.faults.on({ path: '/collaborators/ada/permission' }, planted, { times: 9 });
      const said = await saying(stage, 'ada', COMMAND);
      await expectNothing(said);
      expect(marked(said)).toEqual(['eyes', 'confused']);
      expect(said.summary).toContain(why);
    },
    60_000,
  );

  it('of a bot, be it another or itself: not even a reaction', async () => {
    for (const app of ['autotune-app', 'github-actions'] as const) {
      const token = await stage.token(app);
      const address = `${stage.world.apiUrl}/repos/${stage.world.repository}/issues/1/comments`;
      const headers = { authorization: `token ${token}`, 'content-type': 'application/json' };
      const answer = await fetch(address, { method: 'POST', headers, body: JSON.stringify({ body: COMMAND }) });
      const { id } = JSON.parse(await answer.text());
      const said = await hearing(stage, Number(id));
      await expectNothing(said);
      expect(written()).toEqual([]);
    }
  }, 60_000);

  it('of an admin, where it was edited, deleted, or caused by another', async () => {
    const ada = stage.world.person('ada');
    const id = await ada.comment(1, COMMAND);
    const edited = await issueCommentPayload(stage.world, id, { action: 'edited' });
    const others = await issueCommentPayload(stage.world, id, { sender: 'evil' });
    for (const payload of [edited, others, { ...edited, action: 'deleted' }]) {
      await expectNothing(await hearing(stage, id, { payload }));
      expect(written()).toEqual([]);
    }
  }, 60_000);

  it('of an admin, where the comment is not what it was when it was made, or gone', async () => {
    const ada = stage.world.person('ada');
    const id = await ada.comment(1, COMMAND);
    const payload = await issueCommentPayload(stage.world, id);
    await ada.editComment(id, '/autotune reject --scope surface something else');
    const changed = await hearing(stage, id, { payload });
    await expectNothing(changed);
    expect(marked(changed)).toEqual(['confused']);
    await ada.editComment(id, COMMAND);
    await expectNothing(await hearing(stage, id, { payload }));
    await ada.deleteComment(id);
    await expectNothing(await hearing(stage, id, { payload }));
    expect(written()).toEqual([]);
  }, 60_000);

  it('of an admin, where it is quoted or shown as code', async () => {
    for (const body of [
      `> ${COMMAND}`,
      `\`\`\`\n${COMMAND}\n\`\`\``,
      `<!-- ${COMMAND} -->`,
      `\uff0f${COMMAND.slice(1)}`,
    ]) {
      await expectNothing(await saying(stage, 'ada', body));
      expect(written()).toEqual([]);
    }
  }, 60_000);

  it('of an admin, on an issue, on a pull request of a person, and on a copy from a fork', async () => {
    const ada = stage.world.person('ada');
    const evil = stage.world.person('evil');
    const issue = await ada.openIssue({ title: 'Not a proposal' });
    await ada.push('by-hand', { 'note.md': 'x\n' });
    const theirs = await ada.openPull({ head: 'by-hand', title: 'Mine' });
    await evil.pushToFork(stage.branch, { [PACK]: 'mine\n' });
    const copy = await evil.openPull({ head: `evil:${stage.branch}`, title: 'Mine, too' });
    for (const number of [issue, theirs, copy]) {
      const id = await ada.comment(number, COMMAND);
      const said = await hearing(stage, id);
      expect(said).toMatchObject({ exitCode: 0 });
      expect(written()).toEqual([]);
    }
    expect(stage.events().map(({ kind }) => kind)).not.toContain('rejection');
  }, 60_000);

  it('in a dry run', async () => {
    const said = await saying(stage, 'ada', COMMAND, { inputs: { 'dry-run': 'true' } });
    expect(said).toMatchObject({ exitCode: 0 });
    expect(written()).toEqual([]);
  }, 60_000);
});

describe('a command is heeded', () => {
  /** One that leaves no trace but its answer. */
  const hold = async (login: string, token?: string) => {
    const said = await saying(stage, login, '/autotune hold', token === undefined ? {} : { token });
    const isHeeded = marked(said).includes('rocket');
    if (isHeeded) await saying(stage, 'ada', '/autotune resume');
    return isHeeded;
  };

  it('of an owner by name, whatever GitHub calls their association', async () => {
    await stage.advance({ [OWNERS]: '/packs/ @WREN\n' });
    const id = await stage.world.person('wren').comment(1, '/autotune hold');
    const payload = await issueCommentPayload(stage.world, id);
    const comment = { ...jsonOf(payload['comment']), author_association: 'NONE' };
    const said = await hearing(stage, id, { payload: { ...payload, comment } });
    expect(marked(said)).toEqual(['eyes', 'rocket']);
    expect(stage.events().at(-1)).toMatchObject({
      kind: 'proposal_held',
      actor: { login: 'wren', role: 'code owner' },
    });
    await saying(stage, 'wren', '/autotune resume');
  }, 60_000);

  it('of an owner of the changed pack, whoever owns the proposal’s own document', async () => {
    await stage.advance({ [OWNERS]: '/packs/ @ada\n/packs/*/pack.yaml @ada @wren\n' });
    expect(await hold('wren')).toBe(true);
  }, 60_000);

  it('not of an owner of all the rest, who is told whose the pack is', async () => {
    await stage.advance({ [OWNERS]: '* @wren\n/packs/*/pack.yaml @ada\n' });
    expect(await hold('wren')).toBe(false);
    expect((await replies(stage)).at(-1)).toMatch(/an owner of `packs\/bench\/pack\.yaml` at the base \\\(`@ada`/);
  }, 60_000);

  it('of a member of an owning team, where the token may ask who is in it', async () => {
    await stage.advance({ [OWNERS]: `/packs/ @${stage.world.owner}/domain\n` });
    const permissions = { contents: 'write', pull_requests: 'write', members: 'read' } as const;
    const token = await stage.world.mintToken({ app: 'autotune-app', permissions });
    const asked = { token, inputs: { 'bot-aliases': 'github-actions[bot]' } };
    expect(marked(await saying(stage, 'wren', '/autotune hold', asked))).toEqual(['eyes', 'rocket']);
    await saying(stage, 'ada', '/autotune resume', asked);
    stage.world.faults.on({ path: '/memberships/wren' }, fault.status(500, 'Server Error'), { times: 9 });
    expect(marked(await saying(stage, 'wren', '/autotune hold', asked))).toEqual(['eyes', 'confused']);
  }, 60_000);

  it('of nobody by a team that the token may not ask for, unless the roster on the base has them', async () => {
    expect(await hold('wren')).toBe(false);
    expect((await replies(stage)).at(-1)).toMatch(/the token may not ask, and the roster/);
    const roster = `teams: { "@${stage.world.owner}/domain": ["@wren"] }\n`;
    await stage.edit(CONFIGURATION, 'schema_version: 1\n', `schema_version: 1\n${roster}`);
    expect(await hold('wren')).toBe(true);
  }, 60_000);

  it('of nobody by an e-mail address, which GitHub does not tell', async () => {
    await stage.advance({ [OWNERS]: '/packs/ wren@users.example\n' });
    expect(await hold('wren')).toBe(false);
    expect((await replies(stage)).at(-1)).toContain('GitHub does not tell');
  }, 60_000);
});
