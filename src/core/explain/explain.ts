/** Explains what a run decided, in its own numbers: nothing is computed anew, and nothing is known but what it recorded. */
import type { Candidate } from '../../schema/candidate.ts';
import type { CaseUnder, Explanation, Rival } from '../../schema/explanation.ts';
import type { CaseChanges, ResultLine } from '../../schema/run-record.ts';
import type { Verdict } from '../../schema/verdict.ts';
import type { Subject } from './find.ts';
import { consideredIn, deltaIn, type RunRecord, selectedIn } from './run-record.ts';

/** Candidates that are shown beside a proposal. */
const CLOSEST = 8;
const RANK = ['lawful', 'heldout_refused', 'lost', 'inconclusive', 'no_improvement', 'refused', 'skipped'];

/** What the ledger says of a proposal now. */
export type Standing = { readonly state: string; readonly branch: string };

export function explain(subject: Subject, standingOf: (proposalId: string) => Standing): Explanation {
  const { kind, id, run } = subject;
  switch (kind) {
    case 'proposal':
      return explainProposal(run, id, standingOf(id));
    case 'candidate':
      return explainCandidate(run, id, subject.others);
    case 'case':
      return explainCase(run, id);
  }
}

function sharedOf(run: RunRecord, id: string) {
  const { intent, metric, run_id, at } = run;
  return { id, intent, metric, run_id, at };
}

function explainProposal(run: RunRecord, id: string, standing: Standing): Explanation {
  const proposal = run.selected?.proposal;
  if (proposal === undefined || proposal === null) throw new RangeError('a proposal without its document');
  const { heldout, considered = [] } = proposal;
  const tally: Record<string, number> = {};
  for (const { verdict } of considered) tally[verdict] = (tally[verdict] ?? 0) + 1;
  return {
    kind: 'proposal',
    ...sharedOf(run, id),
    ...standing,
    patch: proposal.candidate_change.patch,
    baseline: proposal.baseline ?? {},
    search: proposal.observed_delta,
    heldout: heldout?.observed_delta ?? {},
    guardrails: proposal.guardrails.verdicts ?? [],
    look:
      heldout === undefined
        ? null
        : { look: heldout.look, max_looks: heldout.max_looks, confidence: heldout.confidence },
    ...(heldout?.budget === undefined ? {} : { budget: heldout.budget }),
    ...(proposal.attribution === undefined ? {} : { attribution: proposal.attribution }),
    selection_rule: proposal.selection_rule ?? '',
    tally,
    closest: run.candidates
      .map((candidate) => rivalOf(run, candidate))
      .filter(({ verdict }) => verdict !== 'proposed')
      .sort((a, b) => RANK.indexOf(a.verdict) - RANK.indexOf(b.verdict) || size(b) - size(a))
      .slice(0, CLOSEST),
  };
}

function size({ delta }: Rival): number {
  return Math.abs(delta ?? 0);
}

function rivalOf(run: RunRecord, candidate: Candidate): Rival {
  const { candidate_id, patch, verdict, reason } = consideredIn(run, candidate);
  return { candidate_id, patch, verdict, reason, delta: deltaIn(run, candidate_id) };
}

function explainCandidate(run: RunRecord, id: string, others: readonly string[]): Explanation {
  const candidate = run.candidates.find(({ candidate_id }) => candidate_id === id);
  if (candidate === undefined) throw new RangeError('a candidate that its run does not have');
  const { patch, verdict, reason } = consideredIn(run, candidate);
  const line = run.results.find(({ candidate_id, intent }) => candidate_id === id && intent === run.intent);
  const all = run.results.filter(({ candidate_id }) => candidate_id === id).flatMap((seen) => verdictsOf(run, seen));
  const selected = selectedIn(run);
  return {
    kind: 'candidate',
    ...sharedOf(run, id),
    patch,
    verdict,
    reason,
    deciding: decidingOf(all),
    baseline: line?.baseline ?? {},
    observed_delta: line?.observed_delta ?? {},
    intervals: line?.intervals ?? {},
    counts: line?.counts ?? { total: 0, valid: 0, invalid: 0, unreplayable: 0, changed: 0 },
    verdicts: all,
    changed: line?.changed ?? null,
    selected: selected === null || selected.candidate_id === id ? null : rivalOf(run, selected),
    other_runs: [...others],
  };
}

/** The verdicts of a line, named for the intent they are of where it is another one; the improvement last. */
function verdictsOf(run: RunRecord, { intent, verdicts, improvement }: ResultLine): Verdict[] {
  const named = verdicts.map((verdict) =>
    intent === run.intent ? verdict : { ...verdict, guardrail: `${intent} ${verdict.guardrail}` },
  );
  return improvement === undefined ? named : [...named, improvement];
}

/** As selection asks: what fails before what is not proven, in the order of the guardrails. */
function decidingOf(verdicts: readonly Verdict[]): Verdict | null {
  return verdicts.find(({ status }) => status === 'fail') ?? verdicts.find(({ status }) => status !== 'pass') ?? null;
}

function explainCase(run: RunRecord, id: string): Explanation {
  const line = run.cases.find(({ case_id }) => case_id === id);
  if (line === undefined) throw new RangeError('a case that its run does not have');
  const { selected: cost, intent, case_id: _, ...baseline } = line;
  const winner = selectedIn(run);
  const under = run.candidates.flatMap((candidate) => {
    const seen = run.results.find(
      (result) => result.candidate_id === candidate.candidate_id && result.intent === intent,
    );
    return seen?.changed === undefined ? [] : [caseUnder(run, candidate, seen.changed, id)];
  });
  const selected = winner === null ? undefined : under.find(({ candidate_id }) => candidate_id === winner.candidate_id);
  return {
    kind: 'case',
    ...sharedOf(run, id),
    intent,
    baseline,
    selected: selected === undefined ? null : { ...selected, ...(cost ?? {}) },
    candidates: under.length,
    changed_by: under.filter((seen) => seen !== selected && hasChanged(seen)),
  };
}

function caseUnder(run: RunRecord, candidate: Candidate, changed: CaseChanges, id: string): CaseUnder {
  const holds = ({ cases }: { readonly cases: readonly string[] }) => cases.includes(id);
  return {
    candidate_id: candidate.candidate_id,
    patch: candidate.patch,
    verdict: consideredIn(run, candidate).verdict,
    outcome: changed.outcomes.find(holds)?.to ?? null,
    approval: changed.approvals.find(holds)?.to ?? null,
    tools_changed: changed.tools.includes(id),
    scores: changed.evaluators.filter(holds).map(({ evaluator, from, to }) => ({ evaluator, from, to })),
    missing: changed.missing.find(holds)?.reason ?? null,
    cost_cents: null,
    latency_ms: null,
  };
}

function hasChanged({ outcome, approval, tools_changed, scores, missing }: CaseUnder): boolean {
  return outcome !== null || approval !== null || tools_changed || scores.length > 0 || missing !== null;
}
