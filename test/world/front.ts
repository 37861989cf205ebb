/** The world's one address: writes the log, strikes with faults, and lets the contract judge what passes through. */
import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type ForwardRequest, loadContract, type Violation } from './contract/contract.ts';
import type { Fault } from './faults.ts';
import { type GitService, serveGit } from './git/http-server.ts';
import { answerGraphql } from './graphql/answer.ts';
import { bodyOf, listen, stop } from './http.ts';
import { jsonOf } from './json.ts';
import type { LoggedRequest, RequestLog } from './log.ts';
import { refuse } from './shim/router.ts';
import { tokenOf } from './shim/server.ts';
import type { WorldState } from './shim/state.ts';

type Sent = { readonly status: number; readonly body: unknown; readonly headers: Readonly<Record<string, string>> };
type Http = { readonly request: IncomingMessage; readonly response: ServerResponse };

export type FrontParts = {
  /** `''` as on github.com, `/api/v3` as on an Enterprise Server. */
  readonly basePath: '' | '/api/v3';
  readonly repository: string;
  readonly log: RequestLog;
  readonly strike: (request: LoggedRequest) => readonly Fault[];
  readonly violations: Violation[];
  readonly isDead: () => boolean;
  readonly kill: () => void;
  readonly state: () => WorldState;
  readonly shimUrl: () => string;
  readonly git: () => GitService;
};

export type Front = { readonly url: string; close(): Promise<void> };

export async function startFront(parts: FrontParts): Promise<Front> {
  const earlier = new Map<string, Sent>();
  const server = createServer((request, response) => {
    serve(parts, earlier, { request, response }).catch((error: unknown) => {
      parts.violations.push({ side: 'response', request: request.url ?? '', place: 'world', message: String(error) });
      response.writeHead(500).end();
    });
  });
  const port = await listen(server);
  return { url: `http://127.0.0.1:${port}`, close: () => stop(server) };
}

async function serve(parts: FrontParts, earlier: Map<string, Sent>, http: Http): Promise<void> {
  const url = new URL(http.request.url ?? '/', 'http://127.0.0.1');
  const inside = new RegExp(`^/${parts.repository}(?:\\.git)?(/(?:info/refs|git-upload-pack|git-receive-pack))$`, 'i');
  const git = inside.exec(url.pathname)?.[1];
  if (git !== undefined) return serveGit(parts.git(), `${git}${url.search}`, http);
  const path = pathBelow(parts.basePath, url.pathname);
  const text = (await bodyOf(http.request)).toString();
  if (parts.isDead()) return void http.request.socket.destroy();
  if (path === undefined) return send(http, { status: 404, body: { message: 'Not Found' }, headers: {} });
  const method = http.request.method ?? 'GET';
  const request = parts.log.add({ method, path: decoded(path), query: url.search.slice(1), body: parsed(text) });
  await exchange(parts, earlier, { http, request, target: `${path}${url.search}` });
}

