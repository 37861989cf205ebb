/**
 * Judges every exchange by GitHub's official OpenAPI description: prism's proxy, in this process or, where many processes
 * share one that is warm, over loopback.
 */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { IHttpConfig, IHttpRequest } from '@stoplight/prism-http';
import type { PrismHttp } from '@stoplight/prism-http/dist/client.js';
import { fetchText } from '../http.ts';
import { ALLOWED } from './allowed.ts';

/** A breach of the contract: by the client (`request`), or by the world itself (`response`). */
export type Violation = {
  readonly side: 'request' | 'response';
  /** As in `POST /repos/acme/support-agent/pulls`. */
  readonly request: string;
  /** Where in the request or response, as in `body.head`. */
  readonly place: string;
  readonly message: string;
};

export type Forwarded = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
  readonly violations: readonly Violation[];
};

export type ForwardRequest = {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
};

export type Contract = (request: ForwardRequest, upstream: string) => Promise<Forwarded>;

const DESCRIPTION = join(import.meta.dirname, 'api.github.com.json');
const SILENT = { checkSecurity: false, validateRequest: true, validateResponse: true, errors: false, isProxy: true };

/** The variable that names the address of the shared one. */
export const SHARED = 'WORLD_CONTRACT_URL';

let loaded: Promise<Contract> | undefined;

/** Loads the description once a process, unless there is a shared one; many worlds share either. */
export function loadContract(): Promise<Contract> {
  const url = process.env[SHARED];
  loaded ??= url === undefined ? load() : Promise.resolve(elsewhere(url));
  return loaded;
}

/** Asks the process of `contract-process.ts`. */
const elsewhere =
  (url: string): Contract =>
  async (request, upstream) => {
    const asked = { method: 'POST', headers: {}, body: JSON.stringify({ request, upstream }) };
    const { status, text } = await fetchText(url, asked);
    if (status !== 200) throw new Error(`the contract could not judge ${request.method} ${request.url}: ${text}`);
    return JSON.parse(text) as Forwarded;
  };

async function load(): Promise<Contract> {
  const load = createRequire(import.meta.url);
  const prism: typeof import('@stoplight/prism-http') = load('@stoplight/prism-http');
  const clients: typeof import('@stoplight/prism-http/dist/client.js') = load('@stoplight/prism-http/dist/client');
  const operations = await prism.getHttpOperationsFromSpec(DESCRIPTION);
  const base = { ...SILENT, mock: { dynamic: false }, upstream: new URL('http://127.0.0.1'), upstreamProxy: undefined };
  const client = clients.createClientFromOperations(operations, { ...base, logger: silentLogger(load) } as IHttpConfig);
  return (request, upstream) => forward(client, request, upstream);
}

async function forward(client: PrismHttp, request: ForwardRequest, upstream: string): Promise<Forwarded> {
  const method = request.method.toLowerCase() as IHttpRequest['method'];
  const input = { method, headers: { ...request.headers }, body: request.body };
  const output = await client.request(request.url, input, { upstream: new URL(upstream) } as Partial<IHttpConfig>);
  const name = `${request.method} ${request.url.split('?')[0]}`;
  const { input: asked, output: answered } = output.violations;
  const violations = [
    ...asked.map((violation) => ({ ...told(violation), side: 'request' as const, request: name })),
    ...answered
      .map((violation) => ({ ...told(violation), side: 'response' as const, request: name }))
      .filter((violation) => !ALLOWED.some(({ matches }) => matches(violation, output.status))),
  ];
  return { status: output.status, headers: output.headers as Record<string, string>, body: output.data, violations };
}

const told = ({ path, message }: { path?: readonly (string | number)[]; message: string }) => ({
  place: (path ?? []).join('.'),
  message,
});

function silentLogger(load: NodeJS.Require) {
  const logger = load('pino')({ level: 'silent' });
  logger.success = logger.info;
  return logger;
}
