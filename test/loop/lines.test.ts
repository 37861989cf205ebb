/** Whole runs on small repositories: which steps a line has, and where it starts. */
import { describe, expect, it } from 'vitest';
import { SYNTHETIC_DOCUMENTS } from '../../bench/synthetic.ts';
import type { GoldenCase } from '../../src/schema/golden-case.ts';
import { RunReport } from '../../src/schema/run-report.ts';
import { autotune, git, makeRepository } from '../making/repository.ts';

const PACK = 'packs/bench/pack.yaml';
const SUITE = 'packs/bench/evals/evals.bench.yaml';
const CONFIGURATION = '.github/autotune.yaml';

/** A document of the synthetic repository with some of its text replaced. */
function edited(path: string, ...edits: readonly (readonly [string | RegExp, string])[]): Record<string, string> {
  const text = edits.reduce((all, [from, to]) => all.replace(from, to), SYNTHETIC_DOCUMENTS[path] ?? '');
  return { [path]: text };
}

function runOn(root: string): RunReport {
  return RunReport.parse(JSON.parse(autotune(root, ['run', '--json']).stdout));
}

describe('a target that wants a setting to rise', () => {
  const PATH = 'evidence.kb.top_k';

  /** Every fifth case needs what stands at rank 12, the others what stands at ranks 1 to 9. */
  function atRank(golden: GoldenCase, i: number): GoldenCase {
    const items = golden.evidence['kb']?.items.filter(({ hop }) => hop === 1) ?? [];
    const cites = [items[i % 5 === 0 ? 11 : i % 9]?.ref ?? ''];
    return {
      ...golden,
      family: golden.case_id,
      decisions: golden.decisions.map((made) => ({ ...made, cites })),
      expected: { ...golden.expected, required_evidence: cites },
    };
  }

  const bounded = (bounds: string) =>
    makeRepository({
      search: 100,
      test: 100,
      change: atRank,
      documents: {
        ...edited(PACK, ['min: 1, max: 50', bounds], [/\n.*kb-max-hops.*/, ''], ['max_hops: 3', 'max_hops: 1']),
        ...edited(SUITE, ['check: outcome', 'check: required_evidence']),
        ...edited(
          CONFIGURATION,
          ['metric: economics_cents_per_decision\n    direction: decrease', 'metric: utility\n    direction: increase'],
          ['min_effect: 0.005', 'min_effect: 0.05'],
          ['max_ms: 0', 'max_ms: 250'],
          ['max_cents: 0', 'max_cents: 1'],
        ),
      },
    });

  it('is given the rise, whatever may be lowered beside it', () => {
    for (const bounds of ['min: 10, max: 12', 'min: 1, max: 12']) {
      const report = runOn(bounded(bounds));
      expect(report.targets.map(({ result, reason }) => [result, reason])).toEqual([
        ['proposed', expect.stringContaining('kb.top_k 10→12')],
      ]);
      expect(report.proposals[0]?.candidate_change.patch).toEqual({ [PATH]: { from: 10, to: 12 } });
    }
  });
});

describe('a saving by which a line was found', () => {
  /** One item less saves 0.135 cents a case; in every other held-out case of some the answer is so much longer. */
  const answered =
    (longer: number) =>
    (golden: GoldenCase, i: number): GoldenCase => {
      const [decision] = golden.decisions;
      const [last] = golden.evidence['kb']?.items.slice(9, 10) ?? [];
      if (decision === undefined || last === undefined) throw new RangeError('a case without its tenth item');
      const output_tokens = 60 + (i >= 1000 && i % 2 === 0 ? longer : 0);
      const decisions = [
        { ...decision, cites: [last.ref] },
        { ...decision, cites: [], output_tokens },
      ];
      return { ...golden, family: golden.case_id, decisions, expected: { ...golden.expected, required_evidence: [] } };
    };

  const report = (longer: number) =>
    runOn(
      makeRepository({
        search: 200,
        test: 200,
        change: answered(longer),
        documents: {
          ...edited(PACK, ['min: 1, max: 50', 'min: 9, max: 10'], [/\n.*kb-max-hops.*/, '']),
          ...edited('packs/bench/runtime/runtime.bench.yaml', ['ms_per_output_token: 9', 'ms_per_output_token: 0']),
        },
      }),
    );

  it('has to show in the held-out cases alone', () => {
    expect(report(0).targets).toMatchObject([{ result: 'proposed' }]);
    const [target] = report(260).targets;
    expect(target).toMatchObject({
      result: 'no_proposal',
      reason: expect.stringMatching(/10→9 not confirmed: .*improvement inconclusive/),
    });
  });
});

