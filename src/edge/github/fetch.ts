/**
 * `fetch` as this program lets it ask GitHub: through the proxy that the environment names, for a limited time, and
 * only so many bytes of answer. What an answer says is checked where it is used.
 */
import { proxyFor } from './proxy.ts';
import type { GitHubSettings } from './settings.ts';

/** In bytes. Nothing that is asked for comes near it: the largest file of a proposal is far below. */
const LARGEST_ANSWER = 64 * 1024 * 1024;

export type Fetch = (url: string, init?: RequestInit) => Promise<Response>;

export async function githubFetch(
  { proxy, timing }: Pick<GitHubSettings, 'proxy' | 'timing'>,
  largest = LARGEST_ANSWER,
): Promise<Fetch> {
  const ask = proxy === null ? fetch : await throughProxy(proxy);
  return async (url, init = {}) => {
    const response = await ask(url, { ...init, signal: AbortSignal.timeout(timing.answer) });
    const { body, status, statusText, headers } = response;
    if (body === null) return response;
    return new Response(body.pipeThrough(bounded(largest)), { status, statusText, headers });
  };
}

/** Loaded only where there is a proxy: Node's own `fetch` knows none before version 24. */
async function throughProxy(proxy: NonNullable<GitHubSettings['proxy']>): Promise<Fetch> {
  // Bundled, a CommonJS package has its names on its default alone.
  const { default: undici } = await import('undici');
  const agents = new Map<string, InstanceType<typeof undici.ProxyAgent>>();
  return (url, init) => {
    const uri = proxyFor(new URL(url), proxy);
    if (uri === null) return fetch(url, init);
    // Not undici's own reading of the environment, which it calls experimental in everybody's log.
    const dispatcher = agents.get(uri) ?? new undici.ProxyAgent(uri);
    agents.set(uri, dispatcher);
    // The two `fetch` are one interface in two packages' words.
    return undici.fetch(url, { ...init, dispatcher } as never) as never;
  };
}

function bounded(largest: number): TransformStream<Uint8Array, Uint8Array> {
  let size = 0;
  return new TransformStream({
    transform(chunk, controller) {
      size += chunk.byteLength;
      if (size > largest) controller.error(new Error(`the answer is larger than ${largest} bytes`));
      else controller.enqueue(chunk);
    },
  });
}
