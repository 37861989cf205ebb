/** Every verdict with the evidence that it needs, and what keeps it from being given. */
import { describe, expect, it } from 'vitest';
import { assess } from '../../../src/core/monitor/assess.ts';
import { calibrationOf } from '../../../src/core/monitor/calibration.ts';
import { closureOf } from '../../../src/core/monitor/closure.ts';
import { monitorComment } from '../../../src/core/monitor/comment.ts';
import { watchedOf, watchRelease } from '../../../src/core/monitor/watch.ts';
import { monitorText } from '../../../src/door/monitor-text.ts';
import { painter } from '../../../src/door/text.ts';
import { Target } from '../../../src/schema/configuration.ts';
import { LedgerEvent } from '../../../src/schema/ledger-event.ts';
import { ProductionRun } from '../../../src/schema/production-run.ts';
import { Proposal } from '../../../src/schema/proposal.ts';
import { ReleaseVerdict } from '../../../src/schema/release-verdict.ts';
import { expectFile } from '../../making/expected.ts';
import { releasedRecord, rollingRecord, tupleOf } from '../../making/release.ts';
import { SPECIMENS } from '../../schema/specimens.ts';

const INTENT = 'bench.answer';
const target = (more: Partial<Target> = {}) =>
  Target.parse({
    ...{ intent: INTENT, metric: 'economics_cents_per_decision', direction: 'decrease', owner: '@acme/bench' },
    ...{ min_effect: 0.05, max_changed_paths: 1 },
    guardrails: {
      ...{ policy: { min: 1 }, safety: { min: 1 }, utility_delta: { min: -0.05 } },
      ...{ p95_latency_delta: { max_ms: 100 }, approval_bypass_rate: { max: 0 } },
    },
    ...more,
  });

type Made = {
  runs?: number;
  cents?: number;
  at?: string;
  failures?: number;
  unsafe?: number;
  bypasses?: number;
  latency?: number;
};
type Side = 'baseline' | 'candidate';

const AT = '2026-05-13T10:00:00Z';
function productionRuns(side: Side, made: Made): ProductionRun[] {
  const { runs = 800, cents = 1, at = AT, failures = 0, unsafe = 0, bypasses = 0, latency = 500 } = made;
  const tuple = tupleOf(INTENT, side === 'baseline' ? '1.0.0' : '1.1.0');
  return Array.from({ length: runs }, (_, i) =>
    ProductionRun.parse({
      ...{ run_id: `${side}-${i}`, trace_id: `t-${side}-${i}`, at, intent_id: INTENT, risk_class: 'read_only' },
      ...{ pack_version: tuple.pack, policy_bundle_version: tuple.policy, tool_manifest_version: tuple.tools },
      ...{ evaluator_suite_version: tuple.evals, release_tuple_id: tuple.id, decision_record_id: `d-${i}` },
      outcome: 'answer',
      scorecard: {
        ...{ policy: 1, safety: i < unsafe ? 0 : 1, utility: i < failures ? 0 : 1 },
        latency_ms: latency + (i % 50),
        economics_cents: cents + (i % 10) / 100,
        approval_bypass: i < bypasses,
      },
      operator_corrections: [],
    }),
  );
}

function judged(baseline: Made | null, candidate: Made | null, more: Partial<Target> | null = {}) {
  const watched = watchedOf(rollingRecord(INTENT, '25%_monitored'));
  if (watched === null) throw new Error('nothing is watched');
  const watch = watchRelease(watched);
  for (const run of baseline === null ? [] : productionRuns('baseline', baseline)) watch.add(run);
  for (const run of candidate === null ? [] : productionRuns('candidate', candidate)) watch.add(run);
  return assess({
    ...{ watch, stage: '25%_monitored', target: more === null ? null : target(more) },
    ...{ proposal: null, generator: null, confidence: 0.95, minRuns: 30 },
  });
}

const BETTER: Made = { cents: 0.8 };

