/** The gate on golden sets that a change takes away or empties: what nothing can measure any more is not told to be fine. */
import { beforeAll, describe, expect, it } from 'vitest';
import { byPerson as changedByPerson, gateOf, makeGated, PACK, told } from '../making/gate.ts';
import { autotune, commitAll, copyRepository, edit, git, write } from '../making/repository.ts';

const FOLDER = 'goldens/bench.answer';

let pristine = '';
beforeAll(() => {
  pristine = makeGated();
});

const judged = (change: (root: string) => void, from = pristine) => gateOf(changedByPerson(from, change));

const bySubmodule = (root: string) => {
  git(root, 'rm', '-rq', 'goldens');
  const commit = git(root, 'rev-parse', 'HEAD').trim();
  git(root, 'update-index', '--add', '--cacheinfo', `160000,${commit},goldens`);
  git(root, 'commit', '-q', '-m', 'goldens elsewhere');
};

describe('golden sets that are taken away', () => {
  it.each<[string, (root: string) => void]>([
    ['all of them', (root) => git(root, 'rm', '-rq', 'goldens')],
    ['those of one intent', (root) => git(root, 'rm', '-rq', FOLDER)],
    ['their manifest alone', (root) => git(root, 'rm', '-q', `${FOLDER}/manifest.yaml`)],
    ['all of them for a submodule', bySubmodule],
  ])('%s: it fails, by the intent that nothing would measure', async (_, change) => {
    const report = await judged(change);
    expect(report).toMatchObject({ decision: 'fail', kind: 'human' });
    const failed = told(report, 'fail').join('\n');
    expect(failed).toContain(`goldens: bench.answer stays, and ${FOLDER}/manifest.yaml is taken away`);
    expect(failed).toContain('targets: bench.answer: there is no goldens manifest for bench.answer');
  });

  it('of an intent that no target names fail all the same', async () => {
    const root = copyRepository(pristine);
    const set = `${FOLDER}/manifest.yaml`;
    edit(root, 'packs/bench/releases/bench.answer.yaml', (text) => text.replace(/, digests: \{[^}]*\}/, ''));
    edit(root, PACK, (text) =>
      text.replace(
        /( {2}- \{ id: bench\.answer.*\n)/,
        (line) => `${line}${line.replaceAll('bench.answer', 'bench.reply')}`,
      ),
    );
    edit(root, '.github/autotune.yaml', (text) => text.replaceAll('bench.answer', 'bench.reply'));
    commitAll(root, 'another target');
    const report = await judged((copy) => git(copy, 'rm', '-q', set), root);
    expect(told(report, 'fail')).toEqual([expect.stringContaining(`goldens: bench.answer stays, and ${set}`)]);
  });
});

describe('a target that a change leaves open', () => {
  const empty = (root: string) => {
    write(root, `${FOLDER}/search.jsonl`, '');
    expect(autotune(root, ['goldens', 'stamp']).stderr).toBe('');
  };

  it('by an emptied search set fails, and the loss is named', async () => {
    const report = await judged(empty);
    expect(told(report, 'fail').join('\n')).toContain('targets: bench.answer: the search set of bench.answer is empty');
    expect(told(report, 'note').join('\n')).toContain('search cases 400 → 0');
  });

  it('that the base left open already, or that is new, is a note or nothing', async () => {
    const root = copyRepository(pristine);
    empty(root);
    commitAll(root, 'no search cases yet');
    const same = await judged((copy) => edit(copy, PACK, (text) => `${text}# a remark\n`), root);
    expect([...told(same, 'fail'), ...told(same, 'note')].join('\n')).not.toContain('targets: ');
  });
});