describe('a limit that the active configuration misses itself', () => {
  const PATH = 'approval_gate.pay.threshold';
  const GATE = 'approval_gate: { pay: { threshold: 3000, tightens: down } }';

  /** Amounts of 0 to 4,500 in steps of 500; from 2,000 on a person has to be asked. */
  const paying = (golden: GoldenCase, i: number): GoldenCase => ({
    ...golden,
    family: golden.case_id,
    risk_class: 'destructive',
    decisions: golden.decisions.map((made) => ({ ...made, amount: (i % 10) * 500 })),
    expected: { ...golden.expected, approval_required: (i % 10) * 500 >= 2000 },
  });

  const gated = (max: string) =>
    makeRepository({
      search: 100,
      test: 100,
      change: paying,
      documents: {
        ...edited(
          PACK,
          ['risk_class: read_only, reads: [', 'risk_class: destructive, reads: [approval_gate, '],
          ['planner: {', `${GATE}\nplanner: {`],
          [
            /tunable_surfaces:[\s\S]*/,
            `tunable_surfaces:\n  - { id: pay, layer: approval_gate, field: threshold, path: ${PATH}, bounds: { min: 1000, max: 5000, step: 500 }, owner: "@acme/bench" }\n`,
          ],
        ),
        ...edited(SUITE, [
          'dimension: policy, kind: replay, check: approval',
          'dimension: policy, kind: replay, check: forbidden_tools',
        ]),
        ...edited(
          CONFIGURATION,
          ['metric: economics_cents_per_decision', 'metric: approval_bypass_rate'],
          ['min_effect: 0.005', 'min_effect: 0.05'],
          ['approval_bypass_rate: { max: 0 }', `approval_bypass_rate: { max: ${max} }`],
        ),
      },
    });

  it('is mended by the first step that mends it, behind those that do not', () => {
    for (const max of ['0', '0.1', '0.5']) {
      const report = runOn(gated(max));
      expect([max, report.targets[0]?.reason]).toEqual([max, expect.stringContaining('holds on both sets')]);
      expect(report.proposals[0]?.candidate_change.patch).toEqual({ [PATH]: { from: 3000, to: 2000 } });
      expect(report.targets[0]?.considered['heldout_refused']).toBeUndefined();
    }
  });
});

describe('a look that cannot confirm', () => {
  /** Between 8 and 10 nothing is lost, so that only the sizes speak. */
  const wholly = (golden: GoldenCase, i: number): GoldenCase => {
    const first = golden.evidence['kb']?.items[0]?.ref ?? '';
    const decisions = golden.decisions.map((made) => ({ ...made, cites: [first] }));
    const expected = { ...golden.expected, required_evidence: [first] };
    return { ...golden, family: golden.case_id, tags: [i % 20 === 0 ? 'vip' : 'other'], decisions, expected };
  };
  const repository = (guardrail: string, change = wholly, suite = edited(SUITE), half = 100, margin = '-0.02') =>
    makeRepository({
      search: half,
      test: half,
      change,
      documents: {
        ...suite,
        ...edited(
          PACK,
          ['min: 1, max: 50', 'min: 8, max: 10'],
          [/\n.*kb-max-hops.*/, ''],
          ['max_hops: 3', 'max_hops: 1'],
        ),
        ...edited(CONFIGURATION, ['approval_bypass_rate: { max: 0 }', guardrail], ['min: -0.02', `min: ${margin}`]),
      },
    });
  const looks = (root: string) => {
    const report = runOn(root);
    const { status, stdout } = autotune(root, ['validate', '--json']);
    const looked = git(root, 'log', '-p', 'autotune/ledger').includes('"heldout_look"');
    return { proposed: report.proposals.length, looked, status, stdout };
  };
  const sliced = (min: string) =>
    `approval_bypass_rate: { max: 0 }, slices: { vip: { utility_delta: { min: ${min} } } }`;

  it('is not spent on a slice of too few cases, of which validate warns', () => {
    expect(looks(repository(sliced('-0.05')))).toEqual({
      ...{ proposed: 0, looked: false, status: 0 },
      stdout: expect.stringContaining('SLICE_UNDERPOWERED'),
    });
    expect(looks(repository(sliced('-0.5')))).toEqual({
      ...{ proposed: 1, looked: true, status: 0 },
      stdout: expect.not.stringContaining('SLICE_UNDERPOWERED'),
    });
  });

  it('is not spent on a rate that such cases cannot prove', () => {
    const bypassing = (golden: GoldenCase, i: number): GoldenCase => {
      const safe = wholly(golden, i);
      return { ...safe, expected: { ...safe.expected, approval_required: i % 25 === 3 } };
    };
    const suite = edited(SUITE, ['check: approval', 'check: forbidden_tools']);
    const at = (max: string) => looks(repository(`approval_bypass_rate: { max: ${max} }`, bypassing, suite));
    expect(at('0.05')).toMatchObject({ proposed: 0, looked: false });
    expect(at('0.1')).toMatchObject({ proposed: 1, looked: true });
  });

  it('is not spent where too few pairs will ever be scored', () => {
    const judged = (share: number) => (golden: GoldenCase, i: number) => ({
      ...wholly(golden, i),
      judgements: i % 5 < share ? { kept: 0.8 } : {},
    });
    const suite = edited(SUITE, ['kind: replay, check: outcome', 'kind: judgement, name: kept']);
    const at = (share: number) => looks(repository('approval_bypass_rate: { max: 0 }', judged(share), suite));
    expect(at(2)).toMatchObject({ proposed: 0, looked: false });
    expect(at(5)).toMatchObject({ proposed: 1, looked: true });
  });

  it('is not spent where the loss of a slice would be established', () => {
    const losing = (lost: number) => (golden: GoldenCase, i: number) => {
      const safe = wholly(golden, i);
      if (i % 100 >= lost || i % 20 !== 0) return safe;
      const cites = [golden.evidence['kb']?.items[9]?.ref ?? ''];
      const decisions = safe.decisions.map((made) => ({ ...made, cites }));
      return { ...safe, decisions, expected: { ...safe.expected, required_evidence: cites } };
    };
    const suite = edited(SUITE, ['check: outcome', 'check: required_evidence']);
    const at = (lost: number) =>
      looks(repository('approval_bypass_rate: { max: 0 }', losing(lost), suite, 200, '-0.05'));
    expect(at(40)).toMatchObject({ proposed: 0, looked: false });
    expect(at(20)).toMatchObject({ proposed: 1, looked: true });
  });
});
