import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { advance } from '../../../src/core/stages/advance.ts';
import { confidenceOnDay, decideStage, nextStage, watchStage } from '../../../src/core/stages/gate.ts';
import { STAGES, type Stage } from '../../../src/schema/ids.ts';
import type { ProductionRun } from '../../../src/schema/production-run.ts';
import type { ReleaseRecord } from '../../../src/schema/release-record.ts';
import { type Feed, feedOf, productionRun } from '../../making/production.ts';

const BASELINE = 'release.bench.answer@2026-05-01';
const CANDIDATE = 'release.bench.answer@1.0.1-0123456789ab';
const CARRIED = 'release.bench.answer@1.0.1-ba9876543210';
const ADMITTED = '2026-05-01T00:00:00Z';
const FROM = '2026-05-12T00:00:00Z';
const GUARDRAILS = {
  policy: { min: 1 },
  safety: { min: 1 },
  utility_delta: { min: -0.02 },
  p95_latency_delta: { max_ms: 0 },
  economics_delta: { max_cents: 0 },
  approval_bypass_rate: { max: 0 },
};

const tuple = (id: string) => ({
  ...{ id, intent: 'bench.answer', pack: 'ctxpack.bench@1.0.0', policy: 'policy.bench@1.0.0' },
  ...{ tools: 'tools.bench@1.0.0', evals: 'evals.bench@1.0.0', model: 'm', prompts: 'p' },
  ...{ runtime: 'runtime.bench@1.0.0', environment: 'e' },
});

function recordAt(stage: Stage): ReleaseRecord {
  return {
    schema_version: 1,
    release_tuple: tuple(BASELINE),
    previous: null,
    rollout: { stage, candidate_tuple: tuple(CANDIDATE), since: FROM },
    promotions: [],
  };
}

type Told = Partial<Feed> & {
  readonly now?: string;
  readonly approver?: string;
  readonly riskClass?: 'read_only' | 'destructive';
  readonly change?: (run: ProductionRun) => ProductionRun;
  readonly guardrails?: typeof GUARDRAILS | null;
};

/** What a gate says of a feed of three days, 150 runs of each tuple a day. */
function asked(
  stage: Stage,
  { now, approver, riskClass = 'read_only', change = (run) => run, guardrails = GUARDRAILS, ...feed }: Told = {},
) {
  const days = feed.days ?? (stage === '100%' ? 14 : 3);
  const end = new Date(Date.parse(FROM) + days * 86_400_000 + 3_600_000).toISOString();
  const watch = watchStage({
    ...{ record: recordAt(stage), candidate: CANDIDATE, riskClass, guardrails },
    candidacy: { at: ADMITTED, tuples: new Set([CANDIDATE, CARRIED]) },
    ...{ rollout: undefined, confidence: 0.95, now: now ?? end },
  });
  const shared = { stage, baseline: BASELINE, candidate: CANDIDATE, from: FROM, days, perDay: 150 };
  for (const run of feedOf({ ...shared, ...feed })) watch.add(change(run));
  const evidence = watch.read();
  const status = (id: string) => evidence.checks.find((check) => check.id === id)?.status;
  return { evidence, status, ...decideStage(evidence, undefined, approver ?? null) };
}

const card = (more: Partial<ProductionRun['scorecard']>) => ({
  scorecard: { ...productionRun(0).scorecard, latency_ms: 600, economics_cents: 0.8, ...more },
});
const corrected = { operator_corrections: [{ kind: 'correction', by: 'op_1', at: FROM }] };

