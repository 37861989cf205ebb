import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { prepareConfiguration } from '../../../src/core/replay/configuration.ts';
import { prepareCase } from '../../../src/core/replay/replay.ts';
import type { Evidence } from '../../../src/core/scoring/evaluator.ts';
import { openSuite } from '../../../src/core/scoring/suite.ts';
import { unknownVariables } from '../../../src/kit/logic-variables.ts';
import { Evaluator } from '../../../src/schema/evaluator-suite.ts';
import type { GoldenCase } from '../../../src/schema/golden-case.ts';
import type { HarnessConfiguration } from '../../../src/schema/harness-configuration.ts';
import { EvaluatorFacts } from '../../../src/schema/rule-facts.ts';
import { configuration, golden, law } from '../../making/golden.ts';

function evidence(change: Partial<GoldenCase> = {}, under: Partial<HarnessConfiguration> = {}): Evidence {
  const given = golden(change);
  const prepared = prepareCase(given, law());
  const [replayed, recorded] = [configuration(under), configuration()].map((each) =>
    prepared.replay(prepareConfiguration(each)),
  );
  if (replayed?.status !== 'valid' || recorded?.status !== 'valid') throw new Error('not replayable');
  return { golden: given, transcript: replayed.transcript, recorded: recorded.transcript };
}

function judge(spec: Record<string, unknown>, given: Evidence) {
  const evaluator = Evaluator.parse({ id: 'judge', dimension: 'utility', ...spec });
  const suite = openSuite({ schema_version: 1, id: 'evals.test@1.0.0', evaluators: [evaluator] });
  const { status, ...rest } = suite.judges[0]?.evaluate(given) ?? { status: 'missing' };
  return 'value' in rest ? rest.value : status;
}

const shallow = { evidence: { kb: { top_k: 3, max_hops: 1 } } };

/** The conformance of all kinds: each passes what holds, fails what does not, and says when it cannot tell. */
describe.each<[string, Record<string, unknown>, Evidence, Evidence]>([
  ['replay outcome', { kind: 'replay', check: 'outcome' }, evidence(), evidence({}, shallow)],
  ['replay required_evidence', { kind: 'replay', check: 'required_evidence' }, evidence(), evidence({}, shallow)],
  [
    'replay allowed_outcomes',
    { kind: 'replay', check: 'allowed_outcomes' },
    evidence({}, shallow),
    evidence({ expected: { ...golden().expected, outcome: 'x', allowed_outcomes: ['x'] } }),
  ],
  [
    'replay forbidden_tools',
    { kind: 'replay', check: 'forbidden_tools' },
    evidence(),
    evidence({ expected: { ...golden().expected, forbidden_tools: ['orders.lookup'] } }),
  ],
  [
    'replay approval',
    { kind: 'replay', check: 'approval' },
    evidence(),
    evidence({ expected: { ...golden().expected, approval_required: true } }),
  ],
  ['rule', { kind: 'rule', when: { in: ['kb:d#1', { var: 'evidence.admitted' }] } }, evidence(), evidence({}, shallow)],
  ['business within limits', { kind: 'business', field: 'input_tokens', max: 1000 }, evidence({}, shallow), evidence()],
  [
    'judgement with a minimum',
    { kind: 'judgement', name: 'helpfulness', min: 0.5 },
    evidence(),
    evidence({ judgements: { helpfulness: 0.2 } }),
  ],
  [
    'human',
    { kind: 'human' },
    evidence(),
    evidence({ operator_corrections: [{ kind: 'correction', by: 'op', at: '2026-05-10T00:00:00Z' }] }),
  ],
])('%s', (_, spec, holding, broken) => {
  it('scores 1 where it holds', () => expect(judge(spec, holding)).toBe(1));
  it('scores 0 where it does not', () => expect(judge(spec, broken)).toBe(0));
  it('answers the same twice', () => expect(judge(spec, holding)).toBe(judge(spec, holding)));
});

