/** Serves the world's repository over HTTP by git's own backend, so that clone and push are the real ones. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { basename, dirname } from 'node:path';
import { bodyOf } from '../http.ts';
import { shellGit } from './shell-git.ts';

export type GitAccess = 'none' | 'read' | 'write';

export type GitService = {
  /** The folder of the bare repository. */
  readonly directory: string;
  /** What a token may do; called for every request. */
  readonly access: (token: string) => GitAccess;
  /** Called around a push, so that what follows from it happens before the pusher hears the end. */
  readonly pushed: (token: string, receive: () => Promise<void>) => Promise<void>;
};

/** Answers a request for a path inside the repository, as `info/refs`. */
export async function serveGit(
  service: GitService,
  inside: string,
  { request, response }: { readonly request: IncomingMessage; readonly response: ServerResponse },
): Promise<void> {
  const url = new URL(inside, 'http://127.0.0.1');
  const token = passwordOf(request.headers.authorization);
  const isPush = url.pathname === '/git-receive-pack';
  const wanted = isPush || url.searchParams.get('service') === 'git-receive-pack' ? 'write' : 'read';
  const access = token === undefined ? 'none' : service.access(token);
  if (access === 'none') {
    response.writeHead(401, { 'WWW-Authenticate': 'Basic realm="GitHub"' }).end();
  } else if (wanted === 'write' && access === 'read') {
    response.writeHead(403).end('Write access to repository not granted.');
  } else {
    const answer = () => answerByBackend(service.directory, url, { request, response });
    await (isPush ? service.pushed(token ?? '', answer) : answer());
    response.end();
  }
}

/** The CGI contract between a web server and `git http-backend`. */
async function answerByBackend(
  directory: string,
  url: URL,
  { request, response }: { readonly request: IncomingMessage; readonly response: ServerResponse },
): Promise<void> {
  const input = await bodyOf(request).catch(() => undefined);
  // Whoever asked is gone.
  if (input === undefined) return;
  const env = {
    GIT_PROJECT_ROOT: dirname(directory),
    GIT_HTTP_EXPORT_ALL: '1',
    PATH_INFO: `/${basename(directory)}${url.pathname}`,
    QUERY_STRING: url.search.slice(1),
    REQUEST_METHOD: request.method ?? '',
    CONTENT_TYPE: request.headers['content-type'] ?? '',
    HTTP_CONTENT_ENCODING: request.headers['content-encoding'] ?? '',
    GIT_PROTOCOL: String(request.headers['git-protocol'] ?? ''),
    REMOTE_USER: 'pusher',
    REMOTE_ADDR: '127.0.0.1',
  };
  const { stdout } = await shellGit(directory, ['http-backend'], { input, env });
  const end = stdout.indexOf('\r\n\r\n');
  if (end < 0) return;
  startResponse(response, stdout.toString('utf8', 0, end));
  response.write(stdout.subarray(end + 4));
}

function startResponse(response: ServerResponse, head: string): void {
  const headers = head.split('\r\n').map((line) => line.split(/:\s*(.*)/s));
  const status = headers.find(([name]) => name?.toLowerCase() === 'status')?.[1];
  for (const [name, value] of headers) {
    if (name !== undefined && value !== undefined && name.toLowerCase() !== 'status') response.setHeader(name, value);
  }
  response.writeHead(status === undefined ? 200 : Number.parseInt(status, 10));
}

function passwordOf(authorization: string | undefined): string | undefined {
  const encoded = /^Basic (.+)$/i.exec(authorization ?? '')?.[1];
  return encoded === undefined
    ? undefined
    : Buffer.from(encoded, 'base64')
        .toString()
        .replace(/^[^:]*:/, '');
}
