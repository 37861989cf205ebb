/**
 * Merges that the gate had not passed, which somebody with the right to may make: told once, beside the release, so that
 * nobody takes what was never judged for what was. Only where the base has a gate, and the forge keeps checks.
 */
import { branchName } from '../core/packs/identity.ts';
import type { MergedChange } from '../core/release/merged.ts';
import { gateJobs } from '../core/setup/workflow.ts';
import type { RiskClass } from '../schema/ids.ts';
import type { LedgerEntry } from '../schema/ledger-event.ts';
import { readWorkflows } from './doctor.ts';
import type { Fact } from './journal.ts';
import { entryFor } from './record-run.ts';
import type { ReleaseContext } from './wanted-records.ts';

/** Asks only about changes that the ledger has not recorded yet: what the gate said then does not change. */
export async function bypassFacts(
  { world, journal, now }: Pick<ReleaseContext, 'world' | 'journal' | 'now'>,
  changes: readonly MergedChange[],
  riskOf: (intent: string) => RiskClass,
): Promise<readonly Fact[]> {
  const { releases } = journal.state({ now, activeTuples: new Map() });
  const fresh = changes.filter(({ id }) => !releases.has(id));
  if (fresh.length === 0) return [];
  const checks = gateJobs(await readWorkflows(world.workspace)).map(({ name }) => name);
  const facts: Fact[] = [];
  for (const { id: proposal_id, intent, fingerprint } of fresh) {
    const request = checks.length === 0 ? null : await world.forge.findPullRequest(branchName(intent, fingerprint));
    if (request?.state !== 'merged') continue;
    for (const check of checks) {
      const gate = await world.forge.checkAtMerge(request, check);
      if (gate === 'passed' || gate === 'unknown') continue;
      const body = { proposal_id, fingerprint, check, gate, head_sha: request.head, pull_request: request.number };
      const shared = entryFor({ intent, risk_class: riskOf(intent) }, now);
      facts.push(factOf({ ...shared, kind: 'gate_bypassed', body }));
    }
  }
  return facts;
}

function factOf(entry: Extract<LedgerEntry, { kind: 'gate_bypassed' }>): Fact {
  const { proposal_id, check, head_sha } = entry.body;
  const isSame: Fact['isSame'] = ({ kind, body }) =>
    kind === 'gate_bypassed' && body.proposal_id === proposal_id && body.check === check && body.head_sha === head_sha;
  return { entry, isSame };
}
