/** Binds `schemas/` to `src/schema`: the files are what the sources give, and both accept and refuse the same documents. */
import { readdirSync, readFileSync } from 'node:fs';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { renderJsonSchemas } from '../../scripts/json-schemas.ts';
import { DOCUMENTS } from '../../src/schema/documents.ts';
import { changesOf, withChange } from './mutations.ts';
import { SPECIMENS } from './specimens.ts';

const FOLDER = new URL('../../schemas/', import.meta.url);
const rendered = renderJsonSchemas();

const validatorOf = (name: string): ValidateFunction => {
  const text = readFileSync(new URL(`${name}.schema.json`, FOLDER), 'utf8');
  return new Ajv2020({ strict: true, strictTypes: false, allErrors: true }).compile(JSON.parse(text));
};

test('schemas/ holds what the sources give, and nothing else', () => {
  const written = readdirSync(FOLDER).sort();
  expect(written).toEqual([...rendered.keys()].sort());
  for (const [name, text] of rendered) {
    expect(readFileSync(new URL(name, FOLDER), 'utf8') === text, `${name} is current (npm run generate)`).toBe(true);
  }
});

describe.each(Object.entries(DOCUMENTS))('%s', (name, schema) => {
  const validate = validatorOf(name);
  const specimen = new Map<string, unknown>(Object.entries(SPECIMENS)).get(name);
  const accepts = (document: unknown) => ({ zod: schema.safeParse(document).success, json: validate(document) });

  test('accepts the specimen, as zod does', () => {
    schema.parse(specimen);
    expect(validate(specimen), JSON.stringify(validate.errors)).toBe(true);
  });

  test('refuses an unknown key', () => {
    expect(accepts(withChange(specimen, ['surprise'], 1))).toEqual({ zod: false, json: false });
  });

  test('refuses another version', () => {
    const versioned = typeof specimen === 'object' && specimen !== null && 'schema_version' in specimen;
    const other = withChange(specimen, ['schema_version'], 2);
    // A document without a version has no such key at all, so it is refused all the same.
    expect(accepts(other)).toEqual({ zod: false, json: false });
    if (versioned) expect(accepts(withChange(specimen, ['schema_version'], 1)).zod).toBe(true);
  });

  test.each([[null], [[]], ['text'], [1], [true], [{}]])('refuses %j in its place', (other) => {
    expect(accepts(other)).toEqual({ zod: false, json: false });
  });

  test('agrees with zod about every key left out, every value of another type and every key added', () => {
    const changes = changesOf(specimen);
    const disagreements = changes.flatMap(({ what, document }) => {
      const { zod, json } = accepts(document);
      return zod === json ? [] : [`${what}: zod ${zod}, JSON Schema ${json}`];
    });
    expect(disagreements).toEqual([]);
    expect(changes.filter(({ document }) => !accepts(document).json).length).toBeGreaterThan(changes.length / 2);
  });
});
