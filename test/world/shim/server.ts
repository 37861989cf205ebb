/** The shim as prism's upstream: knows the token's caller, or refuses it, and lets the routes answer. */
import { createServer, type IncomingMessage } from 'node:http';
import type { Caller, Permissions } from '../callers.ts';
import { bodyOf, listen, stop } from '../http.ts';
import { jsonOf, textOf } from '../json.ts';
import { APPS } from '../options.ts';
import { type Answer, dispatch, refuse } from './router.ts';
import { ROUTES } from './routes.ts';
import type { WorldState } from './state.ts';

export type ShimServer = { readonly url: string; close(): Promise<void> };

export async function startShim(state: () => WorldState): Promise<ShimServer> {
  const server = createServer(async (request, response) => {
    const { status, body, headers } = await answer(state(), request).catch(failed);
    const text = typeof body === 'string' ? body : body === undefined ? '' : JSON.stringify(body);
    const type = typeof body === 'string' ? 'application/vnd.github.raw+json' : 'application/json; charset=utf-8';
    response.writeHead(status, { ...(body === undefined ? {} : { 'content-type': type }), ...headers }).end(text);
  });
  const port = await listen(server);
  return { url: `http://127.0.0.1:${port}`, close: () => stop(server) };
}

const failed = (error: unknown): Answer =>
  refuse(500, `the world itself failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);

export const tokenOf = (authorization: string | undefined): string =>
  (authorization ?? '').replace(/^(bearer|token)\s+/i, '').trim();

async function answer(state: WorldState, request: IncomingMessage): Promise<Answer> {
  const url = new URL(request.url ?? '/', 'http://127.0.0.1');
  const token = tokenOf(request.headers.authorization);
  const body = jsonOf(parsed((await bodyOf(request)).toString()));
  const method = request.method ?? 'GET';
  if (token.startsWith('eyJ')) return asApp(state, { method, path: url.pathname, token, body });
  const caller = state.tokens.get(token);
  if (caller === undefined) return refuse(401, token === '' ? 'Requires authentication' : 'Bad credentials');
  const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
  return dispatch(ROUTES, state, { method, path: url.pathname, query: url.searchParams, headers, body, caller, token });
}

function parsed(text: string): unknown {
  try {
    return text === '' ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What an App asks as itself, by a signed claim; a token it mints is a caller from then on. */
async function asApp(
  state: WorldState,
  request: { readonly method: string; readonly path: string; readonly token: string; readonly body: unknown },
): Promise<Answer> {
  const { body: given, ...rest } = request;
  const { status, body } = await state.emulator.ask(request.method === 'GET' ? rest : { ...rest, body: given });
  const minted = jsonOf(body);
  const id = Number(/^\/app\/installations\/(\d+)\/access_tokens$/.exec(request.path)?.[1]);
  const slug = Object.entries(APPS).find(([, { appId }]) => appId === id)?.[0];
  const account = state.accounts.get(`${slug}[bot]`);
  if (status === 201 && account !== undefined) {
    const app = account.login.replace('[bot]', '');
    const permissions = { metadata: 'read' as const, ...(minted['permissions'] as Permissions) };
    state.tokens.set(textOf(minted['token']), { account, app, permissions } satisfies Caller);
  }
  return { status, body };
}
