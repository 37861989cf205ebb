/** The page of attacks says where each is tested: every row is there once it is numbered, and every test that it names. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { ROOT } from '../workflows/shipped.ts';

const PAGE = 'test/attacks/README.md';
const LAST = 58;
const text = readFileSync(join(ROOT, PAGE), 'utf8');

it('every attack from the first to the last has its row', () => {
  const numbered = [...text.matchAll(/^\| (\d+)(?:–(\d+))? \|/gm), ...text.matchAll(/^Row (\d+)()/gm)];
  const rows = numbered.flatMap(([, first, last]) => {
    const from = Number(first);
    return Array.from({ length: Number(last || first) - from + 1 }, (_, i) => from + i);
  });
  expect([...new Set(rows)].sort((a, b) => a - b)).toEqual(Array.from({ length: LAST }, (_, i) => i + 1));
});

it('every test that it names is there', () => {
  const named = [...text.matchAll(/`((?:\.\.\/)*[\w./-]+\.ts)`/g)].map(([, path = '']) => path);
  expect(named.length).toBeGreaterThan(LAST);
  expect(named.filter((path) => !existsSync(join(ROOT, dirname(PAGE), path)))).toEqual([]);
});
