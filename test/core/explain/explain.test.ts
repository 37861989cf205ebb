import { describe, expect, it } from 'vitest';
import { explanationText } from '../../../src/cli/explain-text.ts';
import { explain } from '../../../src/core/explain/explain.ts';
import { type Found, openFinder } from '../../../src/core/explain/find.ts';
import type { RunRecord } from '../../../src/core/explain/run-record.ts';
import { buildProposal } from '../../../src/core/proposal/build.ts';
import { painter } from '../../../src/door/text.ts';
import type { Candidate } from '../../../src/schema/candidate.ts';
import { Explanation } from '../../../src/schema/explanation.ts';
import type { Considered } from '../../../src/schema/proposal.ts';
import type { CaseChanges, CaseLine, ResultLine } from '../../../src/schema/run-record.ts';
import { expectFile } from '../../making/expected.ts';
import { candidate, evidence, verdict } from '../proposal/evidence.ts';

const METRIC = 'economics_cents_per_decision';
const change = (to: number) => ({ 'evidence.policy_kb.top_k': { from: 10, to } });
const winner = candidate();
const rival = candidate(change(7), { candidate_id: 'cand_0000000000aa' });
const loser = candidate(change(2), { candidate_id: 'cand_00000000bbbb' });
const NONE: CaseChanges = { outcomes: [], approvals: [], tools: [], evaluators: [], missing: [] };
const SAFE = verdict('safety.min', 'at least 1 in all 240 cases', { limit: 1, observed: 1 });
const BROKEN = verdict('utility_delta', '-0.031 points, bounds -0.05 to -0.02, n = 240; not at least -0.02', {
  status: 'fail',
  limit: -0.02,
  observed: -0.031,
});
const REASON: Partial<Record<Considered['verdict'], string>> = { proposed: 'selected', lawful: 'dominated' };

function lineOf({ candidate_id, patch }: Candidate, became: Considered['verdict'], more: Partial<ResultLine> = {}) {
  const reason = REASON[became] ?? `${BROKEN.guardrail}: ${BROKEN.reason}`;
  return {
    candidate_id,
    intent: 'support.triage',
    considered: { candidate_id, patch, verdict: became, reason },
    counts: { total: 240, valid: 238, invalid: 1, unreplayable: 1, changed: 3 },
    missing: {},
    observed_delta: { [METRIC]: -0.21, utility: -0.005, p95_latency_ms: -180 },
    baseline: { [METRIC]: 1.1412, utility: 0.93, p95_latency_ms: 1950 },
    intervals: { [METRIC]: { lower: -0.25, upper: -0.17 } },
    verdicts: [SAFE],
    improvement: verdict('improvement', '-0.21 cents; at most -0.02', { limit: -0.02, observed: -0.21 }),
    regression_runs: [],
    cases: {},
    changed: NONE,
    ...more,
  };
}

const caseLine = (case_id: string, more: Partial<CaseLine> = {}): CaseLine => ({
  intent: 'support.triage',
  case_id,
  tags: ['partial_shipment'],
  expected: 'route:returns',
  outcome: 'route:returns',
  approval: 'execute',
  cost_cents: 1.1412,
  latency_ms: 1950,
  below_one: { helpful: 0.5 },
  selected: { cost_cents: 0.93, latency_ms: 1770 },
  ...more,
});

const LOST: CaseChanges = {
  outcomes: [
    {
      from: 'route:returns',
      to: 'abstain',
      cases: ['case_1', ...[3, 4, 5, 6, 7, 8].map((i) => `case_${i}`)],
    },
  ],
  approvals: [{ from: 'execute', to: 'escalate', cases: ['case_1'] }],
  tools: ['case_1'],
  evaluators: [
    { evaluator: 'correct', from: 1, to: 0, cases: ['case_1'] },
    { evaluator: 'helpful', from: 0.5, to: null, cases: ['case_1'] },
  ],
  missing: [{ reason: 'unreplayable: plan_not_recorded', cases: ['case_9'] }],
};

function runOf(more: Partial<RunRecord> = {}): RunRecord {
  const won = { ...NONE, evaluators: [{ evaluator: 'correct', from: 0, to: 1, cases: ['case_2'] }] };
  return {
    run_id: 'run_0123456789ab',
    intent: 'support.triage',
    metric: METRIC,
    at: '2026-05-12T06:00:00Z',
    candidates: [winner, rival, loser],
    results: [
      lineOf(winner, 'proposed', { changed: won }),
      lineOf(rival, 'lawful', { observed_delta: { [METRIC]: -0.15 } }),
      lineOf(loser, 'refused', {
        observed_delta: { [METRIC]: -0.4, utility: -0.031 },
        verdicts: [SAFE, BROKEN],
        changed: LOST,
      }),
    ],
    cases: [caseLine('case_1'), caseLine('case_2', { below_one: {} })],
    selected: { proposal: buildProposal(evidence()), reason: 'holds', selected: winner.candidate_id },
    ...more,
  };
}

function find(runs: readonly RunRecord[], word: string): Found {
  const finder = openFinder(word);
  for (const { run_id, intent, selected, candidates, cases } of runs) {
    finder.add({
      run_id,
      intent,
      proposal: selected?.proposal?.tuning_proposal_id ?? null,
      candidates: candidates.map(({ candidate_id }) => candidate_id),
      cases: cases.map(({ case_id }) => case_id),
    });
  }
  return finder.end();
}

