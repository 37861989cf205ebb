/** The specification's two documents must be read as they stand: nothing added, nothing lost. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { Proposal } from '../../src/schema/proposal.ts';
import { TuningTargetDocument } from '../../src/schema/tuning-target.ts';

test.each([
  ['target', TuningTargetDocument],
  ['proposal', Proposal],
])('parses the %s of the specification unchanged', (name, schema) => {
  const written = JSON.parse(readFileSync(new URL(`../fixtures/spec/${name}.json`, import.meta.url), 'utf8'));
  expect(schema.parse(structuredClone(written))).toEqual(written);
});
