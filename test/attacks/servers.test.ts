/** Other servers than github.com, reached as their networks demand: an enterprise server behind a proxy, by addresses from the environment alone. */
import { readdirSync, readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { smallRepository } from '../making/small.ts';
import { encrypted } from './encrypted.ts';
import { stageOf } from './stage.ts';

const ROOT = join(import.meta.dirname, '../..');
const HOST = 'git.acme.invalid';
/** A tenant's interface has a host of its own beside the one of its pages and of git. */
const TENANT = { pages: 'acme.ghe.invalid', api: 'api.acme.ghe.invalid' };

/** A proxy that alone knows where these hosts are; nobody else can resolve them. */
async function proxyTo(target: URL): Promise<{ url: string; asked: string[]; paths: string[] }> {
  const [asked, paths]: [string[], string[]] = [[], []];
  const server: Server = createServer((incoming: IncomingMessage, answer: ServerResponse) => {
    const url = new URL(incoming.url ?? '');
    asked.push(url.host);
    paths.push(url.pathname);
    const { method, headers } = incoming;
    const place = { host: target.hostname, port: target.port, path: `${url.pathname}${url.search}`, method, headers };
    const onward = request(place, (response) => {
      answer.writeHead(response.statusCode ?? 502, response.headers);
      response.pipe(answer);
    });
    incoming.pipe(onward);
  });
  server.on('connect', ({ url }, socket, head) => {
    asked.push(url?.replace(/:80$/, '') ?? '');
    paths.push('');
    const onward = connect(Number(target.port), target.hostname, () => {
      socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      onward.write(head);
      onward.pipe(socket).pipe(onward);
    });
    for (const end of [onward, socket]) end.on('error', () => onward.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, asked, paths };
}

it('an enterprise server behind a proxy gets its proposal: by API, GraphQL and git, each at its own address', async () => {
  const stage = await stageOf(smallRepository(), { basePath: '/api/v3' });
  const { url, asked, paths } = await proxyTo(new URL(stage.world.serverUrl));
  const env = {
    GITHUB_API_URL: `http://${HOST}/api/v3`,
    GITHUB_GRAPHQL_URL: `http://${HOST}/api/graphql`,
    GITHUB_SERVER_URL: `http://${HOST}`,
    http_proxy: url,
    no_proxy: '',
  };
  const run = await stage.run({ env });
  // Nothing that a package calls experimental, or warns of, stands in the log of everybody behind a proxy.
  expect(run).toMatchObject({ exitCode: 0, stderr: '', outputs: { operation: 'created' } });
  expect(run.outputs['pull-request-url']).toContain('/pull/1');
  expect(run.stdout).toContain(`|   read it  ${run.outputs['pull-request-url']}\n`);
  expect(await stage.expectRest({ env })).toMatchObject({ outputs: { operation: 'unchanged' } });
  expect(new Set(asked)).toEqual(new Set([HOST]));
  expect(paths.some((path) => path.endsWith('/git-upload-pack'))).toBe(true);
  expect(stage.world.requests.map(({ graphql }) => graphql)).not.toContain('updateRefs');
}, 120_000);

it('a tenant gets its proposal: the interface at one host, pages and git at another, and no other is asked', async () => {
  const stage = await stageOf(smallRepository());
  const { url, asked, paths } = await proxyTo(new URL(stage.world.serverUrl));
  const env = {
    GITHUB_API_URL: `http://${TENANT.api}`,
    GITHUB_GRAPHQL_URL: `http://${TENANT.api}/graphql`,
    GITHUB_SERVER_URL: `http://${TENANT.pages}`,
    http_proxy: url,
    no_proxy: '',
  };
  const run = await stage.run({ env });
  expect(run).toMatchObject({ exitCode: 0, stderr: '', outputs: { operation: 'created' } });
  expect(await stage.expectRest({ env })).toMatchObject({ outputs: { operation: 'unchanged' } });
  const ofGit = (path: string) => /\/(?:info\/refs|git-upload-pack)$/.test(path);
  const hosts = new Set(asked.map((host, index) => `${host} ${ofGit(paths[index] ?? '') ? 'git' : 'interface'}`));
  expect(hosts).toEqual(new Set([`${TENANT.api} interface`, `${TENANT.pages} git`]));
}, 60_000);

it('a server behind a proxy is spoken to by TLS to its end, and not at all where its certificate is not trusted', async () => {
  const stage = await stageOf(smallRepository(), { basePath: '/api/v3' });
  const { proxy, certificate, asked, sent, answered } = await encrypted(HOST, new URL(stage.world.serverUrl));
  const untrusted = {
    GITHUB_API_URL: `https://${HOST}/api/v3`,
    GITHUB_GRAPHQL_URL: `https://${HOST}/api/graphql`,
    GITHUB_SERVER_URL: `https://${HOST}`,
    https_proxy: proxy,
    no_proxy: '',
    // What a process trusts, it reads once, as it starts.
    NODE_OPTIONS: '',
  };
  const refused = await stage.run({ env: untrusted });
  expect(refused).toMatchObject({ exitCode: 1, outputs: { operation: 'none' } });
  expect(refused.stdout).toMatch(/certificate/i);
  expect(stage.world.requests).toEqual([]);
  const env = { ...untrusted, NODE_EXTRA_CA_CERTS: certificate, GIT_SSL_CAINFO: certificate };
  expect(await stage.run({ env })).toMatchObject({ exitCode: 0, stderr: '', outputs: { operation: 'created' } });
  expect(await stage.expectRest({ env })).toMatchObject({ outputs: { operation: 'unchanged' } });
  expect(new Set(asked)).toEqual(new Set([`CONNECT ${HOST}:443`]));
  for (const what of ['/api/v3/repos/', '/api/graphql', '/git-upload-pack']) {
    expect(answered.some((path) => path.includes(what))).toBe(true);
  }
  const seen = Buffer.concat(sent).toString('latin1');
  expect(seen.length).toBeGreaterThan(0);
  for (const word of ['HTTP/1.1', 'uthorization', '/api/', 'git-upload-pack', 'bench.answer']) {
    expect(seen).not.toContain(word);
  }
}, 120_000);

it('no host is written down but the default of the settings', () => {
  const filesOf = (folder: string) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.[jt]s$/.test(name))
      .map((name) => join(folder, name));
  const named = (path: string) => readFileSync(join(ROOT, path), 'utf8').includes('api.github.com');
  expect(filesOf('src').filter(named)).toEqual(['src/edge/github/settings.ts']);
  const bundled = filesOf('dist').flatMap((path) =>
    [...readFileSync(join(ROOT, path), 'utf8').matchAll(/.{24}https:\/\/api\.github\.com/g)].map(([text]) => text),
  );
  // The default of octokit, which is told another, and ours.
  for (const text of bundled) expect(text).toMatch(/(?:baseUrl:|GITHUB_(?:API|GRAPHQL)_URL:)"https/);
  expect(bundled.length).toBeGreaterThan(0);
});
