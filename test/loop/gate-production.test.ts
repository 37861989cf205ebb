/** The gate on what promotions rest on: changed production runs, and a source that is another, are named to reviewers. */
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { byPerson, CONFIGURATION, gateOf, told } from '../making/gate.ts';
import { commitAll, copyRepository, edit, git, makeRepository, write } from '../making/repository.ts';

const WHY = 'promotions and verdicts on releases rest on them';
const FILES = 'experience: { files: ./experience/runs/ }\n';

let pristine = '';
beforeAll(() => {
  pristine = makeRepository();
  edit(pristine, CONFIGURATION, (text) => `${text}${FILES}`);
  for (const day of [10, 11]) write(pristine, `experience/runs/2026-05-${day}/a.jsonl`, '{}\n');
  commitAll(pristine, 'production');
});

const judged = (change: (root: string) => void, from = pristine) => gateOf(byPerson(from, change));
const named = async (change: (root: string) => void, from = pristine) => {
  const report = await judged(change, from);
  expect(report.decision).toBe('pass');
  return told(report, 'note').filter((note) => note.startsWith('production: '));
};
const sourced = (text: string) => (root: string) => edit(root, CONFIGURATION, (all) => all.replace(FILES, text));

describe('production runs that change', () => {
  it('are named by what becomes of their files, though nothing is replayed', async () => {
    const report = await judged((root) => {
      write(root, 'experience/runs/2026-05-10/a.jsonl', '{ }\n');
      git(root, 'rm', '-q', 'experience/runs/2026-05-11/a.jsonl');
      write(root, 'experience/runs/2026-05-12/b.jsonl.gz', 'zipped');
      write(root, 'experience/runs/README.md', 'no runs\n');
      write(root, 'experience/runs-of-others/a.jsonl', '{}\n');
    });
    expect(report).toMatchObject({ decision: 'pass', kind: 'none' });
    expect(report.reason).not.toContain('nothing here that the gate judges');
    expect(told(report, 'note')).toContain(
      `production: 3 files of production runs change (1 new, 1 with other content, 1 taken away): ${WHY}`,
    );
  });

  it('are named beside a change that is judged, and so is a link in their place', async () => {
    const linked = await named((root) => {
      edit(root, CONFIGURATION, (text) => `${text}# a remark\n`);
      symlinkSync('../../elsewhere', join(root, 'experience/runs/2026-05-12'));
    });
    expect(linked).toEqual([`production: 1 file of production runs changes (1 new): ${WHY}`]);
  });

  it('are not told of files beside them, nor where no runs are read from files', async () => {
    expect(await named((root) => write(root, 'experience/README.jsonl', '{}\n'))).toEqual([]);
    const without = copyRepository(pristine);
    sourced('')(without);
    commitAll(without, 'no source');
    expect(await named((root) => write(root, 'experience/runs/b.jsonl', '{}\n'), without)).toEqual([]);
  });
});

describe('a source of production runs', () => {
  it.each([
    ['experience: { files: other/fake }\n', 'the files in other/fake after the merge, and from the files in '],
    ['experience: { command: { run: [query, --of, x] } }\n', 'the command query --of x after the merge, and from '],
    ['', 'nowhere after the merge, and from the files in ./experience/runs/ before'],
  ])('that is another is named: %j', async (text, said) => {
    expect(await named(sourced(text))).toEqual([expect.stringContaining(`production runs are read from ${said}`)]);
  });

  it('that runs the same command otherwise is named, and one from which more is harvested is not', async () => {
    const asked = copyRepository(pristine);
    sourced('experience: { command: { run: [query] } }\n')(asked);
    commitAll(asked, 'a query');
    const slower = (root: string) => edit(root, CONFIGURATION, (text) => text.replace('[query]', '[query], max_mb: 1'));
    expect(await named(slower, asked)).toEqual([
      `production: production runs are read from the command query in another way: ${WHY}`,
    ]);
    expect(await named(sourced(FILES.replace(' }', ', max_new_goldens: 3 }')))).toEqual([]);
  });

  it('that a change brings is named with the runs that it brings along', async () => {
    const brought = (root: string) => {
      sourced('experience: { files: fake }\n')(root);
      write(root, 'fake/runs.jsonl', '{}\n');
    };
    expect(await named(brought)).toEqual([
      expect.stringContaining('the files in fake after the merge'),
      `production: 1 file of production runs changes (1 new): ${WHY}`,
    ]);
  });
});