describe('the gate of a stage', () => {
  it.each(STAGES)('lets a candidate pass that is cheaper, faster and as good, at %s', (stage) => {
    const { decision, evidence } = asked(stage, { perDay: 400 });
    expect(evidence.checks.filter(({ status }) => status !== 'pass')).toEqual([]);
    expect(decision).toBe('promote');
  });

  it.each([
    ['a policy failure', 'policy', (n: number) => (n === 77 ? card({ policy: 0 }) : {})],
    ['a safety failure', 'safety', (n: number) => (n === 77 ? card({ safety: 0.9 }) : {})],
    [
      'an approval that was bypassed',
      'approval_bypass_rate',
      (n: number) => (n === 77 ? card({ approval_bypass: true }) : {}),
    ],
    ['much less utility', 'utility_delta', (n: number) => card({ utility: n % 3 === 0 ? 0 : 1 })],
    ['more latency', 'p95_latency_delta', () => card({ latency_ms: 2000 })],
    ['more cost', 'economics_delta', () => card({ economics_cents: 3 })],
  ] as const)('stops at %s', (_, id, like) => {
    const { decision, status, reason } = asked('1%_internal', { like });
    expect(status(id)).toBe('fail');
    expect(decision).toBe('stop');
    expect(reason).toContain(`${id}: `);
  });

  it.each([
    ['of the stage before', { assignment: { variant: 'shadow', stage: '0%_shadow', reason: 'SPLIT' } }],
    ['before the stage began', { at: '2026-05-02T00:00:00Z' }],
    ['of the day that is not over', { at: '2026-05-15T00:30:00Z' }],
    ['under another version of its pack', { at: '2026-05-02T00:00:00Z', release_tuple_id: CARRIED }],
  ] as const)('stops at a failure of the candidate %s', (_, more) => {
    const like = (n: number) => (n === 77 ? { ...card({ policy: 0 }), ...more } : {});
    const { status, decision, reason } = asked('1%_internal', { like });
    expect([status('policy'), decision]).toEqual(['fail', 'stop']);
    expect(reason).toMatch(/1 of 4\d\d runs since the candidate was admitted failed/);
    const before = (n: number) => (n === 77 ? { ...card({ policy: 0 }), ...more, at: '2026-04-30T00:00:00Z' } : {});
    expect(asked('1%_internal', { like: before }).status('policy')).toBe('pass');
  });

  it('stops at a failure before the first full day is over', () => {
    const like = (n: number) => (n === 7 ? card({ safety: 0 }) : {});
    const { decision, status } = asked('0%_shadow', { now: '2026-05-12T23:59:59Z', like });
    expect([status('safety'), decision]).toEqual(['fail', 'stop']);
  });

  it('pauses where there are too few runs, and says how many are missing', () => {
    const { decision, reason } = asked('0%_shadow', { perDay: 20 });
    expect(decision).toBe('pause');
    expect(reason).toContain('60 runs of the candidate and 60 of the baseline, of 200 each: 140 more are missing');
    expect(reason).toMatch(/2 % takes \d+ targeting keys/);
  });

  it('pauses before the first full day is over, whatever was seen', () => {
    const { decision, reason, evidence } = asked('0%_shadow', { now: '2026-05-12T23:59:59Z' });
    expect([decision, evidence.runs.candidate]).toEqual(['pause', 0]);
    expect(reason).toContain('no full day of this stage is over yet');
  });

  it('counts runs of its own stage alone: not those before it, not those of the day that is not over', () => {
    const feed = { from: '2026-05-11T00:00:00Z', days: 4, now: '2026-05-14T12:00:00Z' };
    expect(asked('0%_shadow', feed).evidence).toMatchObject({
      runs: { candidate: 300, baseline: 300 },
      ...{ from: FROM, until: '2026-05-14T00:00:00Z', full_days: 2 },
    });
  });

  it('compares runs of the same risk class and cohort alone: internal users are no measure of the public', () => {
    const cohorts = (own: string, other: string) => (run: ProductionRun) => {
      const isOwn = run.release_tuple_id === CANDIDATE;
      // The cohort decides how good a run is, and the tuple nothing.
      const cohort = isOwn ? own : other;
      return { ...run, cohort, scorecard: { ...run.scorecard, utility: cohort === 'internal' ? 1 : 0.5 } };
    };
    const apart = asked('1%_internal', { change: cohorts('internal', 'public') });
    expect(apart.decision).toBe('pause');
    expect(apart.status('utility_delta')).toBe('inconclusive');
    expect(apart.reason).toContain('no risk class and cohort has runs of both');
    expect(apart.reason).toContain('900 have no counterpart');
    let n = 0;
    const mixed = asked('1%_internal', {
      perDay: 400,
      change: (run) => cohorts('internal', n++ % 3 === 0 ? 'public' : 'internal')(run),
    });
    expect(mixed.evidence.checks.find(({ id }) => id === 'utility_delta')).toMatchObject({
      status: 'pass',
      observed: 0,
    });
  });

  it('takes a targeting key for one observation, whatever its runs', () => {
    const keyed = (keys: number) => (run: ProductionRun) => ({
      ...run,
      targeting_key: `${run.release_tuple_id} ${Number(run.run_id.slice(4)) % keys}`,
    });
    const few = asked('1%_internal', { perDay: 400, change: keyed(40) });
    expect(few.decision).toBe('pause');
    expect(few.status('safety')).toBe('inconclusive');
    expect(few.reason).toContain('runs of 20 targeting keys failed, so at most ');
    expect(few.status('utility_delta')).toBe('inconclusive');
    expect(asked('1%_internal', { perDay: 400, change: keyed(2400) }).decision).toBe('promote');
  });

  it('pauses without declared bounds', () => {
    expect(asked('0%_shadow', { guardrails: null })).toMatchObject({
      decision: 'pause',
      reason: expect.stringContaining('no target'),
    });
  });

  it('pauses where corrections rise towards the end of the stage, though not beyond the bound', () => {
    const { status, decision } = asked('5%_low_risk', {
      perDay: 3000,
      like: (n) => (n > 6000 && n % 1000 < 2 ? corrected : {}),
    });
    expect(status('corrected_trend')).toBe('inconclusive');
    expect(decision).toBe('pause');
  });

  it.each([
    ['corrected_delta', () => corrected],
    ['escalated_delta', () => ({ outcome: 'escalate' })],
  ] as const)('stops where %s shows more work for people than under the baseline', (id, like) => {
    const { status, decision } = asked('5%_low_risk', { like: (n) => (n % 4 < 2 ? like() : {}) });
    expect(status(id)).toBe('fail');
    expect(decision).toBe('stop');
  });

  it('stops where one cohort is worse off, though all together are not', () => {
    const { status } = asked('25%_monitored', {
      perDay: 2000,
      change: (run) => {
        const isHit = run.release_tuple_id === CANDIDATE && Number(run.run_id.slice(4)) % 160 === 1;
        const assignment = { variant: 'candidate', stage: '25%_monitored', reason: 'SPLIT' } as const;
        const utility = run.release_tuple_id === CANDIDATE ? 0 : 1;
        if (Number(run.run_id.slice(4)) % 160 > 1) return run;
        const variant = isHit ? 'candidate' : 'baseline';
        return {
          ...run,
          cohort: 'small',
          assignment: { ...assignment, variant },
          scorecard: { ...run.scorecard, utility },
        };
      },
    });
    expect(status('cohorts')).toBe('fail');
    expect(status('utility_delta')).not.toBe('fail');
  });

  it('does not take a cohort without any difference for one that is known, nor one that only the candidate served', () => {
    const in25 = (variant: 'candidate' | 'baseline') => ({ variant, stage: '25%_monitored', reason: 'SPLIT' }) as const;
    const small = (isAlone: boolean) => (run: ProductionRun) => {
      const n = Number(run.run_id.slice(4));
      const isOwn = run.release_tuple_id === CANDIDATE;
      if (n % 40 > 1 || (isAlone && !isOwn)) return run;
      return { ...run, cohort: 'small', assignment: in25(isOwn ? 'candidate' : 'baseline') };
    };
    for (const isAlone of [true, false]) {
      const { evidence } = asked('25%_monitored', { perDay: 800, change: small(isAlone) });
      const check = evidence.checks.find(({ id }) => id === 'cohorts');
      expect(check).toMatchObject({ status: 'inconclusive', reason: 'too little is known of small' });
    }
    const failing = (run: ProductionRun) => {
      const given = small(true)(run);
      return given.cohort === 'small' ? { ...given, scorecard: { ...given.scorecard, policy: 0 } } : given;
    };
    expect(asked('25%_monitored', { perDay: 800, change: failing }).status('cohorts')).toBe('fail');
  });

  it('pauses where fewer than two cohorts are told apart', () => {
    const change = (run: ProductionRun) => ({ ...run, cohort: 'all' });
    expect(asked('25%_monitored', { change }).status('cohorts')).toBe('inconclusive');
  });

  it('holds 100 % for a clean window of two weeks, each day of it with runs', () => {
    expect(asked('100%', { perDay: 400, days: 13 })).toMatchObject({
      decision: 'pause',
      reason: expect.stringContaining('13 full days, of 14'),
    });
    const change = (run: ProductionRun) => (run.at < '2026-05-14' ? { ...run, intent_id: 'bench.other' } : run);
    expect(asked('100%', { perDay: 400, change }).reason).toContain('2 of them without runs');
  });

  it('asks for a named approver above a risk class', () => {
    const own = (run: ProductionRun): ProductionRun => ({ ...run, risk_class: 'destructive' });
    const told = { riskClass: 'destructive', change: own } as const;
    expect(asked('1%_internal', told)).toMatchObject({
      decision: 'pause',
      reason: expect.stringMatching(/^destructive intents need a named approver, such as whoever says /),
    });
    expect(asked('1%_internal', { ...told, approver: '@acme/sre' }).decision).toBe('promote');
  });

  it('goes from stage to stage and skips none', () => {
    expect(STAGES.map(nextStage)).toEqual([...STAGES.slice(1), 'finished']);
    let record = recordAt('0%_shadow');
    for (const stage of STAGES) {
      expect(record.rollout.stage).toBe(stage);
      const { evidence } = asked(stage);
      record = advance(record, {
        next: nextStage(stage),
        evidence,
        evidenceDigest: `sha256:${'0'.repeat(64)}`,
        approver: { name: 'ada', isVerified: true },
        now: FROM,
      });
    }
    expect(record.promotions.map(({ stage }) => stage)).toEqual(STAGES.slice(1));
    expect(record.promotions.every((one) => one.approver === 'ada' && one.approver_verified === true)).toBe(true);
    expect(record).toMatchObject({
      release_tuple: { id: CANDIDATE },
      previous: { id: BASELINE },
      rollout: { stage: '100%' },
    });
    expect(record.rollout.candidate_tuple).toBeUndefined();
  });
});

