import { describe, expect, it } from 'vitest';
import { buildProposal, substanceOf } from '../../../src/core/proposal/build.ts';
import { renderJson } from '../../../src/core/proposal/render-json.ts';
import { type CandidateResult, candidateLines, movedCases, resultLines } from '../../../src/core/proposal/results.ts';
import { canonicalJson } from '../../../src/kit/canonical.ts';
import { Candidate } from '../../../src/schema/candidate.ts';
import { Proposal } from '../../../src/schema/proposal.ts';
import { ResultLine } from '../../../src/schema/run-record.ts';
import { delta, metric } from '../../making/delta.ts';
import { expectFile } from '../../making/expected.ts';
import { candidate, considered, evidence, verdict, written } from './evidence.ts';

const movedOf = (positions: readonly number[], deltas: readonly number[]) => {
  return {
    positions: {
      size: positions.length,
      each: (visit: (position: number, i: number) => void) => positions.forEach(visit),
    },
    deltas: { at: (i: number) => deltas[i] ?? Number.NaN },
  };
};

const resultOf = (candidate_id: string, moved: CandidateResult['moved']): CandidateResult => {
  return { candidate_id, intent: 'support.triage', delta: delta(), verdicts: [], moved, changes: NO_CHANGES };
};

const NO_CHANGES = { outcomes: [], approvals: [], tools: [], evaluators: [], missing: [] };

describe('a proposal', () => {
  it('is a valid document and reads back as it was built', () => {
    const built = written();
    expect(Proposal.parse(JSON.parse(renderJson(built)))).toEqual(built);
    expectFile('proposal.json', renderJson(built));
  });

  it('is a valid document with thousands of candidates and with other intents affected', () => {
    const control = buildProposal(evidence()).control;
    const big = buildProposal(
      evidence({
        considered: Array.from({ length: 5000 }, (_, i) => considered(i)),
        ...(control === undefined ? {} : { alsoAffected: { 'support.status': control } }),
      }),
    );
    expect(Proposal.safeParse(JSON.parse(renderJson(big))).success).toBe(true);
    expect(big.considered).toHaveLength(5000);
  });

  it('has an id that follows from the change alone', () => {
    const { tuning_proposal_id: id } = buildProposal(evidence());
    expect(id).toBe('at_support_triage_economics_cents_per_decision_777777777777');
    const later = evidence({
      runId: 'run_ffffffffffff',
      replays: 1,
      considered: [],
    });
    expect(buildProposal(later).tuning_proposal_id).toBe(id);
    const other = candidate(undefined, { fingerprint: `sha256:${'9'.repeat(64)}` });
    expect(buildProposal(evidence({ candidate: other })).tuning_proposal_id).not.toBe(id);
  });

  it('rounds to the millionth, so that bytes do not hang on the last bit', () => {
    const noisy = (noise: number) =>
      evidence({
        search: delta({ utility: metric(-0.1 - 0.2 + noise, -0.3 + noise, 0) }),
        heldout: {
          ...evidence().heldout,
          verdicts: [verdict('utility_delta', 'r', { observed: 0.3 + noise, interval: { lower: noise, upper: 1 } })],
        },
      });
    expect(renderJson(buildProposal(noisy(0)))).toBe(renderJson(buildProposal(noisy(4e-17))));
    expect(renderJson(buildProposal(noisy(-1e-12)))).not.toMatch(/e-\d|-0[,\s}]/);
  });

  it('says of the held-out set nothing finer than sums', () => {
    const { heldout } = buildProposal(evidence());
    expect(Object.keys(heldout ?? {}).sort()).toEqual(
      [
        'budget',
        'confidence',
        'counts',
        'intervals',
        'look',
        'max_looks',
        'observed_delta',
        'risky_calls',
        'verdicts',
      ].sort(),
    );
  });
});

describe('the substance of a proposal', () => {
  const substance = (more: Parameters<typeof evidence>[0]) => canonicalJson(substanceOf(buildProposal(evidence(more))));

  it('stays the same when a later run repeats it', () => {
    const later = {
      ...buildProposal(evidence({ runId: 'run_ffffffffffff' })),
      expires_at: '2027-01-01T00:00:00Z',
      ledger: { ref: 'autotune/ledger', head: 'ab'.repeat(20) },
    };
    expect(canonicalJson(substanceOf(later))).toBe(substance({}));
  });

  it.each([
    ['a guardrail', { heldout: { ...evidence().heldout, verdicts: [] } }],
    ['a digest', { digests: { ...evidence().digests, pack: `sha256:${'f'.repeat(64)}` } }],
    ['the reviewers', { reviewers: ['policy'] }],
    ['a considered candidate', { considered: [] }],
    ['the patch', { candidate: candidate({ 'evidence.policy_kb.top_k': { from: 10, to: 5 } }) }],
  ])('is another one with %s', (_, more) => {
    expect(substance(more)).not.toBe(substance({}));
  });

  it('is still a valid proposal', () => {
    expect(Proposal.safeParse(substanceOf(buildProposal(evidence()))).success).toBe(true);
  });
});

describe("the run's own record", () => {
  it('has one valid line a candidate', () => {
    const lines = candidateLines([candidate(), candidate()]).split('\n');
    expect(lines.at(-1)).toBe('');
    expect(lines.slice(0, -1).map((line) => Candidate.safeParse(JSON.parse(line)).success)).toEqual([true, true]);
  });

  it('has one line a comparison, with the cases that moved', () => {
    const moved = movedCases(
      {
        utility: movedOf([0, 2, 3], [-1, 0.1 + 0.2, -1]),
        economics_cents_per_decision: movedOf([1], [-0.2]),
        safety: movedOf([], []),
      },
      (position) => `case_${position}`,
    );
    expect(moved).toEqual({ utility: { '-1': ['case_0', 'case_3'], '0.3': ['case_2'] } });
    const lines = [...resultLines([resultOf('cand_1', moved), resultOf('cand_2', {})])];
    expect(lines.map((line) => line.endsWith('}\n'))).toEqual([true, true]);
    const [first, second] = lines.map((line) => ResultLine.parse(JSON.parse(line)));
    expect(first).toMatchObject({ candidate_id: 'cand_1', cases: moved, counts: { total: 200 } });
    expect(second).toMatchObject({ candidate_id: 'cand_2', cases: {} });
  });

  it('takes a comparison only once its line is asked for', () => {
    const taken: string[] = [];
    function* results() {
      for (const id of ['cand_1', 'cand_2', 'cand_3']) {
        taken.push(id);
        yield resultOf(id, {});
      }
    }
    const lines = resultLines(results());
    expect([taken.length, lines.next().done, taken.length]).toEqual([0, false, 1]);
    expect([lines.next().done, taken.length]).toEqual([false, 2]);
  });
});
