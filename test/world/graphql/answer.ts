/** Answers a GraphQL request over the world's state by the reference implementation, under GitHub's own schema. */
import { execute, type GraphQLError, type GraphQLFieldResolver } from 'graphql';
import type { Caller } from '../callers.ts';
import { type Json, jsonOf, textOf } from '../json.ts';
import type { WorldState } from '../shim/state.ts';
import { NotModelled } from './errors.ts';
import { createCommitOnBranch, minimizeComment, updateRefs } from './mutations.ts';
import { node, rateLimit, repository, viewer } from './queries.ts';
import { judgeDocument, publicSchema } from './schema.ts';

export type GraphqlAnswer = {
  readonly status: number;
  readonly body: Json;
  /** What the document breaks in GitHub's schema. */
  readonly breaches: readonly string[];
  /** What the document asks that this world cannot answer. */
  readonly unmodelled: readonly string[];
};

type Asking = { readonly state: WorldState; readonly caller: Caller };
type Args = Readonly<Record<string, unknown>>;

const rootOf = (asking: Asking) => ({
  repository: (args: Args) => repository(asking, args),
  node: (args: Args) => node(asking, args),
  nodes: ({ ids }: Args) => (Array.isArray(ids) ? ids.map((id) => node(asking, { id })) : []),
  viewer: () => viewer(asking),
  rateLimit: () => rateLimit(asking),
  createCommitOnBranch: ({ input }: Args) => createCommitOnBranch(asking, jsonOf(input)),
  updateRefs: ({ input }: Args) => updateRefs(asking, jsonOf(input)),
  minimizeComment: ({ input }: Args) => minimizeComment(asking, jsonOf(input)),
});

const resolveField: GraphQLFieldResolver<unknown, Asking> = (source, args, context, info) => {
  const value = jsonOf(source)[info.fieldName];
  if (value === undefined) throw new NotModelled(`${info.parentType.name}.${info.fieldName}`);
  return typeof value === 'function' ? value(args, context) : value;
};

export async function answerGraphql(state: WorldState, caller: Caller, request: Json): Promise<GraphqlAnswer> {
  const judged = judgeDocument(textOf(request['query']));
  if (!('document' in judged) || judged.errors.length > 0) {
    const errors = judged.errors.map((message) => ({ message, type: null }));
    return { status: 200, body: { errors }, breaches: judged.errors, unmodelled: [] };
  }
  const asking = { state, caller };
  const result = await execute({
    schema: publicSchema(),
    document: judged.document,
    rootValue: rootOf(asking),
    contextValue: asking,
    variableValues: jsonOf(request['variables']),
    operationName: textOf(request['operationName']) || null,
    fieldResolver: resolveField,
  });
  const errors = result.errors ?? [];
  const unmodelled = errors.filter(({ originalError }) => originalError instanceof NotModelled);
  const breaches = errors.filter(({ originalError, path }) => originalError === undefined && path === undefined);
  const body = { ...(result.data === undefined ? {} : { data: result.data }), ...shown(errors) };
  return {
    status: 200,
    body,
    breaches: breaches.map(({ message }) => message),
    unmodelled: unmodelled.map(({ message }) => message),
  };
}

function shown(errors: readonly GraphQLError[]): Json {
  if (errors.length === 0) return {};
  return {
    errors: errors.map(({ message, path, locations, extensions }) => ({
      type: extensions['type'] ?? 'INTERNAL',
      path,
      locations,
      message,
    })),
  };
}