/** Where Enterprise Servers have GraphQL beside the REST interface, not below it. */
function pathBelow(basePath: FrontParts['basePath'], path: string): string | undefined {
  if (path === (basePath === '' ? '/graphql' : '/api/graphql')) return '/graphql';
  return path.startsWith(`${basePath}/`) ? path.slice(basePath.length) : undefined;
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

function parsed(text: string): unknown {
  try {
    return text === '' ? undefined : JSON.parse(text);
  } catch {
    return text;
  }
}

/** `target` is path and query as the client wrote them. */
type Exchange = { readonly http: Http; readonly request: LoggedRequest; readonly target: string };

async function exchange(
  parts: FrontParts,
  earlier: Map<string, Sent>,
  { http, request, target }: Exchange,
): Promise<void> {
  const faults = parts.strike(request);
  const key = `${request.method} ${request.path}?${request.query} ${JSON.stringify(request.body)}`;
  for (const fault of faults.filter(({ moment }) => moment === 'before')) {
    if (fault.kind === 'stale' && earlier.has(key)) return send(http, earlier.get(key) ?? NOTHING, request);
    if (await suffer(parts, fault, { http, request })) return;
  }
  const sent = await answer(parts, { http, request, target });
  if (!request.isWrite) earlier.set(key, sent);
  for (const fault of faults.filter(({ moment }) => moment === 'after')) {
    if (await suffer(parts, fault, { http, request, sent })) return;
  }
  send(http, sent, request);
}

const NOTHING: Sent = { status: 404, body: { message: 'Not Found' }, headers: {} };

/** True if the exchange ends with this fault. */
async function suffer(
  parts: FrontParts,
  fault: Fault,
  { http, request, sent }: { readonly http: Http; readonly request: LoggedRequest; readonly sent?: Sent },
): Promise<boolean> {
  if (fault.kind === 'answer') send(http, fault, request);
  else if (fault.kind === 'reset') http.request.socket.destroy();
  else if (fault.kind === 'truncate') truncate(http, sent?.body);
  else if (fault.kind === 'slow') await new Promise((resolve) => setTimeout(resolve, fault.milliseconds));
  else if (fault.kind === 'run') await fault.callback(request);
  else if (fault.kind === 'kill') {
    parts.kill();
    http.request.socket.destroy();
  }
  return fault.kind === 'answer' || fault.kind === 'reset' || fault.kind === 'truncate' || fault.kind === 'kill';
}

function truncate({ response }: Http, body: unknown): void {
  const text = JSON.stringify(body) ?? '{}';
  response.writeHead(200, { 'content-type': 'application/json; charset=utf-8' });
  response.end(text.slice(0, Math.ceil(text.length / 2)));
}

async function answer(parts: FrontParts, { http, request, target }: Exchange): Promise<Sent> {
  if (request.path === '/graphql') return answerQuery(parts, http.request, request);
  const forwarded = await (await loadContract())(forwardable(http.request, request, target), parts.shimUrl());
  parts.violations.push(...forwarded.violations);
  const { status, body } = forwarded;
  const { link, location } = forwarded.headers;
  const type = typeof body === 'string' ? 'text/plain; charset=utf-8' : 'application/json; charset=utf-8';
  const headers = {
    'content-type': type,
    ...(link && { link: String(link) }),
    ...(location && { location: String(location) }),
  };
  return { status, body, headers };
}

const PASSED = ['accept', 'authorization', 'content-type', 'user-agent', 'x-github-api-version'];

function forwardable({ headers }: IncomingMessage, { method, body }: LoggedRequest, url: string): ForwardRequest {
  const passed = PASSED.flatMap((name) => (headers[name] === undefined ? [] : [[name, String(headers[name])]]));
  return { method, url, headers: Object.fromEntries(passed), body };
}

async function answerQuery(
  parts: FrontParts,
  { headers }: IncomingMessage,
  { method, body }: LoggedRequest,
): Promise<Sent> {
  const state = parts.state();
  const caller = state.tokens.get(tokenOf(headers.authorization));
  const type = { 'content-type': 'application/json; charset=utf-8' };
  if (caller === undefined) return { status: 401, body: refuse(401, 'Bad credentials').body, headers: type };
  const answered = await answerGraphql(state, caller, jsonOf(body));
  const place = { request: `${method} /graphql`, place: 'body.query' };
  for (const message of answered.breaches) parts.violations.push({ side: 'request', ...place, message });
  for (const field of answered.unmodelled) {
    parts.violations.push({ side: 'response', ...place, message: `the world does not model ${field}` });
  }
  return { status: answered.status, body: answered.body, headers: type };
}

const LIMITS = {
  'x-ratelimit-limit': '5000',
  'x-ratelimit-remaining': '4999',
  'x-ratelimit-used': '1',
  'x-ratelimit-resource': 'core',
  'x-github-media-type': 'github.v3; format=json',
};

/** Answers as GitHub does: with an entity tag, and with nothing where the client already has it. */
function send({ request, response }: Http, { status, body, headers }: Sent, logged?: LoggedRequest): void {
  const text = body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body);
  const etag = `W/"${createHash('sha256').update(text).digest('hex')}"`;
  const isRead = request.method === 'GET' && status === 200;
  const known = isRead && request.headers['if-none-match'] === etag;
  if (logged !== undefined) logged.status = known ? 304 : status;
  const type = text === '' ? {} : { 'content-type': 'application/json; charset=utf-8' };
  response.writeHead(known ? 304 : status, { ...LIMITS, ...type, ...headers, ...(isRead ? { etag } : {}) });
  response.end(known ? '' : text);
}
