/** GitHub's public GraphQL schema, and the judgement of a document by it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSchema, type DocumentNode, type GraphQLSchema, Kind, parse, validate } from 'graphql';

/** The package's entry would read and build it twice over; only the file is wanted. */
const SOURCE = join(import.meta.dirname, '../../../node_modules/@octokit/graphql-schema/schema.graphql');

let built: GraphQLSchema | undefined;

/** Built once a process; many worlds share it. */
export function publicSchema(): GraphQLSchema {
  built ??= buildSchema(readFileSync(SOURCE, 'utf8'), { assumeValid: true, noLocation: true });
  return built;
}

export type Judged = { readonly document: DocumentNode; readonly errors: readonly string[] };

/** What GitHub has against a document before it looks at any data. */
export function judgeDocument(text: string): Judged | { readonly errors: readonly string[] } {
  try {
    const document = parse(text);
    return { document, errors: validate(publicSchema(), document).map(({ message }) => message) };
  } catch (error) {
    return { errors: [error instanceof Error ? error.message : String(error)] };
  }
}

/** Whether a document asks for a change; what does not parse asks for nothing. */
export function isMutation(text: string): boolean {
  try {
    return parse(text).definitions.some(
      (definition) => definition.kind === Kind.OPERATION_DEFINITION && definition.operation === 'mutation',
    );
  } catch {
    return false;
  }
}
