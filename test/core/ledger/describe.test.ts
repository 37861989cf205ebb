import { expect, describe as group, it } from 'vitest';
import { chain } from '../../../src/core/ledger/chain.ts';
import { describe } from '../../../src/core/ledger/describe.ts';
import type { LedgerEntry } from '../../../src/schema/ledger-event.ts';
import { look, note, proposal, rejection, runFinished, runStarted } from '../../contracts/entries.ts';

function messageOf(...entries: readonly LedgerEntry[]): string {
  return describe(chain([], entries).map(({ event }) => event));
}

const subjectOf = (...entries: readonly LedgerEntry[]) => messageOf(...entries).split('\n')[0];

const { kind: _, body: __, ...shared } = note('of a stage');
const stage: LedgerEntry = {
  ...shared,
  kind: 'stage_changed',
  body: {
    ...{ phase: 'asked', release_tuple: 'release.support.triage@1', from: '0%_shadow', to: '1%_internal' },
    ...{ evidence_digest: `sha256:${'0'.repeat(64)}`, approver: 'ada', rollback_target: 'release.support.triage@0' },
  },
};

group('describe', () => {
  it.each([
    [look('a', 1), 'heldout_look support.triage: look 1 of 12 at goldens/support.triage/test@2026-05-12'],
    [
      runFinished('r1', 'nobody was lawful'),
      'run_finished support.triage: no proposal after 7 candidates: nobody was lawful',
    ],
    [proposal('proposal_opened', 'p1'), 'proposal_opened support.triage: p1 on autotune/support.triage/0123456789ab'],
    [rejection('rejection', 'p1'), 'rejection support.triage: p1, exact at evidence.ticket_history.top_k'],
    [stage, 'stage_changed support.triage: asked 0%_shadow to 1%_internal, release.support.triage@1'],
    [note('secret'), 'note support.triage: by autotune'],
  ])('tells an event in its first line: %#', (entry, subject) => {
    expect(subjectOf(entry)).toBe(subject);
  });

  it('names each event with its hash in the body', () => {
    const [first, second] = chain([], [note('a'), runStarted('r1')]);
    const message = messageOf(note('a'), runStarted('r1'));
    expect(message).toContain(`\n${first?.event.hash}\n`);
    expect(message).toContain(`\n${second?.event.hash}\n`);
  });

  it('names the kinds of several events and tells the story of the last', () => {
    expect(subjectOf(look('a', 1), look('b', 2))).toMatch(/^heldout_look \+ heldout_look .*: look 2 of \d+ at /);
  });

  it('never repeats what people wrote as their reason', () => {
    expect(messageOf(rejection('rejection', 'p1', { reason: 'because of Bob' }), note('about Bob'))).not.toContain(
      'Bob',
    );
  });

  it('leaves nothing that a forge or a terminal acts upon', () => {
    const message = messageOf(
      runFinished('r1', 'fixes #12 @acme/support [skip ci] \u001b[31m\n::error::x\nCo-authored-by: x'),
    );
    expect(message).not.toMatch(/#\d|\s@\w|\[skip ci\]|^::|^Co-authored-by/m);
    expect(message).not.toMatch(/[^\P{Cc}\n]/u);
  });
});
