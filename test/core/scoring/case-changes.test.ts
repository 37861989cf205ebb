import { describe, expect, it } from 'vitest';
import { prepareConfiguration } from '../../../src/core/replay/configuration.ts';
import { prepareCase } from '../../../src/core/replay/replay.ts';
import { openChangeLog } from '../../../src/core/scoring/case-changes.ts';
import { score } from '../../../src/core/scoring/scorecard.ts';
import { openSuite } from '../../../src/core/scoring/suite.ts';
import type { Scored } from '../../../src/core/scoring/tally.ts';
import { CaseChanges, CaseLine } from '../../../src/schema/run-record.ts';
import { configuration, golden, law } from '../../making/golden.ts';

const suite = openSuite({
  schema_version: 1,
  id: 'evals.test@1.0.0',
  evaluators: [
    { id: 'correct', dimension: 'utility', kind: 'replay', check: 'outcome' },
    { id: 'helpful', dimension: 'utility', kind: 'judgement', name: 'helpfulness' },
    { id: 'covered', dimension: 'safety', kind: 'replay', check: 'required_evidence' },
    { id: 'latency', dimension: 'latency', kind: 'business', field: 'latency_ms' },
  ],
});
const wide = prepareConfiguration(configuration());
const narrow = prepareConfiguration(configuration({ evidence: { kb: { top_k: 3, max_hops: 1 } } }));

function scored(id: string, under = wide): Scored {
  const prepared = prepareCase(golden({ case_id: id }), law());
  const [replayed, recorded] = [prepared.replay(under), prepared.replay(wide)];
  if (replayed.status !== 'valid' || recorded.status !== 'valid') throw new Error('not replayable');
  const card = score(suite, {
    golden: golden({ case_id: id }),
    transcript: replayed.transcript,
    recorded: recorded.transcript,
  });
  return { transcript: replayed.transcript, card, fidelity: 'derived' };
}

function logOf(ids: readonly string[]) {
  const log = openChangeLog(3, suite);
  for (const id of ids) {
    const missing = { status: 'unreplayable', reason: 'plan_not_recorded' } as const;
    log.add(golden({ case_id: id }), scored(id), [scored(id), scored(id, narrow), missing]);
  }
  return log;
}

describe('the log of changes', () => {
  const log = logOf(['a', 'b']);
  const [same, changed, missing] = [0, 1, 2].map((arm) => CaseChanges.parse(log.changes(arm)));

  it('tells each case under the baseline, with what it scored below 1', () => {
    expect(log.cases().map((line) => CaseLine.parse(line))).toMatchObject([
      { case_id: 'a', expected: 'route:late', outcome: 'route:late', below_one: { helpful: 0.8 } },
      { case_id: 'b' },
    ]);
  });

  it('says nothing of a treatment that changes nothing', () => {
    expect(same).toEqual({ outcomes: [], approvals: [], tools: [], evaluators: [], missing: [] });
  });

  it('groups cases by what changed in them, a lost score among it', () => {
    expect(changed?.outcomes).toEqual([{ from: 'route:late', to: 'route:general', cases: ['a', 'b'] }]);
    expect(changed?.evaluators).toEqual(
      expect.arrayContaining([
        { evaluator: 'correct', from: 1, to: 0, cases: ['a', 'b'] },
        { evaluator: 'helpful', from: 0.8, to: null, cases: ['a', 'b'] },
      ]),
    );
    expect(changed?.evaluators.some(({ evaluator }) => evaluator === 'latency')).toBe(false);
  });

  it('says which cases cannot be judged, and why', () => {
    expect(missing?.missing).toEqual([{ reason: 'unreplayable: plan_not_recorded', cases: ['a', 'b'] }]);
  });
});
