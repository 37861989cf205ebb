/**
 * Merges that the gate had not passed, which somebody with the right to may make: told once, beside the release, so that
 * nobody takes what was never judged for what was. Only where the base has a gate, and the forge keeps checks.
 */
import { branchName } from '../../core/packs/identity.ts';
import type { MergedChange } from '../../core/release/merged.ts';
import type { Repository } from '../../core/repository/repository.ts';
import { gateJobs } from '../../core/setup/judging.ts';
import type { Brought } from '../../ports/forge.ts';
import type { LedgerEntry } from '../../schema/ledger-event.ts';
import { entryFor } from '../ledger/entry.ts';
import type { Fact } from '../ledger/journal.ts';
import { proposalPath } from '../ledger/read-proposal.ts';
import { readWorkflows } from '../setup/owned-paths.ts';
import type { ReleaseContext } from './wanted-records.ts';

type Asked = Pick<ReleaseContext, 'world' | 'journal' | 'base' | 'now'>;

/** Asks only about changes that the ledger has not recorded yet: what the gate said then does not change. */
export async function bypassFacts(
  context: Asked,
  { path, value }: Repository['packs'][number],
  changes: readonly MergedChange[],
): Promise<readonly Fact[]> {
  const { world, journal, now } = context;
  const { releases } = journal.state({ now, activeTuples: new Map() });
  const fresh = changes.filter(({ id }) => !releases.has(id));
  if (fresh.length === 0) return [];
  const checks = gateJobs(await readWorkflows(world.workspace)).map(({ name }) => name);
  const facts: Fact[] = [];
  for (const { id: proposal_id, intent, fingerprint } of fresh) {
    const document = proposalPath(path, proposal_id);
    const brought = checks.length === 0 ? null : await broughtBy(context, document, branchName(intent, fingerprint));
    if (brought === null) continue;
    for (const check of checks) {
      // Nobody tells when a commit was pushed: what its gate had said until it was found counts for it.
      const gate = await world.forge.checkAtMerge({ ...brought, closedAt: brought.closedAt ?? now }, check);
      if (gate === 'passed' || gate === 'unknown') continue;
      const number = brought.number === null ? {} : { pull_request: brought.number };
      const body = { proposal_id, fingerprint, check, gate, head_sha: brought.head, ...number };
      const risk_class = value.intents.find(({ id }) => id === intent)?.risk_class ?? 'destructive';
      facts.push(factOf({ ...entryFor({ intent, risk_class }, now), kind: 'gate_bypassed', body }));
    }
  }
  return facts;
}

/** By its own pull request; else by another one that somebody put it into, or by a push past all of them. */
async function broughtBy({ world, base }: Asked, document: string, branch: string): Promise<Brought | null> {
  const request = await world.forge.findPullRequest(branch);
  return request?.state === 'merged' ? request : world.forge.broughtBy(document, base.commit);
}

function factOf(entry: Extract<LedgerEntry, { kind: 'gate_bypassed' }>): Fact {
  const { proposal_id, check, head_sha } = entry.body;
  const isSame: Fact['isSame'] = ({ kind, body }) =>
    kind === 'gate_bypassed' && body.proposal_id === proposal_id && body.check === check && body.head_sha === head_sha;
  return { entry, isSame };
}
