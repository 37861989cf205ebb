/** A merged proposal that is gone from the base before anybody recorded it: known by its pull request alone. */
import { standingOf } from '../../core/release/merged.ts';
import type { SurveyedProposal } from '../ledger/proposal-state.ts';
import { packOf } from '../ledger/read-proposal.ts';
import { withdrawnFacts } from '../ledger/release-facts.ts';
import { suiteOf } from './rejections.ts';
import { hasBaseMoved, type SurveyContext } from './survey-proposals.ts';

/** Records it as rolled back where the newest base has the values from before; does nothing otherwise. */
export async function recordTakenBack(
  context: SurveyContext,
  { named, document, seen }: Pick<SurveyedProposal, 'named' | 'document' | 'seen'>,
): Promise<void> {
  const { journal, repository, base, now } = context;
  const pack = packOf(repository, named?.intent ?? null);
  if (seen.isOnBase || named === null || document === null || pack === undefined) return;
  const { patch } = document.candidate_change;
  const { releases } = journal.state({ now, activeTuples: new Map() });
  // What was recorded is looked after where releases are.
  if (releases.has(named.proposal_id) || standingOf(pack.value, patch, []) !== 'undone') return;
  if (await hasBaseMoved(context, pack.path)) return;
  const suite = suiteOf(repository, named.intent);
  const { proposal_id: id, intent, fingerprint, risk_class: riskClass } = named;
  const shared = { id, intent, riskClass, fingerprint, patch, suite };
  const withdrawn = { ...shared, baselineTuple: document.replay.baseline_tuple, restored: null, asked: null };
  await journal.record(withdrawnFacts(withdrawn, { now, baseCommit: base.commit }));
}
