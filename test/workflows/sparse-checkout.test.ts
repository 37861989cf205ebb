/** What the search job has on its disk, by the very patterns of its workflow, with real git. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { commitAll, git, makeRepository, write } from '../making/repository.ts';
import { read } from './shipped.ts';

const { workflow } = read('templates/autotune-propose.yml');

function sparse(root: string, job: string): string[] {
  const step = workflow.jobs[job]?.steps.find(({ uses }) => uses?.startsWith('actions/checkout@') === true);
  const clone = join(mkdtempSync(join(tmpdir(), 'autotune-sparse-')), 'clone');
  git(root, 'clone', '-q', '--no-checkout', root, clone);
  const patterns = step?.with['sparse-checkout'];
  if (typeof patterns === 'string') {
    expect(step?.with['sparse-checkout-cone-mode']).toBe(false);
    git(clone, 'sparse-checkout', 'set', '--no-cone', ...patterns.trim().split('\n'));
  }
  git(clone, 'checkout', '-q');
  expect(git(clone, 'status', '--porcelain')).toBe('');
  const onDisk = git(clone, 'ls-files', '-t').trim().split('\n');
  return onDisk.filter((line) => line.startsWith('S ')).map((line) => line.slice(2));
}

it('is everything but the held-out sets, however they are kept', () => {
  const root = makeRepository({ search: 4, test: 2 });
  for (const name of ['test.jsonl.gz', 'test.jsonl.age', 'test.jsonl.gz.age', 'test.md', 'search.jsonl.gz']) {
    write(root, `goldens/other/${name}`, 'x');
  }
  write(root, 'docs/goldens/x/test.jsonl', 'x');
  write(root, 'dist/action.js', 'x');
  commitAll(root, 'more');
  expect(sparse(root, 'search')).toEqual([
    'goldens/bench.answer/test.jsonl',
    'goldens/other/test.jsonl.age',
    'goldens/other/test.jsonl.gz',
    'goldens/other/test.jsonl.gz.age',
  ]);
  expect(sparse(root, 'propose')).toEqual([]);
});