describe('the lineage of runs', () => {
  const one = (more: Partial<ProductionRun>) => (run: ProductionRun) =>
    run.run_id === 'run_7' ? { ...run, ...more } : run;
  const assigned = { variant: 'candidate', stage: '1%_internal', reason: 'SPLIT' } as const;

  it.each<[string, Stage, Partial<ProductionRun>, string]>([
    [
      'a tuple of neither arm',
      '1%_internal',
      { release_tuple_id: 'release.bench.answer@x' },
      'in no part of the rollout',
    ],
    ['another variant', '1%_internal', { assignment: { ...assigned, variant: 'baseline' } }, 'another variant'],
    ['another stage', '1%_internal', { assignment: { ...assigned, stage: '100%' } }, 'was assigned at 100%'],
    ['the public at 1 %', '1%_internal', { assignment: assigned, cohort: 'public' }, 'outside the internal cohort'],
    [
      'high risk at 5 %',
      '5%_low_risk',
      { risk_class: 'network', cohort: 'public', assignment: { ...assigned, stage: '5%_low_risk' } },
      'beyond low risk',
    ],
    ['a person in the shadow', '0%_shadow', { assignment: { ...assigned, stage: '0%_shadow' } }, 'in the shadow'],
  ])('that got the candidate with %s stops the rollout', (_, stage, more, why) => {
    const { decision, reason } = asked(stage, { change: one({ release_tuple_id: CANDIDATE, ...more }) });
    expect(decision).toBe('stop');
    expect(reason).toContain(why);
  });

  it('that names the stage before is held to what that stage allows, made after it or in it', () => {
    const shadowed = { ...assigned, stage: '0%_shadow' } as const;
    for (const at of ['2026-05-10T06:00:00Z', '2026-05-13T06:00:00Z']) {
      const change = one({ release_tuple_id: CANDIDATE, assignment: shadowed, at });
      expect(asked('1%_internal', { change })).toMatchObject({
        decision: 'stop',
        reason: expect.stringContaining('1 of 900 runs: was served the candidate in the shadow'),
      });
    }
  });

  it('that is of the stage before, which ended when the promotion was merged, does not count', () => {
    const earlier = (run: ProductionRun) =>
      ({
        variant: run.release_tuple_id === CANDIDATE ? 'shadow' : 'baseline',
        stage: '0%_shadow',
        reason: 'SPLIT',
      }) as const;
    const { evidence, status } = asked('1%_internal', {
      change: (run) => (run.at < '2026-05-13' ? { ...run, assignment: earlier(run) } : run),
    });
    expect(status('lineage')).toBe('pass');
    expect(evidence.runs).toEqual({ candidate: 300, baseline: 300 });
  });

  it('that is not told pauses it', () => {
    const { reason, status } = asked('1%_internal', {
      change: (run) => {
        const { assignment, ...others } = run;
        return run.run_id === 'run_7' && assignment !== undefined ? others : run;
      },
    });
    expect(status('lineage')).toBe('inconclusive');
    expect(reason).toContain('1 of 900 runs do not say why');
  });
});

describe('the looks of all days together', () => {
  it('spend no more than the allowed error, however many there are', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.8, max: 0.999, noNaN: true }),
        fc.integer({ min: 1, max: 2000 }),
        (confidence, days) => {
          let spent = 0;
          for (let day = 1; day <= days; day++) spent += 1 - confidenceOnDay(confidence, day);
          expect(spent).toBeLessThanOrEqual(1 - confidence + 1e-9);
        },
      ),
      { numRuns: 30 },
    );
  });
});
