import { describe, expect, it } from 'vitest';
import { ownersOf, ruleFor } from '../../../src/core/codeowners/owners.ts';
import { ownerOf, parseCodeOwners } from '../../../src/core/codeowners/parse.ts';

const read = (text: string) => parseCodeOwners('.github/CODEOWNERS', text);
const namesOf = (text: string, path: string) => ownersOf(read(text), path).map(({ name }) => name);

describe('a CODEOWNERS file', () => {
  it('gives a path to the last rule that covers it, whole', () => {
    const text = '* @all\n/packs/ @acme/domain @ops\n/packs/*/policy/ @acme/policy\n';
    expect(namesOf(text, 'README.md')).toEqual(['all']);
    expect(namesOf(text, 'packs/support/pack.yaml')).toEqual(['acme/domain', 'ops']);
    expect(namesOf(text, 'packs/support/policy/p.yaml')).toEqual(['acme/policy']);
  });

  it('tells a path that nobody owns from one that no rule covers', () => {
    const file = read('/packs/ @a\n/packs/free/\n');
    expect(ruleFor(file, 'packs/free/x')).toMatchObject({ line: 2, owners: [] });
    expect(ruleFor(file, 'docs/x')).toBeNull();
  });

  it('compares paths case by case', () => {
    expect(namesOf('/Packs/ @a\n', 'packs/x')).toEqual([]);
  });

  it('reads users, teams and e-mail addresses, tabs, comments, a byte order mark and CRLF', () => {
    const file = read('\uFEFF# who\r\n\t/a/\t@me  @acme/some-team\tme@example.com # the three of us @not\r\n\r\n');
    expect(ownersOf(file, 'a/x')).toEqual([
      { kind: 'user', name: 'me' },
      { kind: 'team', name: 'acme/some-team' },
      { kind: 'email', name: 'me@example.com' },
    ]);
    expect(file.problems).toEqual([]);
  });

  it('keeps an escaped blank in the pattern', () => {
    expect(namesOf('/my\\ docs/ @a\n', 'my docs/x')).toEqual(['a']);
  });

  it.each([
    ['/a/ @ok not-an-owner', 'not-an-owner'],
    ['/a/ @', '@'],
    ['/a/ @-dash', '@-dash'],
    ['/a/ @org/team/more', '@org/team/more'],
    ['!/a/ @ok', '!'],
    ['/[ab]/ @ok', '['],
  ])('skips the line %s and says so, leaving an earlier rule in force', (line, named) => {
    const file = read(`/a/ @before\n${line}\n`);
    expect(ownersOf(file, 'a/x').map(({ name }) => name)).toEqual(['before']);
    expect(file.problems).toMatchObject([{ code: 'CODEOWNERS_LINE_SKIPPED', line: 2, severity: 'warning' }]);
    expect(file.problems[0]?.message).toContain(named);
  });

  it('owns nothing once it is 3 MB', () => {
    const line = '/a/ @a\n';
    const large = read(line.repeat(Math.ceil((3 * 1024 * 1024) / line.length)));
    expect(large.rules).toEqual([]);
    expect(large.problems).toMatchObject([{ line: 0, message: expect.stringContaining('3 MB') }]);
    expect(read(line.repeat(1000)).rules).toHaveLength(1000);
  });

  it('reads any bytes without failing', () => {
    for (const text of ['', '\0', '@', '\\', ' \\', '/a\\', '\u2028/a @b', '# only'])
      expect(() => read(text)).not.toThrow();
  });

  it('takes a managed user for a user', () => {
    expect(ownerOf('@octo_acme')).toEqual({ kind: 'user', name: 'octo_acme' });
  });
});