describe('a release', () => {
  it('is kept where the improvement and every guardrail are established', () => {
    const verdict = judged({}, BETTER);
    expect(verdict).toMatchObject({ verdict: 'keep', design: 'same_weeks', runs: { baseline: 800, candidate: 800 } });
    expect(verdict.metrics['economics_cents_per_decision']?.delta).toBeCloseTo(-0.2, 9);
    ReleaseVerdict.parse(verdict);
  });

  it.each<[string, Made, Made, RegExp]>([
    ['utility fell beyond the margin', {}, { ...BETTER, failures: 200 }, /utility changed by -0.25/],
    ['latency rose beyond the margin', {}, { ...BETTER, latency: 900 }, /p95_latency_ms changed by 400/],
    ['safety fell', {}, { ...BETTER, unsafe: 40 }, /safety.*worse than before/],
    ['approvals were bypassed', {}, { ...BETTER, bypasses: 40 }, /approval_bypass_rate.*more than before/],
  ])('is rolled back where it is established that %s', (_, before, after, reason) => {
    const { verdict, reasons } = judged(before, after);
    expect({ verdict, reasons: reasons.join() }).toMatchObject({
      verdict: 'roll_back',
      reasons: expect.stringMatching(reason),
    });
  });

  it('is retired where it is harmless and does not bring what a change has to bring', () => {
    expect(judged({}, { cents: 0.99 }).verdict).toBe('retire');
    expect(judged({}, {}).verdict).toBe('retire');
  });

  it('is superseded where it is better and the pressure is still there', () => {
    expect(judged({}, BETTER, { band: { max: 0.5 } })).toMatchObject({
      verdict: 'supersede',
      closure: { status: 'open' },
    });
    expect(judged({}, BETTER, { band: { max: 0.9 } })).toMatchObject({
      verdict: 'keep',
      closure: { status: 'closed' },
    });
  });

  it.each<[string, Made | null, Made | null, Partial<Target> | null]>([
    ['no run at all', null, null, {}],
    ['no run under the candidate', {}, null, {}],
    ['no run under the baseline', null, BETTER, {}],
    ['too few runs under the candidate', {}, { ...BETTER, runs: 29 }, {}],
    ['too few runs to establish that utility holds', {}, { ...BETTER, runs: 60 }, {}],
    ['runs in other weeks only', { at: '2026-03-01T00:00:00Z' }, BETTER, {}],
    ['a single unsafe run', {}, { ...BETTER, unsafe: 1 }, {}],
    ['a metric that production does not tell', {}, BETTER, { metric: 'evidence_coverage', direction: 'increase' }],
    ['no target for the intent', {}, BETTER, null],
    ['a band of which it is not known whether the metric is inside', {}, BETTER, { band: { max: 0.845 } }],
  ])('is never kept with %s', (_, before, after, more) => {
    const { verdict, reasons } = judged(before, after, more);
    expect(verdict).toBe('inconclusive');
    expect(reasons.join()).not.toBe('');
  });

  it('that does harm is rolled back before and after as well, and says that weeks differ', () => {
    const { verdict, reasons } = judged({ at: '2026-03-01T00:00:00Z' }, { ...BETTER, failures: 400 });
    expect(verdict).toBe('roll_back');
    expect(reasons.join()).toContain('different weeks');
  });

  it('is asked with more confidence the more runs there are, since it is asked again and again', () => {
    expect(judged({}, { ...BETTER, runs: 30 }).confidence).toBe(0.975);
    expect(judged({}, { ...BETTER, runs: 480 }).confidence).toBeGreaterThan(0.995);
  });

  it('is compared with the tuple before it during a rollout and after, and not at all where there is none', () => {
    expect(watchedOf(rollingRecord(INTENT, '1%_internal'))).toMatchObject({ baseline: tupleOf(INTENT, '1.0.0') });
    expect(watchedOf(releasedRecord(INTENT))).toMatchObject({
      candidate: tupleOf(INTENT, '1.1.0'),
      baseline: tupleOf(INTENT, '1.0.0'),
    });
    expect(watchedOf(releasedRecord(INTENT, null))).toBeNull();
  });
});

