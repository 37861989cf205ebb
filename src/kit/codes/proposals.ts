/** What can be wrong with what was decided before: the ledger and its runs, proposals, and what is released. */
export const PROPOSALS = {
  LEDGER_BROKEN: {
    meaning: 'The ledger branch does not verify: an event was changed, removed, reordered or does not parse.',
    fix: 'Inspect `git log autotune/ledger`, restore the last good commit; nothing is decided on a broken ledger.',
  },
  LEDGER_BUSY: {
    meaning: 'Other writers moved the ledger branch again and again while this run tried to append.',
    fix: 'Run again; nothing was lost.',
  },
  LEDGER_MISSING: {
    meaning: 'Proposals cite a ledger branch that is not there: what was rejected would be proposed again.',
    fix: 'Restore the branch `autotune/ledger`, or fetch it. To begin a new one and forget all rejections, run once with `recreate-ledger: true` (AUTOTUNE_RECREATE_LEDGER=true).',
  },
  RUN_UNREADABLE: {
    meaning: 'The record of a run on the ledger branch is not one that this version can read.',
    fix: 'Use the version that wrote it, or name another intent with `--intent`.',
  },
  ID_UNKNOWN: {
    meaning: 'No proposal, candidate or search case of that id is in the ledger.',
    fix: 'Use one of the named ids, or the first characters of one. Cases of the held-out set are never told.',
  },
  ID_AMBIGUOUS: {
    meaning: 'Several proposals, candidates or cases begin with that id, or a case of that id is in several intents.',
    fix: 'Write more of the id; for `autotune explain`, `--intent` names the intent as well.',
  },
  PROPOSAL_MERGED: {
    meaning: 'A proposal that was merged cannot be rejected: what it changed is the baseline now.',
    fix: 'Undo the change on the base by a pull request of its own.',
  },
  PROPOSAL_UNREADABLE: {
    meaning: 'What a proposal changes is not known: neither its branch nor the record of its run has its document.',
    fix: 'Restore the branch as autotune wrote it, or close the pull request by hand: the same change then stays away for a while.',
  },
  COMMAND_IMPOSSIBLE: {
    meaning: 'A command of a comment cannot be carried out as things stand.',
    fix: 'The reply says what stands in the way; give the command again once it does not.',
  },
  ROLLBACK_REFUSED: {
    meaning:
      'What is active cannot be taken back as it was: the pack or a member of the tuple before is another one by now.',
    fix: 'Throw the kill switch if it is urgent, and restore the pack by a pull request of your own; the next run records it.',
  },
} as const;
