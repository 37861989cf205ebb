/** Other servers, other ways there, and runs that may not write: what the GitHub edge does where GitHub is not github.com. */
import { spawn } from 'node:child_process';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { githubClient } from '../../src/edge/github/client.ts';
import { githubFetch } from '../../src/edge/github/fetch.ts';
import { githubForge } from '../../src/edge/github/forge.ts';
import { githubLedger } from '../../src/edge/github/ledger.ts';
import { proxyFor } from '../../src/edge/github/proxy.ts';
import { githubRepository } from '../../src/edge/github/repository.ts';
import type { ProxySettings } from '../../src/edge/github/settings.ts';
import { note } from '../contracts/entries.ts';
import { BRANCH, commitTo, PACK, proposalOn, textOf } from '../contracts/forge.ts';
import { appendTo } from '../contracts/ledger.ts';
import { ALL_PERMISSIONS } from '../world/options.ts';
import type { fault } from '../world/world.ts';
import { githubShop, QUICK, type Shop } from './github-shop.ts';

/** What a server says whose schema is older than the mutation. */
const lacking = {
  name: 'lacking',
  kind: 'answer',
  moment: 'before',
  status: 200,
  body: {
    errors: [
      {
        message: "Field 'updateRefs' doesn't exist on type 'Mutation'",
        extensions: { code: 'undefinedField', typeName: 'Mutation', fieldName: 'updateRefs' },
      },
    ],
  },
  headers: {},
} as const satisfies ReturnType<typeof fault.reset>;

