/** Patterns against paths, typed from GitHub's documentation and from how its own checker answers. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { covers, parsePattern } from '../../../src/core/codeowners/pattern.ts';

/** Pattern, paths it covers, paths it does not. */
const TABLE: readonly (readonly [string, readonly string[], readonly string[]])[] = [
  ['*', ['a', 'a/b', 'a/b/c', '.github/x'], []],
  ['**', ['a', 'a/b/c'], []],
  ['/', [], ['a', 'a/b']],
  ['*.js', ['a.js', 'x/y/a.js', '.js', 'dir.js/readme'], ['a.jsx', 'a.js.map', 'A.JS']],
  ['packs', ['packs', 'packs/a', 'x/packs', 'x/packs/y'], ['packs.md', 'x/packs.md', 'xpacks']],
  ['/packs', ['packs', 'packs/a/b'], ['x/packs', 'packs2', 'packs.yaml']],
  ['packs/', ['packs/a', 'packs/a/b', 'x/packs/a', 'x/packs/a/b'], ['packs', 'x/packs']],
  ['/packs/', ['packs/a', 'packs/a/b'], ['packs', 'x/packs/a']],
  ['packs/support', ['packs/support', 'packs/support/pack.yaml'], ['packs/supporting', 'x/packs/support']],
  ['packs/support/', ['packs/support/pack.yaml', 'packs/support/a/b'], ['packs/support', 'x/packs/support/a']],
  ['/*', ['a', '.env'], ['a/b', 'a/b/c']],
  ['/*/', ['a/b', 'a/b/c'], ['a']],
  ['docs/*', ['docs/a.md'], ['docs', 'docs/a/b.md', 'x/docs/a.md']],
  ['docs/*.md', ['docs/a.md', 'docs/.md'], ['docs/a/b.md', 'x/docs/a.md']],
  ['/d*', ['d', 'docs', 'docs/a'], ['x/docs', 'adocs']],
  ['d*/', ['docs/a', 'x/docs/a'], ['docs', 'x/docs']],
  ['packs/*/policy/', ['packs/a/policy/p.yaml', 'packs/a/policy/b/c'], ['packs/policy/p', 'packs/a/b/policy/p']],
  ['a/*/c', ['a/b/c', 'a/b/c/d'], ['a/c', 'a/b/b/c']],
  ['**/logs', ['logs', 'logs/x', 'build/logs', 'a/b/logs/x'], ['alogs', 'a/logs2']],
  ['**/a/b', ['a/b', 'x/a/b', 'x/y/a/b/c'], ['a/x/b', 'x/a/y/b']],
  ['/apps/**/test', ['apps/test', 'apps/x/test', 'apps/x/y/test/z'], ['test', 'x/apps/test']],
  ['apps/**', ['apps/a', 'apps/a/b'], ['apps', 'x/apps/a']],
  ['apps/**/', ['apps/a', 'apps/a/b'], ['apps']],
  ['a/**/b/c*', ['a/b/c', 'a/b/cd/e', 'a/x/y/b/c1'], ['a/b', 'a/b/d', 'a/x/b']],
  ['**/*old*', ['old', 'x/older', 'x/y/bold/z'], ['x/new']],
  ['f?o', ['foo', 'x/f-o', 'f😀o'], ['fo', 'fooo']],
  ['f\\*o', ['f*o'], ['foo', 'fo']],
  ['f\\?o', ['f?o'], ['foo']],
  ['my\\ file.txt', ['my file.txt', 'x/my file.txt'], ['my\\ file.txt', 'my']],
  ['*a*a*a*b', ['aaab', 'xaxaxab'], ['aaa', 'ab']],
];

function isCovered(text: string, path: string): boolean {
  const pattern = parsePattern(text);
  if ('invalid' in pattern) throw new Error(`${text}: ${pattern.invalid}`);
  return covers(pattern, path);
}

describe('a CODEOWNERS pattern', () => {
  it.each(TABLE)('%s covers what GitHub says it covers', (text, inside, outside) => {
    expect(inside.filter((path) => !isCovered(text, path))).toEqual([]);
    expect(outside.filter((path) => isCovered(text, path))).toEqual([]);
  });

  it.each(['!packs', '[ab].md', 'a[0-9]', '\\#a', '***', 'a/***/b', 'a\\'])('%s is none', (text) => {
    expect(parsePattern(text)).toHaveProperty('invalid');
  });

  it('covers a path that is written out, and everything below it', () => {
    const name = fc.stringMatching(/^[a-z._-]{1,8}$/).filter((text) => text !== '.' && text !== '..');
    fc.assert(
      fc.property(fc.array(name, { minLength: 1, maxLength: 5 }), fc.array(name, { maxLength: 3 }), (path, below) => {
        expect(isCovered(`/${path.join('/')}`, [...path, ...below].join('/'))).toBe(true);
      }),
    );
  });

  it('answers at once for patterns that would make a backtracking matcher slow', () => {
    const path = `${'a/'.repeat(200)}b`;
    expect(isCovered(`/${'**/a/'.repeat(60)}c`, path)).toBe(false);
    expect(isCovered(`/${'*a'.repeat(60)}c`, 'a'.repeat(2000))).toBe(false);
  });
});