describe('what cannot be told', () => {
  it('leaves a judgement unscored that nobody made, or that was made of another decision', () => {
    expect(judge({ kind: 'judgement', name: 'tone' }, evidence())).toBe('unscored');
    expect(judge({ kind: 'judgement', name: 'helpfulness' }, evidence({}, shallow))).toBe('unscored');
    expect(judge({ kind: 'judgement', name: 'helpfulness' }, evidence())).toBe(0.8);
  });

  it('takes no judgement on another scale for a share of 1, unless a minimum says what is good', () => {
    const liked = evidence({ judgements: { helpfulness: 4 } });
    expect(judge({ kind: 'judgement', name: 'helpfulness' }, liked)).toBe('invalid');
    expect(judge({ kind: 'judgement', name: 'helpfulness' }, evidence({ judgements: { helpfulness: -0.1 } }))).toBe(
      'invalid',
    );
    expect(judge({ kind: 'judgement', name: 'helpfulness', min: 3 }, liked)).toBe(1);
  });

  it('leaves a correction of another decision out', () => {
    expect(judge({ kind: 'human' }, evidence({}, shallow))).toBe('unscored');
  });

  it('leaves a number unscored that the decision does not have', () => {
    expect(judge({ kind: 'business', field: 'amount', max: 10 }, evidence({}, shallow))).toBe('unscored');
  });

  it('makes the case invalid where a rule cannot be evaluated', () => {
    expect(judge({ kind: 'rule', when: { unheard_of: [] } }, evidence())).toBe('invalid');
  });

  it('gives latency and economics raw', () => {
    expect(judge({ kind: 'business', dimension: 'latency', field: 'latency_ms' }, evidence())).toBe(
      evidence().transcript.latency_ms,
    );
  });

  it('refuses a suite with a kind that is not run', () => {
    expect(() => judge({ kind: 'grader', grader: { type: 'string_check' } }, evidence())).toThrow(/grader/);
  });
});

describe('what a rule is given', () => {
  const holds = (when: unknown) => judge({ kind: 'rule', when }, evidence());

  it('has every name that is lawful in one', () => {
    const names = Object.entries(EvaluatorFacts.shape).flatMap(([key, schema]) =>
      'shape' in schema ? Object.keys(schema.shape).map((inner) => [key, inner]) : [[key]],
    );
    expect(names.length).toBeGreaterThan(20);
    expect(names.filter((path) => holds({ exists: path }) !== 1)).toEqual([]);
  });

  it('has what is asked of the letters of a word, in a closed set of words, too', () => {
    for (const name of ['approval.length', 'approval.0', 'case.intent.length', 'case.risk_class.1']) {
      expect([name, unknownVariables({ var: name }, EvaluatorFacts)]).toEqual([name, []]);
      expect(holds({ '!=': [{ var: name }, null] })).toBe(1);
    }
  });

  it('has nothing by a name that is told as a slip', () => {
    const parts = [...Object.keys(EvaluatorFacts.shape), 'outcome', 'tool', 'tools', 'calls', 'tags', '0', 'length'];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...parts), { minLength: 1, maxLength: 4 }), (path) => {
        const name = path.join('.');
        if (unknownVariables({ var: name }, EvaluatorFacts).length > 0) {
          expect(holds({ '==': [{ var: name }, null] })).toBe(1);
        }
      }),
    );
  });
});

it('answers of one case under many configurations as it would of each alone', () => {
  const depth = fc.record({ top_k: fc.integer({ min: 1, max: 3 }), max_hops: fc.integer({ min: 1, max: 2 }) });
  const name = fc.constantFrom(
    ...['evidence.admitted', 'tokens.input', 'cost_cents', 'latency_ms', 'decision.outcome', 'plan.tools', 'approval'],
  );
  const rule = fc.oneof(
    name.map((read) => ({ in: ['kb:d#1', { var: read }] })),
    fc.tuple(name, fc.integer({ min: 0, max: 3000 })).map(([read, limit]) => ({ '<': [{ var: read }, limit] })),
    fc
      .tuple(name, name)
      .map(([one, other]) => ({ or: [{ '==': [{ var: one }, 'execute'] }, { '!': { var: other } }] })),
  );
  fc.assert(
    fc.property(rule, fc.array(depth, { minLength: 2, maxLength: 6 }), (when, buckets) => {
      const spec = Evaluator.parse({ id: 'judge', dimension: 'utility', kind: 'rule', when });
      const open = () => openSuite({ schema_version: 1, id: 'evals.test@1.0.0', evaluators: [spec] }).judges[0];
      const asked = open();
      const given = golden();
      const prepared = prepareCase(given, law());
      const recorded = prepared.replay(prepareConfiguration(configuration()));
      if (recorded.status !== 'valid') throw new Error('not replayable');
      for (const kb of buckets) {
        const replayed = prepared.replay(prepareConfiguration(configuration({ evidence: { kb } })));
        if (replayed.status !== 'valid') throw new Error('not replayable');
        const seen = { golden: given, transcript: replayed.transcript, recorded: recorded.transcript };
        expect(asked?.evaluate(seen)).toEqual(open()?.evaluate({ ...seen }));
      }
    }),
  );
});
