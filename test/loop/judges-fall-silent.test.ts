/** Whole runs in which a judge of the baseline has nothing to say of a candidate, or loses what another one gains. */
import { describe, expect, it } from 'vitest';
import { SYNTHETIC_DOCUMENTS } from '../../bench/synthetic.ts';
import type { GoldenCase } from '../../src/schema/golden-case.ts';
import { RunReport } from '../../src/schema/run-report.ts';
import { autotune, git } from '../making/repository.ts';
import { CONFIGURATION, SMALL_DOCUMENTS, smallRepository } from '../making/small.ts';

const SUITE = 'packs/bench/evals/evals.bench.yaml';

/** From ten items to nine the recorded decision stands; below, another one is taken, with the same outcome. */
function twoDecisions(golden: GoldenCase): GoldenCase {
  const items = golden.evidence['kb']?.items ?? [];
  const [decision] = golden.decisions;
  const [first, ninth] = [items[0]?.ref ?? '', items[8]?.ref ?? ''];
  if (decision === undefined) throw new Error('a case without a decision');
  return {
    ...golden,
    decisions: [
      { ...decision, cites: [ninth], amount: 1 },
      { ...decision, cites: [first], amount: 2 },
    ],
    expected: { ...golden.expected, required_evidence: [] },
    judgements: { helpfulness: 0.95 },
  };
}

type World = {
  readonly evaluators: readonly string[];
  readonly strategy?: string;
  readonly change?: (golden: GoldenCase, i: number) => GoldenCase;
  readonly configured?: (text: string) => string;
};

function repositoryOf({
  evaluators,
  strategy = 'exhaustive',
  change = twoDecisions,
  configured = (text) => text,
}: World) {
  const suite = evaluators.reduce((text, line) => `${text}  - { ${line} }\n`, SYNTHETIC_DOCUMENTS[SUITE] ?? '');
  const configuration = SMALL_DOCUMENTS[CONFIGURATION] ?? '';
  return smallRepository(change, {
    [SUITE]: suite,
    [CONFIGURATION]: configured(configuration.replace('strategy: auto', `strategy: ${strategy}`)),
  });
}

function runOf(world: World) {
  const root = repositoryOf(world);
  const { status, stdout, stderr } = autotune(root, ['run', '--json']);
  expect({ status, stderr }).toMatchObject({ status: 0 });
  return { root, report: RunReport.parse(JSON.parse(stdout)) };
}

const stepsOf = ({ report }: ReturnType<typeof runOf>) =>
  report.proposals.map(({ candidate_change }) => Object.values(candidate_change.patch)[0]?.to);

const JUDGED = 'id: helpful, kind: judgement, name: helpfulness, weight: 9';
const UNTOUCHED = 'id: untouched, kind: human';

describe('a decision that nobody judged', () => {
  it.each([
    ['utility', JUDGED, 'utility_delta'],
    ['safety', JUDGED.replace('weight', 'min: 0.5, weight'), 'safety.min'],
    ['policy', UNTOUCHED, 'policy.min'],
  ])('is no change of %s: the run proposes the last step that was judged', (dimension, judge, guardrail) => {
    const seen = runOf({ evaluators: [`${judge}, dimension: ${dimension}`] });
    expect(stepsOf(seen)).toEqual([9]);
    const id = judge.startsWith(UNTOUCHED) ? 'untouched' : 'helpful';
    const beyond = seen.report.proposals[0]?.considered?.filter(({ verdict }) => verdict === 'inconclusive') ?? [];
    const gone = `${guardrail}: 40 cases that were scored under the baseline cannot be scored any more by ${id}`;
    expect(beyond.map(({ reason }) => reason.split(';')[0])).toEqual(Array(3).fill(gone));
    const body = git(seen.root, 'grep', '-h', 'cannot be scored any more by', 'autotune/ledger', '--', 'pull-requests');
    expect(body).toContain(`by ${id}`);
    expect(stepsOf(runOf({ evaluators: [`${judge}, dimension: ${dimension}`], strategy: 'race' }))).toEqual([9]);
  });

  it('counts on the held-out set as well', () => {
    const change = (golden: GoldenCase, i: number) => {
      const both = twoDecisions(golden);
      return i < 1010 ? { ...both, decisions: both.decisions.slice(1) } : both;
    };
    expect(stepsOf(runOf({ evaluators: [`${JUDGED}, dimension: utility`], change }))).toEqual([9]);
  });

  it('keeps nobody away who is judged by none on either side', () => {
    const change = (golden: GoldenCase, i: number) => {
      const both = twoDecisions(golden);
      // Of one case that every step decides alike, so that the evaluator has something to read.
      return i === 0 ? { ...both, decisions: both.decisions.slice(1) } : { ...both, judgements: {} };
    };
    expect(stepsOf(runOf({ evaluators: [`${JUDGED}, dimension: utility`], change }))).toEqual([6]);
  });
});