async function listening(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describe('an enterprise server', () => {
  it('is asked below its own path, and does without the mutation that moves refs', async () => {
    const shop = await githubShop({ basePath: '/api/v3' });
    const forge = shop.forge();
    shop.world.faults.on({ graphql: 'updateRefs' }, lacking, { times: 3 });
    const commit = await commitTo(forge, proposalOn((await forge.base()).commit));
    await forge.upsertPullRequest(textOf());
    await shop.advance({ [PACK]: '# reviewed\ntop_k: 10\n' });
    const base = (await forge.base()).commit;
    const moved = await commitTo(forge, proposalOn(base, { expected: commit }));
    expect(await forge.findBranch(BRANCH)).toMatchObject({ commit: moved, parent: base, ours: true });
    const forced = shop.world.writes.filter(({ body }) => JSON.stringify(body).includes('"force":true'));
    expect(forced).toEqual([]);
    expect(await forge.deleteBranch(BRANCH, commit)).toBe('moved');
    expect(await forge.deleteBranch(BRANCH, moved)).toBe('deleted');
    expect(await appendTo(shop.ledger(), note('a'))).not.toBe('moved');
  });

  it('does not overrule a push that comes before its move of the branch', async () => {
    const shop = await githubShop();
    const forge = shop.forge();
    const commit = await commitTo(forge, proposalOn((await forge.base()).commit));
    await shop.advance({ [PACK]: '# reviewed\ntop_k: 10\n' });
    shop.world.faults.on({ graphql: 'updateRefs' }, lacking);
    let theirs = '';
    const push = async () => {
      theirs = await shop.world.person('wren').push(BRANCH, { 'note.txt': 'Mine.\n' });
    };
    const run = { name: 'run', kind: 'run', moment: 'before', callback: push } as const;
    shop.world.faults.on({ method: 'PATCH', path: '/git/refs/' }, run);
    const base = (await forge.base()).commit;
    await forge.commitProposal(proposalOn(base, { expected: commit })).catch(() => undefined);
    expect(await shop.world.head(BRANCH)).toBe(theirs);
  });
});

describe('a proxy', () => {
  it.each<[string, string, Partial<ProxySettings>, string | null]>([
    ['for plain addresses', 'http://a.example/x', {}, 'http://p:1'],
    ['for others where it names no second one', 'https://a.example', {}, 'http://p:1'],
    ['for others by the one for those', 'https://a.example', { httpsProxy: 'http://q:2' }, 'http://q:2'],
    [
      'not for plain addresses by the one for others',
      'http://a.example',
      { httpProxy: undefined, httpsProxy: 'http://q:2' },
      null,
    ],
    ['but for a host', 'https://a.example', { noProxy: 'b.example, A.example' }, null],
    ['but for what is below a host', 'https://api.a.example', { noProxy: 'a.example' }, null],
    ['but for what is below a host with a dot', 'https://api.a.example', { noProxy: '.a.example' }, null],
    ['but for what is below a host with a star', 'https://api.a.example', { noProxy: '*.a.example' }, null],
    ['for a host that only ends alike', 'https://aa.example', { noProxy: 'a.example' }, 'http://p:1'],
    ['but for a port', 'https://a.example', { noProxy: 'a.example:443' }, null],
    ['for another port', 'http://a.example:8080', { noProxy: 'a.example:80' }, 'http://p:1'],
    ['but for an address', 'http://127.0.0.1:3000', { noProxy: 'localhost 127.0.0.1' }, null],
    ['but for an address in brackets', 'http://[::1]:3000', { noProxy: '[::1]' }, null],
    ['for nobody where it leaves all out', 'https://a.example', { noProxy: '*' }, null],
    ['for all where it leaves nobody out', 'https://a.example', { noProxy: ' , ' }, 'http://p:1'],
  ])('is asked %s', (_, url, more, proxy) => {
    const all = { httpProxy: 'http://p:1', httpsProxy: undefined, noProxy: undefined, ...more };
    expect(proxyFor(new URL(url), all)).toBe(proxy);
  });

  it('that the environment names is used, but for hosts that it leaves out', async () => {
    const target = await listening(createServer((_, response) => response.end('reached')));
    const asked: string[] = [];
    const proxy = createServer().on('connect', ({ url = '' }, client, head) => {
      asked.push(url);
      const [host = '', port] = url.split(':');
      const upstream = connect(Number(port), host, () => {
        client.write('HTTP/1.1 200 OK\r\n\r\n');
        upstream.write(head);
        upstream.pipe(client).pipe(upstream);
      });
      for (const socket of [upstream, client]) socket.on('error', () => socket.destroy());
    });
    const httpProxy = await listening(proxy);
    const through = await githubFetch({
      proxy: { httpProxy, httpsProxy: undefined, noProxy: undefined },
      timing: QUICK,
    });
    expect(await (await through(target)).text()).toBe('reached');
    expect(asked).toEqual([new URL(target).host]);
    const past = await githubFetch({
      proxy: { httpProxy, httpsProxy: undefined, noProxy: '127.0.0.1' },
      timing: QUICK,
    });
    expect(await (await past(target)).text()).toBe('reached');
    expect(asked).toHaveLength(1);
  });
});

describe('an answer', () => {
  it('that is larger than anything asked for is not read', async () => {
    const server = createServer((_, response) => response.end('x'.repeat(5000)));
    const ask = await githubFetch({ proxy: null, timing: QUICK }, 4000);
    await expect(ask(await listening(server)).then((response) => response.text())).rejects.toThrow('larger than 4000');
  });

  it('that does not come is not waited for', async () => {
    const server = createServer(() => undefined);
    const ask = await githubFetch({ proxy: null, timing: { ...QUICK, answer: 50 } });
    await expect(ask(await listening(server))).rejects.toThrow(/timeout/i);
    server.closeAllConnections();
  });
});

describe('a run that may not write', () => {
  it('asks GitHub by GET alone, whatever it looks at', async () => {
    const shop = await githubShop();
    const writer = shop.forge();
    const commit = await commitTo(writer, proposalOn((await writer.base()).commit));
    const { request } = await writer.upsertPullRequest(textOf());
    await appendTo(shop.ledger(), note('a'));
    shop.world.clearRequests();
    const repository = githubRepository(githubClient(shop.settings()), false);
    const forge = githubForge(shop.checkout.repository, repository, () => undefined);
    expect(await forge.listOpen()).toEqual([request]);
    expect(await forge.findBranch(BRANCH)).toMatchObject({ commit, ours: true });
    expect(await forge.findPullRequest(BRANCH)).toEqual(request);
    await forge.readAtTip(PACK);
    await forge.closerOf(request);
    await forge.notices();
    await forge.countCreatedSince('2000-01-01T00:00:00Z');
    await githubLedger(shop.checkout.repository, repository).read();
    const methods = new Set(
      shop.world.requests.filter(({ path }) => !path.includes('git-upload-pack')).map(({ method }) => method),
    );
    expect([...methods]).toEqual(['GET']);
  });
});

describe('the commit that is checked out', () => {
  it('has to be part of the default branch', async () => {
    const shop = await githubShop();
    shop.checkout.commit({ 'README.md': 'Not pushed.\n' });
    await expect(shop.forge().base()).rejects.toMatchObject({
      code: 'BASE_NOT_ON_DEFAULT',
      message: /does not have it/,
    });
    const ahead = await shop.world.person('wren').push('work', { 'README.md': 'Pushed elsewhere.\n' });
    shop.checkout.git('fetch', '-q', shop.world.gitDir, 'work');
    shop.checkout.git('reset', '-q', '--hard', ahead);
    await expect(shop.forge().base()).rejects.toMatchObject({ code: 'BASE_NOT_ON_DEFAULT', message: /ahead/ });
  });

  it('may be one that the default branch has left behind', async () => {
    const shop = await githubShop();
    const commit = shop.checkout.git('rev-parse', 'HEAD');
    await shop.world.person('ada').push('main', { 'README.md': 'Later.\n' });
    expect(await shop.forge().base()).toEqual({ commit, branch: 'main' });
    expect(await shop.forge().readAtTip('README.md')).toBe('Later.\n');
  });
});

describe('a check', () => {
  it('with more annotations than a request takes has all of them, and is posted once', async () => {
    const shop = await githubShop();
    const forge = shop.forge();
    const commit = await commitTo(forge, proposalOn((await forge.base()).commit));
    const annotations = Array.from({ length: 120 }, (_, index) => ({ path: PACK, line: index + 1, message: 'x' }));
    const check = {
      commit,
      conclusion: 'neutral',
      title: 't',
      summary: '😀'.repeat(40_000),
      annotations,
      at: textOf().at,
    } as const;
    expect(await forge.upsertCheck(check)).toBe('created');
    const sent = shop.world.writes.filter(({ path }) => path.includes('/check-runs'));
    const counts = sent.map(({ body }) => (body as { output: { annotations: unknown[] } }).output.annotations.length);
    expect(counts).toEqual([50, 50, 20]);
    expect(await forge.upsertCheck(check)).toBe('unchanged');
  });
});

describe('a run that only reads', () => {
  type Words = { readonly said: readonly string[]; readonly login: string | null | undefined; readonly open: number };
  /** Whom it takes itself for with a token, what it says of that, and how many pull requests it calls its own. */
  async function readingWith(shop: Shop, GITHUB_TOKEN: string): Promise<Words> {
    const said: string[] = [];
    const settings = shop.settings({ GITHUB_TOKEN });
    const repository = githubRepository(githubClient(settings), false, (sentence) => said.push(sentence));
    shop.world.clearRequests();
    const open = await githubForge(shop.checkout.repository, repository, () => undefined).listOpen();
    expect(shop.world.requests.filter(({ method }) => method !== 'GET')).toEqual([]);
    return { said, login: (await repository.identities())[0]?.login, open: open.length };
  }
  const APP = { app: 'autotune-app', permissions: ALL_PERMISSIONS } as const;

  it('is the App that wrote the ledger last, and says so; before there is a ledger there is nothing to say', async () => {
    const shop = await githubShop();
    const token = await shop.world.mintToken(APP);
    expect(await readingWith(shop, token)).toEqual({ said: [], login: 'github-actions[bot]', open: 0 });
    const forge = shop.forge({ GITHUB_TOKEN: token });
    await commitTo(forge, proposalOn((await forge.base()).commit));
    await forge.upsertPullRequest(textOf());
    await appendTo(shop.ledger({ GITHUB_TOKEN: token }), note('a'));
    const said = [expect.stringMatching(/taken for that of autotune-app\[bot\], which wrote the ledger last/)];
    expect(await readingWith(shop, token)).toEqual({ said, login: 'autotune-app[bot]', open: 1 });
  });

  it('is a workflow where that wrote the ledger, and says that this is not known, whosever token it is', async () => {
    const shop = await githubShop();
    await appendTo(shop.ledger(), note('a'));
    const said = [
      expect.stringMatching(/stays unknown.* taken for that of github-actions\[bot\], which wrote the ledger/),
    ];
    for (const token of [shop.world.token, await shop.world.mintToken(APP)])
      expect(await readingWith(shop, token)).toEqual({ said, login: 'github-actions[bot]', open: 0 });
  });

  it('knows a person by GET, and has nothing to say', async () => {
    const shop = await githubShop();
    await appendTo(shop.ledger(), note('a'));
    expect(await readingWith(shop, shop.world.person('ada').token)).toEqual({ said: [], login: 'ada', open: 0 });
  });

  it('believes no commit that somebody made under the name of a bot', async () => {
    const shop = await githubShop();
    await appendTo(shop.ledger(), note('a'));
    const { name, email } = shop.world.bot('autotune-app');
    await shop.world.person('wren').push('autotune/ledger', { 'x.txt': 'x\n' }, { author: { name, email } });
    const { login, said } = await readingWith(shop, shop.world.token);
    expect({ login, said }).toEqual({ login: 'github-actions[bot]', said: [expect.stringContaining('`bot-aliases`')] });
  });
});

describe('what the account means', () => {
  it('is said of a workflow’s own token, and of no other', async () => {
    const shop = await githubShop();
    expect(await shop.forge().notices()).toEqual([expect.stringContaining('starts no workflow')]);
    const GITHUB_TOKEN = await shop.world.mintToken({ app: 'autotune-app', permissions: { contents: 'read' } });
    expect(await shop.forge({ GITHUB_TOKEN }).notices()).toEqual([]);
  });
});

describe('a process', () => {
  it('that asked GitHub ends when it is done', async () => {
    const shop = await githubShop();
    const root = join(import.meta.dirname, '../..');
    const { apiUrl: GITHUB_API_URL, graphqlUrl: GITHUB_GRAPHQL_URL, serverUrl: GITHUB_SERVER_URL } = shop.world;
    const token = await shop.world.mintToken({ permissions: { issues: 'write' } });
    const script = `
      const { githubClient } = await import('${root}/src/edge/github/client.ts');
      const { githubRepository } = await import('${root}/src/edge/github/repository.ts');
      const { githubSettings } = await import('${root}/src/edge/github/settings.ts');
      const repository = githubRepository(githubClient(githubSettings(process.env)), true);
      await repository.identities();
      await repository.github.write('POST', 'issues', { title: 'x' }, (await import('${root}/src/edge/github/answers.ts')).Anything);
      process.stdout.write(String(Date.now()));`;
    const env = {
      ...process.env,
      GITHUB_API_URL,
      GITHUB_GRAPHQL_URL,
      GITHUB_SERVER_URL,
      GITHUB_REPOSITORY: shop.world.repository,
      GITHUB_TOKEN: token,
    };
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
      env,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let said = '';
    child.stdout.on('data', (chunk: Buffer) => {
      said += chunk.toString();
    });
    const code = await new Promise((resolve) => child.on('close', resolve));
    expect(code).toBe(0);
    expect(Date.now() - Number(said)).toBeLessThan(5000);
  });
});
