/**
 * The one way to GitHub: reads that are asked again when they fail, writes that never are, since a lost answer does not
 * mean that nothing was done. Every answer is held against a schema; a caller sees what it asked for or a coded error.
 */
import type * as z from 'zod';
import { excerpt } from '../../kit/problem.ts';
import { failureOf, GitHubFailure } from './failure.ts';
import { githubFetch } from './fetch.ts';
import type { GitHubSettings } from './settings.ts';
import { paced } from './timing.ts';

type Parameters = Readonly<Record<string, unknown>>;

export type GitHub = {
  readonly settings: GitHubSettings;
  /** A GET below the repository, e.g. `pulls/{number}`; null where the answer is 404. */
  read<T>(path: string, parameters: Parameters, schema: z.ZodType<T>): Promise<T | null>;
  /** All pages of a GET that answers a list. */
  list<T>(path: string, parameters: Parameters, schema: z.ZodType<T>): AsyncGenerator<T>;
  /** A write below the repository, made once. A failure says whether it may have been done. */
  write<T>(method: Method, path: string, parameters: Parameters, schema: z.ZodType<T>): Promise<T>;
  /** A GraphQL document, asked once. The failure of one that changes something may be uncertain, too. */
  graphql<T>(document: string, variables: Parameters, schema: z.ZodType<T>): Promise<T>;
  /** A GET that is not below the repository, e.g. `/user`; null where the answer is 404. */
  readOutside<T>(path: string, parameters: Parameters, schema: z.ZodType<T>): Promise<T | null>;
};

type Method = 'POST' | 'PATCH' | 'DELETE';
type Answer = { readonly data: unknown; readonly headers: Readonly<Record<string, string | number | undefined>> };
type Ask = (route: string, parameters: Parameters) => Promise<Answer>;

const REPOSITORY = '/repos/{owner}/{repo}';
const PAGE = 100;
const MOST_PAGES = 100;
const ONCE = { request: { retries: 0 } };

export function githubClient(settings: GitHubSettings): GitHub {
  const { owner, repo } = settings;
  let opened: Promise<Ask> | undefined;
  const ask = async (route: string, parameters: Parameters): Promise<Answer> => {
    opened ??= open(settings);
    return (await opened)(route, parameters).catch((error: unknown) => {
      throw failureOf(error, route.replace(settings.graphqlUrl, '/graphql'));
    });
  };
  const below = (path: string) => (path === '' ? REPOSITORY : `${REPOSITORY}/${path}`);
  return {
    settings,
    async read(path, parameters, schema) {
      const route = `GET ${below(path)}`;
      const answer = await orNull(ask(route, { owner, repo, ...parameters }));
      return answer === null ? null : checked(schema, answer.data, route, false);
    },
    async *list(path, parameters, schema) {
      const route = `GET ${below(path)}`;
      for (let page = 1; page <= MOST_PAGES; page += 1) {
        const { data, headers } = await ask(route, { owner, repo, per_page: PAGE, ...parameters, page });
        if (!Array.isArray(data)) throw misread(route, 'not a list', false);
        for (const item of data) yield checked(schema, item, route, false);
        const isLast = headers['link'] === undefined ? data.length < PAGE : !/rel="next"/.test(String(headers['link']));
        if (isLast) return;
      }
      throw misread(route, `more than ${MOST_PAGES} pages`, false);
    },
    async write(method, path, parameters, schema) {
      const route = `${method} ${below(path)}`;
      const { data } = await ask(route, { owner, repo, ...parameters, ...ONCE });
      return checked(schema, data, route, true);
    },
    async graphql(document, variables, schema) {
      const { data } = await ask(`POST ${settings.graphqlUrl}`, { query: document, variables, ...ONCE });
      return checked(schema, dataOf(data), 'POST /graphql', true);
    },
    async readOutside(path, parameters, schema) {
      const answer = await orNull(ask(`GET ${path}`, parameters));
      return answer === null ? null : checked(schema, answer.data, `GET ${path}`, false);
    },
  };
}

async function orNull(answer: Promise<Answer>): Promise<Answer | null> {
  return answer.catch((error: unknown) => {
    if (error instanceof GitHubFailure && error.code !== 'RATE_LIMITED' && error.status === 404) return null;
    throw error;
  });
}

/** The packages are read only once somebody asks GitHub for something. */
async function open(settings: GitHubSettings): Promise<Ask> {
  const [{ Octokit }, { retry }, { throttling }, fetch] = await Promise.all([
    import('@octokit/rest'),
    import('@octokit/plugin-retry'),
    import('@octokit/plugin-throttling'),
    githubFetch(settings),
  ]);
  const { timing } = settings;
  // A limit is waited for where that is short, and not for ever.
  const mayWait = (seconds: number, _options: unknown, _octokit: unknown, retryCount: number) =>
    seconds <= timing.longestWait && retryCount < 2;
  const throttle = {
    write: paced(timing.writes) as never,
    notifications: paced(timing.notifications) as never,
    retryAfterBaseValue: timing.second,
    onRateLimit: mayWait,
    onSecondaryRateLimit: mayWait,
  };
  const silent = () => undefined;
  const octokit = new (Octokit.plugin(retry, throttling))({
    auth: settings.token,
    baseUrl: settings.apiUrl,
    userAgent: 'contextos-autotune',
    request: { fetch },
    // 409 and 429 would be asked again blindly.
    retry: { doNotRetry: [400, 401, 403, 404, 409, 410, 422, 429, 451], retryAfterBaseValue: timing.second },
    throttle,
    log: { debug: silent, info: silent, warn: silent, error: silent },
  });
  return (route, parameters) => octokit.request(route, { ...parameters });
}

/** The data of a GraphQL answer; the errors of one that has none, or not all, are a failure. */
function dataOf(answer: unknown): unknown {
  const { data, errors } = (answer ?? {}) as { data?: unknown; errors?: unknown };
  if (!Array.isArray(errors) || errors.length === 0) return data;
  const known = errors.map(
    (error: unknown) => (error ?? {}) as { type?: unknown; message?: unknown; extensions?: { code?: unknown } },
  );
  const kinds = known
    .flatMap(({ type, extensions }) => [type, extensions?.code])
    .filter((kind) => typeof kind === 'string');
  const said = `POST /graphql: ${excerpt(known.map(({ message }) => String(message)).join('; '), 300)}`;
  if (kinds.includes('RATE_LIMITED'))
    throw failureOf({ message: `RATE_LIMITED ${said}`, response: { status: 200 } }, 'POST /graphql');
  const isForbidden = kinds.includes('FORBIDDEN') || /not accessible by integration/i.test(said);
  // Errors without a kind are GitHub's own trouble: "Something went wrong while executing your query".
  const isUncertain = kinds.length === 0 && !isForbidden;
  const code = isForbidden ? 'FORGE_FORBIDDEN' : isUncertain ? 'FORGE_UNREACHABLE' : 'FORGE_REFUSED';
  throw new GitHubFailure(code, said, { status: 200, kinds, isUncertain });
}

function checked<T>(schema: z.ZodType<T>, data: unknown, route: string, isWrite: boolean): T {
  const parsed = schema.safeParse(data);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw misread(route, `${issue?.path.join('.')}: ${issue?.message}`, isWrite);
}

function misread(route: string, what: string, isUncertain: boolean): GitHubFailure {
  return new GitHubFailure('FORGE_ANSWER', `${route}: ${excerpt(what, 200)}`, { isUncertain });
}
