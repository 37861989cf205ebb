/** Renders the JSON Schemas of `schemas/` from `src/schema`, for editors and for readers in other languages. */
import { z } from 'zod';
import { DOCUMENTS } from '../src/schema/documents.ts';

export type DocumentName = keyof typeof DOCUMENTS;

/** File name inside `schemas/` to its text. */
export function renderJsonSchemas(): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(DOCUMENTS).map(([name, schema]) => [
      `${name}.schema.json`,
      `${JSON.stringify(jsonSchemaOf(name, schema), null, 2)}\n`,
    ]),
  );
}

/** A document as it is written (`io: input`): what has a default may be left out. */
function jsonSchemaOf(name: string, schema: z.ZodType): object {
  const { $schema, ...body } = z.toJSONSchema(schema, { target: 'draft-2020-12', io: 'input' });
  return { $schema, $id: `urn:autotune:schema:${name}:1`, title: titleOf(name), ...body };
}

function titleOf(name: string): string {
  const words = name.replaceAll('-', ' ');
  return `Autotune: ${words}`;
}
