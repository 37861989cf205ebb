/** That a git which the shell starts is asked what was said and answers what it would, whatever the words are. */
import { beforeAll, describe, expect, it } from 'vitest';
import { copyRepository, git, gitBytes, makeRepository, write } from './repository.ts';

let root = '';
beforeAll(() => {
  root = copyRepository(makeRepository({ search: 2, test: 2 }));
});

describe('git by the shell that stays', () => {
  it.each([
    "it's",
    '$HOME `id` $(id)',
    'two\n\nlines "and" more',
    '-leading',
    'a\\b\\n',
    '; exit 3',
    'é 日本',
    '>x 3>&1',
  ])('is given %j as one word', (word) => {
    git(root, 'commit', '-q', '--allow-empty', '--cleanup=verbatim', `--message=${word}`);
    expect(git(root, 'log', '-1', '--format=%B').replace(/\n+$/, '')).toBe(word);
  });

  it('answers bytes as they are, and nothing of the answer before', () => {
    write(root, 'long.txt', 'x'.repeat(200_000));
    const oid = git(root, 'hash-object', '-w', 'long.txt').trim();
    expect(git(root, 'cat-file', 'blob', oid)).toHaveLength(200_000);
    const [tree = ''] = git(root, 'rev-parse', 'HEAD^{tree}').split('\n');
    expect(gitBytes(root, 'cat-file', 'tree', tree).includes(0)).toBe(true);
    expect(git(root, 'for-each-ref', 'refs/none')).toBe('');
  });

  it('is told apart by how it ended, with what it complained of', () => {
    expect(() => git(root, 'rev-parse', '--verify', 'nobody')).toThrow(/git rev-parse.*: fatal: /);
    expect(git(root, 'rev-parse', 'HEAD')).toMatch(/^[0-9a-f]{40}\n$/);
  });
});
