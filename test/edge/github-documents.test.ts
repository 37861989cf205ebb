import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSchema, parse, validate } from 'graphql';
import { describe, expect, it } from 'vitest';
import * as documents from '../../src/edge/github/documents.ts';

const SCHEMA = join(import.meta.dirname, '../../node_modules/@octokit/graphql-schema/schema.graphql');
const schema = buildSchema(readFileSync(SCHEMA, 'utf8'), { assumeValid: true, noLocation: true });
const faultsOf = (document: string) => validate(schema, parse(document)).map(({ message }) => message);

describe('a GraphQL document', () => {
  it.each(Object.entries(documents))('%s is one that GitHub’s public schema allows', (_, document) => {
    expect(faultsOf(document)).toEqual([]);
  });

  it('with a field that GitHub does not have is told', () => {
    expect(faultsOf(documents.VIEWER.replace('login', 'username'))).not.toEqual([]);
  });
});