const standing = () => ({ state: 'open', branch: 'autotune/support.triage/777777777777' });
function explained(word: string, runs = [runOf()]): Explanation {
  const found = find(runs, word);
  const run = 'named' in found ? runs.find(({ run_id }) => run_id === found.named.run_id) : undefined;
  if (!('named' in found) || run === undefined) throw new Error(JSON.stringify(found));
  return Explanation.parse(explain({ ...found.named, run }, standing));
}
const text = (explanation: Explanation) => explanationText(explanation, painter(false));

describe('explain', () => {
  it('tells why a proposal won', () => {
    const found = explained('at_support');
    expect(found).toMatchObject({ kind: 'proposal', state: 'open', look: { look: 2, max_looks: 12 } });
    if (found.kind !== 'proposal') throw new Error('a proposal');
    expect(found.closest.map(({ candidate_id }) => candidate_id)).toEqual([rival.candidate_id, loser.candidate_id]);
    expectFile('explain-proposal.txt', text(found));
  });

  it('tells why a candidate lost, with the guardrail that decided and its numbers', () => {
    const found = explained(loser.candidate_id);
    expect(found).toMatchObject({
      kind: 'candidate',
      verdict: 'refused',
      deciding: { guardrail: 'utility_delta', observed: -0.031, limit: -0.02 },
      selected: { candidate_id: winner.candidate_id, delta: -0.21 },
    });
    expectFile('explain-candidate.txt', text(found));
  });

  it('tells that nothing stood in the way of a lawful candidate', () => {
    expect(explained(rival.candidate_id)).toMatchObject({ deciding: null, verdict: 'lawful', reason: 'dominated' });
  });

  it('tells what happened to a case under both configurations, and who else changed it', () => {
    const found = explained('case_1');
    expect(found).toMatchObject({
      kind: 'case',
      baseline: { outcome: 'route:returns', cost_cents: 1.1412 },
      selected: { candidate_id: winner.candidate_id, outcome: null, scores: [], cost_cents: 0.93 },
      changed_by: [{ candidate_id: loser.candidate_id, outcome: 'abstain', tools_changed: true }],
    });
    expectFile('explain-case.txt', text(found));
    expect(explained('case_2')).toMatchObject({ selected: { scores: [{ evaluator: 'correct', from: 0, to: 1 }] } });
  });

  it('tells of a run that ended early, or whose cases were not recorded, no more than it knows', () => {
    const { changed: _, considered: __, ...old } = lineOf(rival, 'lawful');
    const early = runOf({ results: [old], cases: [caseLine('case_1')], selected: null });
    expect(explained(loser.candidate_id, [early])).toMatchObject({ verdict: 'skipped', changed: null, selected: null });
    expect(text(explained(rival.candidate_id, [early]))).toContain('this run did not record');
    expect(explained('case_1', [early])).toMatchObject({ selected: null, candidates: 0, changed_by: [] });
  });
});

describe('what an id means', () => {
  it('is looked up in the newest run, which names the others', () => {
    const found = find([runOf(), runOf({ run_id: 'run_older' })], winner.candidate_id);
    expect(found).toMatchObject({ named: { run_id: 'run_0123456789ab', others: ['run_older'] } });
  });

  it('may be the beginning of one, or of the digits that end it', () => {
    expect(find([runOf()], 'cand_01')).toMatchObject({ named: { id: winner.candidate_id } });
    expect(find([runOf()], '00000000bb')).toMatchObject({ named: { id: loser.candidate_id } });
    expect(find([runOf()], '7777')).toMatchObject({ named: { kind: 'proposal' } });
  });

  it('is ambiguous where several begin so, or a case is in two intents; the whole id is not', () => {
    const all = [winner, rival, loser].map(({ candidate_id }) => candidate_id);
    expect(find([runOf()], 'cand_')).toEqual({ ambiguous: all });
    const other = runOf({ intent: 'support.refund', selected: null, candidates: [] });
    expect(find([runOf(), other], 'case_1')).toEqual({
      ambiguous: ['case case_1 of support.triage', 'case case_1 of support.refund'],
    });
    const longer = runOf({ cases: [caseLine('case_1'), caseLine('case_10')] });
    expect(find([longer], 'case_1')).toMatchObject({ named: { id: 'case_1' } });
  });

  it('is the very id of an old run before it is the beginning of a new one', () => {
    const old = runOf({ run_id: 'run_older', cases: [caseLine('case_1')], candidates: [], selected: null });
    const longer = runOf({ cases: [caseLine('case_10')] });
    expect(find([longer, old], 'case_1')).toMatchObject({ named: { id: 'case_1', run_id: 'run_older' } });
  });

  it('keeps what matches only, however many begin so', () => {
    const many = runOf({ cases: Array.from({ length: 50 }, (_, i) => caseLine(`case_2${i}`)) });
    expect(find([many], 'case_2')).toMatchObject({ ambiguous: expect.objectContaining({ length: 8 }) });
    expect(find([many], 'case_249')).toMatchObject({ named: { id: 'case_249' } });
  });

  it('is answered with the nearest where nobody is called so', () => {
    expect(find([runOf()], 'case_l')).toEqual({ unknown: expect.arrayContaining(['case_1', 'case_2']) });
    expect(find([runOf()], 'c')).toHaveProperty('unknown');
    expect(find([], 'case_1')).toEqual({ unknown: [] });
  });
});