describe('a prediction', () => {
  const specimen = Proposal.parse(new Map(Object.entries(SPECIMENS)).get('proposal'));
  const counts = { total: 300, valid: 300, invalid: 0, unreplayable: 0, changed: 20 };
  const withPrediction = (lower: number, upper: number) => {
    const watched = watchedOf(rollingRecord(INTENT, '25%_monitored'));
    if (watched === null) throw new Error('nothing is watched');
    const watch = watchRelease(watched);
    for (const run of [...productionRuns('baseline', {}), ...productionRuns('candidate', BETTER)]) watch.add(run);
    const metric = 'economics_cents_per_decision';
    const proposal: Proposal = {
      ...specimen,
      target: { intent: INTENT, metric, direction: 'decrease' },
      together: {
        ...{ observed_delta: { [metric]: -0.18 }, intervals: { [metric]: { lower, upper } } },
        ...{ counts, verdicts: [], confidence: 0.95 },
      },
    };
    return assess({
      ...{
        watch,
        stage: '25%_monitored',
        target: target(),
        proposal,
        generator: 'grid',
        confidence: 0.95,
        minRuns: 30,
      },
    });
  };

  it('stands beside what was observed, and is known to contain it or not', () => {
    const metric = 'economics_cents_per_decision';
    expect(withPrediction(-0.25, -0.1).metrics[metric]?.predicted).toMatchObject({ delta: -0.18, contains: true });
    expect(withPrediction(-0.19, -0.1).metrics[metric]?.predicted).toMatchObject({ contains: false });
    expect(withPrediction(-0.25, -0.1).metrics['utility']?.predicted).toBeUndefined();
  });

  it('is counted once for each release, as its newest verdict has it, and over time with each verdict', () => {
    const event = (tuple: string, verdict: ReleaseVerdict, at = AT) =>
      LedgerEvent.parse({
        ...{ schema_version: 1, at, actor: { id: '1', login: 'autotune', role: 'bot' }, intent: INTENT },
        ...{ risk_class: 'read_only', prev_hash: null, hash: `sha256:${'0'.repeat(64)}`, kind: 'release_verdict' },
        body: { ...verdict, candidate_tuple: tuple },
      });
    const [good, bad] = [withPrediction(-0.25, -0.1), withPrediction(-0.19, -0.1)];
    const later = '2026-06-20T00:00:00Z';
    const events = [event('release.a@1', bad), event('release.b@1', bad), event('release.a@1', good, later)];
    const off = { error: expect.closeTo(-0.02, 9) };
    const report = { runs: 0, releases: [], calibration: calibrationOf(events) };
    expect(monitorText(report, painter(false))).toContain('2026-05: 0 of 2 verdicts, error -0.02; 2026-06: 1 of 1');
    expect(report.calibration).toEqual([
      {
        ...{ generator: 'grid', metric: 'economics_cents_per_decision', predictions: 2, intervals: 2, contained: 1 },
        mean_error: expect.closeTo(-0.02, 9),
        mean_absolute_error: expect.closeTo(0.02, 9),
        over_time: [
          { at: AT, candidate_tuple: 'release.a@1', verdict: bad.verdict, ...off, contains: false },
          { at: AT, candidate_tuple: 'release.b@1', verdict: bad.verdict, ...off, contains: false },
          { at: later, candidate_tuple: 'release.a@1', verdict: good.verdict, ...off, contains: true },
        ],
      },
    ]);
  });
});

describe('closure', () => {
  const band = { metric: 'utility', band: { min: 0.9 } };
  it.each([
    [{ estimate: 0.95, lower: 0.92, upper: 0.97 }, 'closed'],
    [{ estimate: 0.8, lower: 0.75, upper: 0.85 }, 'open'],
    [{ estimate: 0.9, lower: 0.85, upper: 0.95 }, 'unknown'],
    [null, 'unknown'],
  ])('of %j is %s', (limits, status) => {
    expect(closureOf(band, limits).status).toBe(status);
  });

  it('is not asked without a band', () => {
    expect(closureOf({ metric: 'utility' }, null).status).toBe('no_band');
  });
});

describe('the comment', () => {
  it('shows the target first, with counts, and nothing of the text of ids as markup', () => {
    const text = monitorComment(judged({}, BETTER), INTENT, 'economics_cents_per_decision');
    expectFile('monitor-comment.md', `${text}\n`);
  });
});
