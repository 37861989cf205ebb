/** Every request that came to the world, in order, for tests to read. */
import { isMutation } from './graphql/schema.ts';
import { jsonOf, textOf } from './json.ts';

export type LoggedRequest = {
  /** Counts all requests from 0. */
  readonly index: number;
  /** Counts only those that may change something, from 0; undefined for the others. */
  readonly writeIndex: number | undefined;
  readonly method: string;
  /** Below the interface's root, decoded, without the query; `/graphql` for GraphQL. */
  readonly path: string;
  readonly query: string;
  readonly body: unknown;
  readonly isWrite: boolean;
  /** The first operation or root field of a GraphQL document, as in `createCommitOnBranch`. */
  readonly graphql?: string;
  /** Of the answer; undefined where there was none. */
  status?: number;
  /** The name of the fault that met it. */
  fault?: string;
};

export type RequestLog = {
  readonly requests: readonly LoggedRequest[];
  /** Only those that may change something. */
  readonly writes: readonly LoggedRequest[];
  add(request: Pick<LoggedRequest, 'method' | 'path' | 'query' | 'body'>): LoggedRequest;
  /** Forgets what was, and counts from 0 again. */
  clear(): void;
};

export function createLog(): RequestLog {
  const requests: LoggedRequest[] = [];
  const writes: LoggedRequest[] = [];
  return {
    requests,
    writes,
    add: (given) => {
      const document = given.path === '/graphql' ? textOf(jsonOf(given.body)['query']) : undefined;
      const isWrite = document === undefined ? given.method !== 'GET' && given.method !== 'HEAD' : isMutation(document);
      const writeIndex = isWrite ? writes.length : undefined;
      const graphql = document === undefined ? {} : { graphql: rootField(document) };
      const request: LoggedRequest = { ...given, ...graphql, isWrite, writeIndex, index: requests.length };
      requests.push(request);
      if (isWrite) writes.push(request);
      return request;
    },
    clear: () => {
      requests.length = 0;
      writes.length = 0;
    },
  };
}

function rootField(document: string): string {
  return /\{\s*(?:\w+\s*:\s*)?(\w+)/.exec(document.replace(/^[^{]*?\([^)]*\)/, ''))?.[1] ?? '';
}