describe('a decision of few cases that nobody judged', () => {
  const few = (golden: GoldenCase, i: number) => {
    const both = twoDecisions(golden);
    return i % 10 === 0 ? both : { ...both, decisions: both.decisions.slice(1) };
  };
  const evaluators = [`${JUDGED.replace('9', '1')}, dimension: utility`];

  it('passes a margin that holds however it would be judged, and the body says so', () => {
    const seen = runOf({ evaluators, change: few });
    expect(stepsOf(seen)).toEqual([6]);
    const proposal = seen.report.proposals[0];
    expect(proposal?.observed_delta['utility']).toBeCloseTo((-0.95 / 2) * 0.1);
    const body = git(seen.root, 'grep', '-h', 'cannot be scored any more by', 'autotune/ledger', '--', 'pull-requests');
    expect(body).toMatch(/`utility_delta` .*8 cases that were scored .* any more by helpful: counted as 0/);
  });

  it('passes none that must not regress', () => {
    const change = (golden: GoldenCase, i: number) => ({ ...few(golden, i), tags: ['must_not_regress'] });
    expect(stepsOf(runOf({ evaluators, change }))).toEqual([9]);
  });
});

describe('a rule that cannot be evaluated', () => {
  it('stops the run with a hint at the rule, not at the recordings', () => {
    const broken = 'id: broken, dimension: policy, kind: rule, when: { ">": [ { var: case.input }, 3 ] }';
    const root = repositoryOf({ evaluators: [broken] });
    const { status, stdout } = autotune(root, ['run', '--json']);
    const [error] = RunReport.parse(JSON.parse(stdout)).errors;
    expect({ status, error }).toMatchObject({
      status: 1,
      error: {
        code: 'BASELINE_UNREPLAYABLE',
        message: 'case case_0 cannot be judged under the active configuration: the rule broken cannot be evaluated',
        hint: expect.stringMatching(/^Correct the evaluator .*recording deeper does not help/),
      },
    });
  });
});

describe('a judge of a hard dimension that falls in every case', () => {
  const amountIs = (n: number) => `when: { "==": [ { var: decision.amount }, ${n} ] }`;
  const evaluators = [
    `id: consent_asked, dimension: policy, kind: rule, ${amountIs(1)}`,
    `id: logged, dimension: policy, kind: rule, ${amountIs(2)}`,
  ];

  it.each(['exhaustive', 'race'])('is not bought out by one that rises, in a search that is %s', (strategy) => {
    const configured = (text: string) => text.replace('policy: { min: 1.0 }', 'policy: { min: 0.5 }');
    const seen = runOf({ evaluators, strategy, configured });
    expect(stepsOf(seen)).toEqual([9]);
    const refused = seen.report.proposals[0]?.considered?.filter(({ verdict }) => verdict === 'refused') ?? [];
    expect(refused.map(({ reason }) => reason.split(':')[0])).toEqual(Array(3).fill('regression_runs'));
  });
});
