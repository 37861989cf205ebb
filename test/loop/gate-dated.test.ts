/** The head and the day of proposals that a run wrote in several attempts, or long after it began: the gate comes to both. */
import { beforeAll, describe, expect, it } from 'vitest';
import { lastStart } from '../../src/core/ledger/grounds.ts';
import { openJournal } from '../../src/loop/ledger/journal.ts';
import type { Forge } from '../../src/ports/forge.ts';
import { forgeDocument, gateOf, makeProposed, type Proposed, told } from '../making/gate.ts';
import { commitOnDay, copyRepository, git } from '../making/repository.ts';
import { openWorld, proposedBy, tune } from '../making/tuning.ts';

let pristine: Proposed;
beforeAll(() => {
  pristine = makeProposed();
});

const at = (instant: string) => ({ world: { clock: { now: async () => instant } } });

async function startsOf(root: string, runId: string) {
  const journal = await openJournal((await openWorld(root)).ledger);
  const starts = journal.events().filter(({ kind, body }) => kind === 'run_started' && body.run_id === runId);
  return { dates: starts.map((event) => event.at), last: lastStart(journal.events(), runId) };
}

/** A copy in which no run ever was. */
function unproposed(): string {
  const root = copyRepository(pristine.root);
  git(root, 'update-ref', '-d', `refs/heads/${pristine.branch}`);
  git(root, 'update-ref', '-d', 'refs/heads/autotune/ledger');
  return root;
}

/** A copy on which the run was cut off before it wrote its proposal, and taken up again at another instant. */
async function resumedAt(instant: string) {
  const root = unproposed();
  const killed = (): Partial<Forge> => ({
    commitProposal: () => Promise.reject(new Error('killed')),
  });
  await expect(tune(root, { forge: killed })).rejects.toThrow('killed');
  commitOnDay(root, instant);
  const { branch, commit: _, ...proposal } = proposedBy(await tune(root));
  return { ...pristine, root, branch, proposal };
}

describe('a run that was cut off before its proposal', () => {
  it('and is taken up again soon is dated by its start', async () => {
    const proposed = await resumedAt('2026-05-12T18:00:00Z');
    expect(proposed.proposal.expires_at).toBe('2026-06-11T06:00:00Z');
    expect((await startsOf(proposed.root, String(proposed.proposal.run_id))).dates).toHaveLength(1);
    expect(told(await gateOf(proposed), 'fail')).toEqual([]);
  });

  it('and is taken up again days later starts anew and stands as long as any', async () => {
    const proposed = await resumedAt('2026-06-20T06:00:00Z');
    expect(proposed.proposal.expires_at).toBe('2026-07-20T06:00:00Z');
    const { dates } = await startsOf(proposed.root, String(proposed.proposal.run_id));
    expect(dates).toEqual(['2026-05-12T06:00:00Z', '2026-06-20T06:00:00Z']);
    expect(await gateOf(proposed)).toMatchObject({ decision: 'pass' });
    const before = git(proposed.root, 'rev-parse', 'autotune/ledger');
    await tune(proposed.root);
    expect(git(proposed.root, 'rev-parse', 'autotune/ledger')).toBe(before);
  });

  it('and is taken up again days later has no other head or day: those of its first start are over', async () => {
    const proposed = await resumedAt('2026-06-20T06:00:00Z');
    const { root, branch } = proposed;
    const look = git(root, 'log', '--format=%H', '--grep=^heldout_look', 'autotune/ledger').trim();
    git(root, 'checkout', '-q', branch);
    forgeDocument(proposed, (p) => ({ ...p, ledger: { ref: 'autotune/ledger', head: look } }));
    expect(told(await gateOf(proposed, at('2026-06-21T06:00:00Z')), 'fail')).toEqual([
      expect.stringMatching(/^standing: expires_at is 2026-07-20.*; its run began at 2026-05-12/),
      'standing: it expired at 2026-06-11T06:00:00Z; the next run scores it again',
    ]);
  });
});

describe('a change that is proposed again long after', () => {
  it('is dated by the start of then, and neither head nor day of the first time revives the first document', async () => {
    const root = unproposed();
    const first = proposedBy(await tune(root));
    git(root, 'branch', '-q', '-D', first.branch);
    await tune(root);
    commitOnDay(root, '2027-01-01T00:00:00Z');
    const { branch, commit: _, ...proposal } = proposedBy(await tune(root));
    expect(proposal).toMatchObject({ fingerprint: first.fingerprint, expires_at: '2027-01-31T00:00:00Z' });
    const again = { ...pristine, root, branch, proposal };
    expect(told(await gateOf(again, at('2027-01-02T00:00:00Z')), 'fail')).toEqual([]);
    git(root, 'checkout', '-q', branch);
    forgeDocument(again, (p) => ({ ...p, ledger: first.ledger }));
    expect(told(await gateOf(again, at('2027-01-02T00:00:00Z')), 'fail')).toEqual([
      expect.stringMatching(
        /^ledger: at [0-9a-f]{40}, which the proposal cites, autotune.ledger had no run run_\w+ yet/,
      ),
    ]);
  });
});
