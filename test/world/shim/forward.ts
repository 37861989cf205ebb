/** Hands a request to the emulator that keeps the state, as the caller or, where the world has judged, as its App. */
import { OWNER_TOKEN } from '../emulator.ts';
import { isJson, textOf } from '../json.ts';
import type { Answer, Asked } from './router.ts';
import { accountShape } from './shapes.ts';
import type { WorldState } from './state.ts';

/** A token of the same account that the emulator lets do what GitHub would. */
const authority = (state: WorldState, { caller, token }: Asked): string =>
  (caller.app === undefined ? undefined : state.authorities.get(caller.app)) ?? token;

export async function forward(state: WorldState, asked: Asked, body: unknown = asked.body): Promise<Answer> {
  const query = asked.query.size === 0 ? '' : `?${asked.query}`;
  const hasBody = asked.method !== 'GET' && asked.method !== 'DELETE';
  return told(
    state,
    await state.emulator.ask({
      method: asked.method,
      path: `${asked.path}${query}`,
      token: authority(state, asked),
      ...(hasBody ? { body } : {}),
    }),
  );
}

/** What the emulator knows of a path, asked by the world itself. */
export async function look(state: WorldState, path: string): Promise<Answer> {
  return told(state, await state.emulator.ask({ method: 'GET', path, token: OWNER_TOKEN }));
}

/** All pages of a list. */
export async function lookAll(state: WorldState, path: string): Promise<readonly unknown[]> {
  const items: unknown[] = [];
  for (let page = 1; ; page += 1) {
    const { body } = await look(state, `${path}${path.includes('?') ? '&' : '?'}per_page=100&page=${page}`);
    if (!Array.isArray(body) || body.length === 0) return items;
    items.push(...body);
    if (body.length < 100) return items;
  }
}

function told(state: WorldState, { status, headers, body }: Answer): Answer {
  const link = headers?.['link'];
  return { status, body: known(state, body), ...(link === undefined ? {} : { headers: { link } }) };
}

/** The emulator's accounts, bots above all, are half of what GitHub shows, and bear other numbers. */
function known(state: WorldState, value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => known(state, item));
  if (!isJson(value)) return value;
  const account = 'avatar_url' in value ? state.accounts.get(textOf(value['login']).toLowerCase()) : undefined;
  if (account !== undefined) return { ...value, ...accountShape(state, account) };
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, known(state, inner)]));
}
