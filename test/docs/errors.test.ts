/** Binds the error catalogue, its page and the places where codes are used: no code without a meaning, none without a use. */
import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { expect, test } from 'vitest';
import { renderErrorsPage } from '../../scripts/errors-page.ts';
import { ERROR_AREAS, ERROR_CATALOGUE } from '../../src/kit/error-catalogue.ts';
import { nodesOf, readSources } from '../architecture/source.ts';

const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const codes = Object.keys(ERROR_CATALOGUE);

const texts = readSources(ROOT, 'src')
  .filter(({ path }) => !path.startsWith('src/kit/codes/'))
  .flatMap(({ path, tree }) =>
    nodesOf(tree)
      .filter(ts.isStringLiteralLike)
      .map(({ text }) => ({ path, text })),
  );

test('docs/errors.md is what the catalogue gives', () => {
  const page = readFileSync(new URL('../../docs/errors.md', import.meta.url), 'utf8');
  expect(page === renderErrorsPage(), 'docs/errors.md is current (npm run generate)').toBe(true);
});

test('a code stands in one area', () => {
  const all = ERROR_AREAS.flatMap(({ codes: ofArea }) => Object.keys(ofArea));
  expect(all.toSorted()).toEqual(codes.toSorted());
});

test('every code that is used stands in the catalogue', () => {
  const families = new Set(codes.filter((code) => code.includes('_')).map((code) => `${code.split('_')[0]}_`));
  const looksLikeCode = (text: string): boolean =>
    /^[A-Z]+(?:_[A-Z]+)+$/.test(text) && families.has(`${text.split('_')[0]}_`);
  const unknown = texts.filter(({ text }) => looksLikeCode(text) && !codes.includes(text));
  expect(unknown).toEqual([]);
});

test('every code in the catalogue is used', () => {
  const used = new Set(texts.map(({ text }) => text));
  expect(codes.filter((code) => !used.has(code))).toEqual([]);
});

test('every meaning and every fix is a sentence', () => {
  const odd = Object.entries(ERROR_CATALOGUE).filter(
    ([, { meaning, fix }]) => ![meaning, fix].every((text) => /^[A-Z`"].*\.$/.test(text)),
  );
  expect(odd).toEqual([]);
});
