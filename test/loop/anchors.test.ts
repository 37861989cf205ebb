/** Whole runs of the built bundle on a ledger that is not the one that merged proposals cite. */
import { beforeAll, describe, expect, it } from 'vitest';
import { autotune, copyRepository, git } from '../making/repository.ts';
import { smallRepository } from '../making/small.ts';

const LEDGER = 'refs/heads/autotune/ledger';

/** A repository whose proposal was merged, so that its base cites a head of the ledger. */
let merged = '';
beforeAll(() => {
  merged = smallRepository();
  const { stdout } = autotune(merged, ['run', '--json']);
  const [proposal] = (JSON.parse(stdout) as { proposals: { branch: string }[] }).proposals;
  git(merged, 'merge', '-q', '--no-ff', '-m', 'merge', proposal?.branch ?? '');
  git(merged, 'branch', '-q', '-D', proposal?.branch ?? '');
}, 120_000);

const cited = () => git(merged, 'rev-parse', LEDGER).trim();

describe('a ledger that merged proposals cite', () => {
  it('is gone on with where it is whole', () => {
    const { stdout, stderr } = autotune(copyRepository(merged), ['run', '--json']);
    expect(`${stdout}${stderr}`).not.toMatch(/LEDGER_/);
  });

  it('is not begun anew in silence where it was deleted', () => {
    const root = copyRepository(merged);
    git(root, 'update-ref', '-d', LEDGER);
    const { status, stderr } = autotune(root, ['run']);
    expect({ status, stderr }).toMatchObject({ status: 1, stderr: expect.stringContaining('LEDGER_MISSING') });
    expect(git(root, 'for-each-ref', LEDGER)).toBe('');
  });

  it('is begun anew where somebody asks for it, once, with a note of what is lost', () => {
    const root = copyRepository(merged);
    git(root, 'update-ref', '-d', LEDGER);
    const asked = autotune(root, ['run', '--json'], { AUTOTUNE_RECREATE_LEDGER: 'true' });
    expect(asked.stderr).not.toContain('LEDGER_');
    const note = git(root, 'grep', '-h', 'lost_heads', LEDGER, '--', 'events');
    expect(note).not.toBe('');
    expect(autotune(root, ['run', '--json']).stderr).not.toContain('LEDGER_');
  });

  it('is refused where it was set back', () => {
    const root = copyRepository(merged);
    const beginning = git(root, 'rev-list', '--max-parents=0', LEDGER).trim();
    expect(beginning).not.toBe(cited());
    const tree = git(root, 'rev-parse', `${beginning}^{tree}`).trim();
    const other = git(root, 'commit-tree', tree, '-m', 'another beginning').trim();
    git(root, 'update-ref', LEDGER, other);
    const { status, stderr } = autotune(root, ['run']);
    expect({ status, stderr }).toMatchObject({ status: 1, stderr: expect.stringContaining('LEDGER_BROKEN') });
    expect(git(root, 'rev-parse', LEDGER).trim()).toBe(other);
  });
});

describe('a ledger that only open proposals cite', () => {
  const opened = () => {
    const root = smallRepository();
    autotune(root, ['run']);
    return root;
  };

  it('is not begun anew in silence where it was deleted and a branch was left', () => {
    const root = opened();
    git(root, 'update-ref', '-d', LEDGER);
    const { status, stderr } = autotune(root, ['run']);
    expect({ status, stderr }).toMatchObject({ status: 1, stderr: expect.stringContaining('LEDGER_MISSING') });
    expect(git(root, 'for-each-ref', LEDGER)).toBe('');
  });

  it('is begun anew where the branches went with it', () => {
    const root = opened();
    const ours = git(root, 'for-each-ref', '--format=delete %(refname)', 'refs/heads/autotune/');
    for (const line of ours.trim().split('\n')) git(root, 'update-ref', '-d', line.replace('delete ', ''));
    expect(autotune(root, ['run']).status).toBe(0);
    expect(git(root, 'for-each-ref', LEDGER)).not.toBe('');
  });
});
