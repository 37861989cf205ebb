/** Takes a request to the route that answers it: unknown tokens and missing permissions end here, as on GitHub. */
import { type Caller, grants, type Need } from '../callers.ts';
import type { Json } from '../json.ts';
import type { WorldState } from './state.ts';

export type Asked = {
  readonly method: string;
  /** Below the interface's root, without the query. */
  readonly path: string;
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Json;
  readonly caller: Caller;
  readonly token: string;
};

export type Answer = {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
};

export type Handle = (state: WorldState, asked: Asked) => Promise<Answer>;
type Needs = readonly Need[] | ((state: WorldState, asked: Asked) => readonly Need[]);
export type Route = {
  readonly method: string;
  readonly pattern: RegExp;
  readonly needs: Needs;
  readonly handle: Handle;
};

/** A route: `{name}` stands for one part of a path, `{name*}` for all that is left of it. */
export function route(signature: string, needs: Needs, handle: Handle): Route {
  const [method = '', path = ''] = signature.split(' ');
  const source = path.replace(/\{(\w+)(\*?)\}/g, (_, name, all) => `(?<${name}>${all === '' ? '[^/]+' : '.*'})`);
  return { method, pattern: new RegExp(`^${source}$`), needs, handle };
}

/** A route below `/repos/{owner}/{repo}` of the world's one repository. */
export const inRepository = (signature: string, needs: Needs, handle: Handle): Route =>
  route(signature.replace(' ', ' /repos/{owner}/{repo}'), needs, handle);

export const DOCUMENTATION = 'https://docs.github.com/rest';

/** An error as GitHub words it. */
export const refuse = (status: number, message: string, errors?: readonly (Json | string)[]): Answer => ({
  status,
  body: {
    message,
    ...(errors === undefined ? {} : { errors }),
    documentation_url: DOCUMENTATION,
    status: String(status),
  },
});

export const NOT_FOUND = refuse(404, 'Not Found');
export const FORBIDDEN = refuse(403, 'Resource not accessible by integration');

export async function dispatch(
  routes: readonly Route[],
  state: WorldState,
  asked: Omit<Asked, 'params'>,
): Promise<Answer> {
  for (const { method, pattern, needs, handle } of routes) {
    const match = method === asked.method ? pattern.exec(asked.path) : null;
    if (match === null) continue;
    const params = Object.fromEntries(
      Object.entries(match.groups ?? {}).map(([name, value]) => [name, decodeURIComponent(value)]),
    );
    return answer(state, { ...asked, params }, { needs, handle });
  }
  return NOT_FOUND;
}

async function answer(
  state: WorldState,
  asked: Asked,
  { needs, handle }: Pick<Route, 'needs' | 'handle'>,
): Promise<Answer> {
  const { owner, repo } = asked.params;
  if (repo !== undefined && `${owner}/${repo}`.toLowerCase() !== state.repository) return NOT_FOUND;
  if (asked.caller.permissions === undefined) return NOT_FOUND;
  const needed = typeof needs === 'function' ? needs(state, asked) : needs;
  if (needed.length > 0 && !grants(asked.caller, needed)) {
    return asked.caller.app === undefined ? refuse(403, 'Must have admin rights to Repository.') : FORBIDDEN;
  }
  return handle(state, asked);
}

/** One page of a list, with the Link header that leads to the others. */
export function paged(state: WorldState, { path, query }: Asked, items: readonly unknown[]): Answer {
  const size = Math.min(Number(query.get('per_page') ?? 30), 100);
  const page = Math.max(Number(query.get('page') ?? 1), 1);
  const last = Math.max(Math.ceil(items.length / size), 1);
  const link = (to: number, relation: string) => {
    const others = new URLSearchParams(query);
    others.set('page', String(to));
    return `<${state.apiUrl}${path}?${others}>; rel="${relation}"`;
  };
  const back = page > 1 ? [link(page - 1, 'prev'), link(1, 'first')] : [];
  const links = page < last ? [...back, link(page + 1, 'next'), link(last, 'last')] : back;
  const body = items.slice((page - 1) * size, page * size);
  return { status: 200, body, ...(links.length === 0 ? {} : { headers: { link: links.join(', ') } }) };
}
