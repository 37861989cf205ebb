/** The gate asked about taking a released change back: its own lane, and who has no way onto it. */
import { beforeAll, describe, expect, it } from 'vitest';
import { answerOf, gateOf, PACK, squash, told } from '../making/gate.ts';
import { commitAll, copyRepository, edit, git, makeRepository } from '../making/repository.ts';
import { recordShallow } from '../making/shallow.ts';

const RECORD = 'packs/bench/releases/bench.answer.yaml';
const branches = (root: string) =>
  git(root, 'branch', '--list', '--format=%(refname:short)', 'autotune/*/*').trim().split('\n');

let root = '';
let branch = '';
let proposal = '';
beforeAll(() => {
  root = makeRepository({ search: 400 });
  const [{ branch: proposed, tuning_proposal_id }] = answerOf(root, 'run').proposals;
  proposal = tuning_proposal_id;
  squash(root, proposed);
  answerOf(root, 'record');
  squash(root, branches(root).find((name) => name.includes('/release-')) ?? '');
  branch = answerOf(root, 'rollback', 'bench.answer', 'too many complaints').branch;
});

/** A commit on top of the rollback, in a checkout of its own. */
function onTop(change: (text: string) => string, path: string) {
  const copy = copyRepository(root);
  git(copy, 'checkout', '-q', branch);
  edit(copy, path, change);
  commitAll(copy, 'and something else');
  return gateOf({ root: copy, branch });
}

describe('a rollback before the gate', () => {
  it('passes for what it is, though it gives up what the change had gained', async () => {
    const report = await gateOf({ root, branch });
    expect(report).toMatchObject({ kind: 'rollback', decision: 'pass', reason: expect.stringContaining(proposal) });
    expect(told(report, 'pass')).toEqual([
      `rollback: this is exactly what taking ${proposal} back writes: pack, records and flags, to the byte`,
      'rollback: bench.answer: 400 search cases replay under release.bench.answer@2026-05-01, which it restores',
    ]);
    expect(told(report, 'note')).toContainEqual(expect.stringContaining('guardrails are not asked'));
  });

  it('is a change of a person as soon as one byte is another, and is held to the guardrails', async () => {
    const report = await onTop((text) => text.replace('max_hops: 3', 'max_hops: 2'), PACK);
    expect(report).toMatchObject({ kind: 'human', decision: 'fail' });
    expect(told(report, 'fail')).toContainEqual(expect.stringContaining('economics_delta'));
    expect(await onTop((text) => `${text}# a note\n`, RECORD)).toMatchObject({ kind: 'human', decision: 'fail' });
  });

  it('has its lane whenever it was asked for, and whoever wrote it', async () => {
    const later = (text: string) => text.replace(/since: [^,}\s]+/, 'since: 2026-05-20T10:00:00Z');
    expect(await onTop(later, RECORD)).toMatchObject({ kind: 'rollback', decision: 'pass' });
  });

  it('does not pass where what it restores replays no more', async () => {
    const copy = copyRepository(root);
    recordShallow(copy);
    commitAll(copy, 'recorded again');
    const report = await gateOf({ root: copy, branch });
    expect(report).toMatchObject({ kind: 'rollback', decision: 'fail' });
    expect(told(report, 'fail')).toEqual([
      expect.stringContaining('does not replay: bench.answer: BASELINE_UNREPLAYABLE'),
    ]);
  });
});
