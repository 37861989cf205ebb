/** What can go wrong between a client and GitHub, to be planted in front of chosen requests. */
import type { LoggedRequest } from './log.ts';

/** `before`: GitHub never saw the request. `after`: what it asked has happened, only the answer suffers. */
export type Moment = 'before' | 'after';

export type Fault = { readonly name: string; readonly moment: Moment } & (
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly body: unknown;
      readonly headers: Readonly<Record<string, string>>;
    }
  | { readonly kind: 'reset' | 'truncate' | 'stale' | 'kill' }
  | { readonly kind: 'slow'; readonly milliseconds: number }
  | { readonly kind: 'run'; readonly callback: (request: LoggedRequest) => Promise<unknown> | unknown }
);

/** All that are given must hold. */
export type Matcher =
  | ((request: LoggedRequest) => boolean)
  | {
      readonly method?: string;
      /** A part of the path, or a pattern. */
      readonly path?: string | RegExp;
      /** As in `createCommitOnBranch`. */
      readonly graphql?: string;
      readonly isWrite?: boolean;
      /** The place among all requests, or among the writing ones, since the log was cleared. */
      readonly index?: number;
      readonly writeIndex?: number;
    };

export type Faults = {
  /** Plants a fault; it strikes the next `times` matching requests (1 by default), then is spent. */
  on(matcher: Matcher, fault: Fault, options?: { readonly times?: number }): void;
  /** Takes all faults away, and lets a killed client speak again. */
  clear(): void;
  /** How many planted faults have not struck. */
  readonly pending: number;
};

const message = (text: string) => ({ message: text, documentation_url: 'https://docs.github.com/rest' });
const answer = (name: string, status: number, text: string, headers: Readonly<Record<string, string>> = {}): Fault => ({
  name,
  kind: 'answer',
  moment: 'before',
  status,
  body: message(text),
  headers,
});

export const fault = {
  /** 502, as a proxy in front of GitHub says it. */
  badGateway: (moment: Moment = 'before'): Fault => ({ ...answer('badGateway', 502, 'Server Error'), moment }),
  /** The write happened; the connection ends before the answer. */
  lostAcknowledgement: (): Fault => ({ name: 'lostAcknowledgement', kind: 'reset', moment: 'after' }),
  reset: (): Fault => ({ name: 'reset', kind: 'reset', moment: 'before' }),
  /** A secondary rate limit, with the wait in seconds or without a word about it. */
  secondaryLimit: (status: 403 | 429 = 403, retryAfter?: number): Fault =>
    answer(
      'secondaryLimit',
      status,
      'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.',
      retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) },
    ),
  /** The primary rate limit is used up until `reset`, in seconds since 1970. */
  primaryLimit: (reset: number): Fault =>
    answer('primaryLimit', 403, 'API rate limit exceeded for installation.', {
      'x-ratelimit-limit': '5000',
      'x-ratelimit-remaining': '0',
      'x-ratelimit-reset': String(reset),
    }),
  conflict: (text = 'Reference update failed'): Fault => answer('conflict', 409, text),
  /** Any other answer, instead of the real one. */
  status: (status: number, text: string): Fault => answer(`status${status}`, status, text),
  /** The previous answer to the same request, as a replica that lags behind gives it. */
  stale: (): Fault => ({ name: 'stale', kind: 'stale', moment: 'before' }),
  slow: (milliseconds: number): Fault => ({ name: 'slow', kind: 'slow', moment: 'before', milliseconds }),
  /** Half of the answer's JSON, under a header that promises all of it to be JSON. */
  truncated: (): Fault => ({ name: 'truncated', kind: 'truncate', moment: 'after' }),
  /** Something else happens in between, such as another's push. */
  run: (callback: (request: LoggedRequest) => Promise<unknown> | unknown, moment: Moment = 'before'): Fault => ({
    name: 'run',
    kind: 'run',
    moment,
    callback,
  }),
  /** The client dies: its process, if the world started one, and every request of it from here on. */
  kill: (moment: Moment = 'before'): Fault => ({ name: 'kill', kind: 'kill', moment }),
};

export type Planted = { readonly matcher: Matcher; readonly fault: Fault; left: number };

export function createFaults(revive: () => void): Faults & { strike(request: LoggedRequest): readonly Fault[] } {
  let planted: Planted[] = [];
  return {
    on: (matcher, planting, { times = 1 } = {}) => {
      planted.push({ matcher, fault: planting, left: times });
    },
    clear: () => {
      planted = [];
      revive();
    },
    get pending() {
      return planted.filter(({ left }) => left > 0).length;
    },
    strike: (request) => {
      const struck = planted.filter(({ matcher, left }) => left > 0 && matches(matcher, request));
      for (const each of struck) each.left -= 1;
      const names = struck.map((each) => each.fault.name);
      if (names.length > 0) request.fault = names.join(' ');
      return struck.map((each) => each.fault);
    },
  };
}

function matches(matcher: Matcher, request: LoggedRequest): boolean {
  if (typeof matcher === 'function') return matcher(request);
  const { path, ...exact } = matcher;
  const fits = typeof path === 'object' ? path.test(request.path) : request.path.includes(path ?? '');
  const fields: Readonly<Record<string, unknown>> = request;
  return fits && Object.entries(exact).every(([key, value]) => fields[key] === value);
}
