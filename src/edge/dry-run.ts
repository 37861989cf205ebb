/** The forge and the ledger of a dry run: they answer like the real ones and write nothing at all. */
import type { Forge } from '../ports/forge.ts';
import type { Ledger } from '../ports/ledger.ts';

const UNWRITTEN = 'dry-run';

export function dryRunForge(forge: Forge): Forge {
  return {
    ...forge,
    commitProposal: async () => ({ commit: UNWRITTEN }),
    upsertPullRequest: async () => ({ operation: 'unchanged' }),
  };
}

export function dryRunLedger(ledger: Ledger): Ledger {
  return { ref: ledger.ref, read: () => ledger.read(), append: async () => ({ head: UNWRITTEN }) };
}
