// Cases that must never be lost: answered rightly by the baseline, and still under a much narrower context.
import type { Configuration } from '../agent/configuration.ts';
import { run, type World } from '../agent/run.ts';
import type { WrittenTicket } from '../tickets/write-tickets.ts';
import type { recordCase } from './record-case.ts';

const perSet = 12;

/** Half the depth, one hop less and two thirds of the evidence budget. */
function narrowed(baseline: Configuration): Configuration {
  const evidence = Object.entries(baseline.evidence).map(([bucket, retrieval]) => [
    bucket,
    { ...retrieval, top_k: Math.ceil(retrieval.top_k / 2), max_hops: Math.max(1, retrieval.max_hops - 1) },
  ]);
  const budget = baseline.context_budget;
  return {
    ...baseline,
    evidence: Object.fromEntries(evidence),
    context_budget: { ...budget, evidence_tokens: Math.floor((budget.evidence_tokens * 2) / 3) },
  };
}

/** Ids of the anchors: at most one a template, in the order of the tickets. */
export function chooseAnchors(
  world: World,
  cases: readonly { written: WrittenTicket; taken: ReturnType<typeof recordCase> }[],
  baseline: Configuration,
): ReadonlySet<string> {
  const anchors = new Map<string, string>();
  const narrow = narrowed(baseline);
  for (const { written, taken } of cases) {
    if (anchors.size >= perSet) break;
    if (
      anchors.has(written.template) ||
      taken.live.outcome !== written.expected.outcome ||
      taken.live.decision === null
    )
      continue;
    if (written.ticket.tags.includes('ambiguous')) continue;
    if (run(world, taken.prepared, narrow).outcome === written.expected.outcome)
      anchors.set(written.template, written.ticket.id);
  }
  return new Set(anchors.values());
}
