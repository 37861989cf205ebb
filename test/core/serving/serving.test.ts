/** What the flags of a pack serve, asked of flagd's own evaluation, with its published schema held against every file. */
import { FlagdCore, MemoryStorage } from '@openfeature/flagd-core';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkFlags } from '../../../src/core/serving/check-flags.ts';
import { canKill, flagsOf, flagsText } from '../../../src/core/serving/flags.ts';
import { standingSwitches } from '../../../src/core/serving/kill-switch.ts';
import { targetingAt } from '../../../src/core/serving/targeting.ts';
import { canonicalJson } from '../../../src/kit/canonical.ts';
import { Flags } from '../../../src/schema/flags.ts';
import { RiskClass, type Stage } from '../../../src/schema/ids.ts';
import type { ReleaseRecord, ReleaseTuple } from '../../../src/schema/release-record.ts';
import { releasedRecord, rollingRecord, STAGES, tupleOf } from '../../making/release.ts';

const INTENT = 'bench.answer';
const PACK = 'ctxpack.bench';
const silent = { error() {}, warn() {}, info() {}, debug() {} };

type Context = { targetingKey?: string; cohort?: string; risk_class?: string };

/** flagd with the flags of some records; a text that its published schema refuses throws. */
function serving(records: readonly ReleaseRecord[], killed: readonly string[] = []) {
  const storage = new MemoryStorage(silent);
  storage.setConfigurations(flagsText(flagsOf(PACK, records, new Set(killed))), true);
  const core = new FlagdCore(storage, silent);
  return (context: Context, intent = INTENT) => core.resolveObjectEvaluation(intent, {}, context);
}

const cohorts = fc.constantFrom('internal', 'external', undefined);
const riskClasses = fc.constantFrom(...RiskClass.values, undefined);
const contexts: fc.Arbitrary<Context> = fc
  .record({ targetingKey: fc.string({ minLength: 1, unit: 'grapheme' }), cohort: cohorts, risk_class: riskClasses })
  .map(({ cohort, risk_class, ...key }) => {
    return { ...key, ...(cohort === undefined ? {} : { cohort }), ...(risk_class === undefined ? {} : { risk_class }) };
  });
const stages = fc.constantFrom(...STAGES);

const rolling = new Map(STAGES.map((stage) => [stage, serving([rollingRecord(INTENT, stage)])]));
const servedAt = (stage: Stage, context: Context) => rolling.get(stage)?.(context);
const isCandidate = (stage: Stage, context: Context) => servedAt(stage, context)?.variant === 'candidate';

describe('widening', () => {
  it('never takes the candidate from a targeting key that was served it', () => {
    fc.assert(
      fc.property(contexts, (context) => {
        const served = STAGES.map((stage) => isCandidate(stage, context));
        expect(served).toEqual([...served].sort());
      }),
      { numRuns: 5000 },
    );
  });

  it('is met by keys of which each stage serves more, so that the property above could fail', () => {
    const keys = Array.from({ length: 5000 }, (_, i) => ({
      targetingKey: `key-${i}`,
      cohort: 'internal',
      risk_class: 'read_only',
    }));
    const counts = STAGES.map((stage) => keys.filter((context) => isCandidate(stage, context)).length);
    expect(counts).toEqual([...new Set(counts)].sort((a, b) => a - b));
    expect(counts.at(-1)).toBe(keys.length);
  });

  it('takes it from some where the shares are written the other way round, as flagd puts buckets in order', () => {
    const wrong = (percent: number) => {
      const flags = flagsOf(PACK, [rollingRecord(INTENT, '25%_monitored')], new Set());
      const targeting = {
        fractional: [
          ['baseline', 100 - percent],
          ['candidate', percent],
          ['baseline', 0],
        ],
      };
      const turned = {
        fractional: [
          ['baseline', 50 - percent],
          ['candidate', percent],
          ['baseline', 50],
        ],
      };
      const storage = new MemoryStorage(silent);
      const flag = { ...flags.flags[INTENT], targeting: percent === 5 ? targeting : turned };
      storage.setConfigurations(JSON.stringify({ ...flags, flags: { [INTENT]: flag } }), true);
      return new FlagdCore(storage, silent);
    };
    const [narrow, wide] = [wrong(5), wrong(25)];
    const evicted = Array.from({ length: 1000 }, (_, i) => ({ targetingKey: `key-${i}` })).filter(
      (context) =>
        narrow.resolveObjectEvaluation(INTENT, {}, context).variant === 'candidate' &&
        wide.resolveObjectEvaluation(INTENT, {}, context).variant !== 'candidate',
    );
    expect(evicted.length).toBeGreaterThan(0);
  });
});

describe('the share of a stage', () => {
  const KEYS = 100_000;
  /** Who is asked, and the share of them that is to be served the candidate. */
  const SHARES: readonly [Stage, Omit<Context, 'targetingKey'>, number][] = [
    ['1%_internal', { cohort: 'internal' }, 0.01],
    ['1%_internal', { cohort: 'customer' }, 0],
    ['1%_internal', {}, 0],
    ['5%_low_risk', { risk_class: 'read_only' }, 0.05],
    ['5%_low_risk', { risk_class: 'local_write', cohort: 'internal' }, 0.05],
    ['5%_low_risk', { risk_class: 'destructive' }, 0],
    ['5%_low_risk', { risk_class: 'destructive', cohort: 'internal' }, 0.01],
    ['5%_low_risk', {}, 0],
    ['25%_monitored', { risk_class: 'destructive' }, 0.25],
    ['25%_monitored', {}, 0.25],
    ['100%', {}, 1],
    ['0%_shadow', { cohort: 'internal', risk_class: 'read_only' }, 0],
  ];

  it.each(SHARES)('of %s for %j is %d within four standard errors over 100,000 keys', (stage, context, share) => {
    let served = 0;
    for (let i = 0; i < KEYS; i++) if (isCandidate(stage, { targetingKey: `customer_${i}`, ...context })) served++;
    const error = Math.sqrt((share * (1 - share)) / KEYS);
    expect(Math.abs(served / KEYS - share)).toBeLessThanOrEqual(4 * error);
  });

  it('falls on other keys for another intent', () => {
    const both = serving([rollingRecord(INTENT, '25%_monitored'), rollingRecord('bench.other', '25%_monitored')]);
    let together = 0;
    for (let i = 0; i < 20_000; i++) {
      const context = { targetingKey: `customer_${i}` };
      if (both(context).variant === 'candidate' && both(context, 'bench.other').variant === 'candidate') together++;
    }
    expect(Math.abs(together / 20_000 - 1 / 16)).toBeLessThan(4 * Math.sqrt((1 / 16) * (15 / 16) * (1 / 20_000)));
  });
});

describe('a targeting key', () => {
  it('is served the same however often and in whichever process it asks', () => {
    fc.assert(
      fc.property(contexts, stages, (context, stage) => {
        const anew = serving([rollingRecord(INTENT, stage)]);
        expect(anew(context)).toEqual(servedAt(stage, context));
      }),
      { numRuns: 100 },
    );
  });

  it('that is missing is served the baseline until everybody is served the candidate', () => {
    for (const stage of STAGES) {
      const context = { cohort: 'internal', risk_class: 'read_only' };
      expect(servedAt(stage, context)?.variant).toBe(stage === '100%' ? 'candidate' : 'baseline');
      expect(servedAt(stage, { ...context, targetingKey: '' })?.variant).toBe(
        stage === '100%' ? 'candidate' : 'baseline',
      );
    }
  });
});

describe('the value that is served', () => {
  it('is the whole tuple, and the answer says which stage and which tuples were to choose from', () => {
    fc.assert(
      fc.property(contexts, stages, (context, stage) => {
        const { value, variant, flagMetadata } = servedAt(stage, context) ?? {};
        const version = variant === 'candidate' ? '1.1.0' : '1.0.0';
        expect(canonicalJson(value)).toBe(canonicalJson(tupleOf(INTENT, version)));
        expect(flagMetadata).toMatchObject({ stage, released: `release.${INTENT}@1.0.0` });
      }),
      { numRuns: 300 },
    );
  });

  it('at 0%_shadow is the baseline for everybody, with the candidate named as the shadow', () => {
    fc.assert(
      fc.property(contexts, (context) => {
        expect(servedAt('0%_shadow', context)).toMatchObject({
          variant: 'baseline',
          flagMetadata: { shadow: `release.${INTENT}@1.1.0` },
        });
      }),
    );
  });

  it('after a rollout is what is released, to everybody', () => {
    const served = serving([releasedRecord(INTENT)]);
    fc.assert(
      fc.property(contexts, (context) => {
        expect(served(context)).toMatchObject({ variant: 'released', value: tupleOf(INTENT, '1.1.0') });
      }),
    );
    expect(serving([releasedRecord(INTENT, null)])({}).variant).toBe('released');
  });
});

describe('the kill switch', () => {
  it.each(STAGES)('at %s gives everybody the whole tuple before, byte for byte', (stage) => {
    const served = serving([rollingRecord(INTENT, stage)], [INTENT]);
    fc.assert(
      fc.property(contexts, (context) => {
        const { value, reason } = served(context);
        expect(reason).toBe('STATIC');
        expect(canonicalJson(value)).toBe(canonicalJson(tupleOf(INTENT, '1.0.0')));
      }),
      { numRuns: 200 },
    );
  });

  it('restores the tuple before the released one where no rollout is under way', () => {
    const { value } = serving([releasedRecord(INTENT)], [INTENT])({ targetingKey: 'a' });
    expect(canonicalJson(value)).toBe(canonicalJson(tupleOf(INTENT, '1.0.0')));
  });

  it('cannot be thrown where nothing was released before', () => {
    const first = releasedRecord(INTENT, null);
    expect(canKill(first)).toBe(false);
    expect(serving([first], [INTENT])({}).variant).toBe('released');
  });

  it('of one intent leaves the others as they are', () => {
    const records = [rollingRecord(INTENT, '100%'), rollingRecord('bench.other', '100%')];
    const served = serving(records, [INTENT]);
    expect([served({}).variant, served({}, 'bench.other').variant]).toEqual(['baseline', 'candidate']);
  });

  const thrown = flagsOf(PACK, [rollingRecord(INTENT, '5%_low_risk')], new Set([INTENT]));
  it('stands through every stage until somebody lifts it or the candidate is gone', () => {
    for (const stage of STAGES) {
      expect([...standingSwitches(thrown, [rollingRecord(INTENT, stage)])]).toEqual([INTENT]);
    }
    expect([...standingSwitches(thrown, [releasedRecord(INTENT)])]).toEqual([INTENT]);
    const rolledBack = { ...releasedRecord(INTENT), release_tuple: tupleOf(INTENT, '1.0.0'), previous: null };
    expect([...standingSwitches(thrown, [rolledBack])]).toEqual([]);
  });

  const flag = flagsOf(PACK, [rollingRecord(INTENT, '25%_monitored')], new Set()).flags[INTENT];
  it.each([
    ['without targeting', { targeting: undefined }],
    ['disabled', { state: 'DISABLED' as const }],
  ])('that was thrown by hand, %s, is not lifted by writing the file anew', (_, change) => {
    if (flag === undefined) throw new Error('there is no flag');
    const byHand = { ...flagsOf(PACK, [], new Set()), flags: { [INTENT]: { ...flag, ...change } } };
    expect([...standingSwitches(byHand, [rollingRecord(INTENT, '25%_monitored')])]).toEqual([INTENT]);
  });
});

describe('a file of flags', () => {
  const records = [rollingRecord(INTENT, '5%_low_risk'), releasedRecord('bench.other')];
  const current = flagsOf(PACK, records, new Set());

  it('that is what the records give has nothing wrong', () => {
    expect(checkFlags(PACK, Flags.parse(JSON.parse(flagsText(current))), records)).toEqual([]);
  });

  it('does not depend on the order of the records', () => {
    expect(flagsText(flagsOf(PACK, [...records].reverse(), new Set()))).toBe(flagsText(current));
  });

  const flag = current.flags[INTENT];
  if (flag === undefined) throw new Error('there is no flag');
  const other = (id: string): ReleaseTuple => ({ ...tupleOf(INTENT, '1.0.0'), model: id });
  const withFlag = (change: Partial<typeof flag>) => ({
    ...current,
    flags: { ...current.flags, [INTENT]: { ...flag, ...change } },
  });
  it.each<[string, Flags, (string | undefined)[]]>([
    [
      'another share',
      withFlag({
        targeting: {
          fractional: [
            ['candidate', 50],
            ['baseline', 50],
          ],
        },
      }),
      ['flags', INTENT, 'targeting'],
    ],
    [
      'another tuple',
      withFlag({ variants: { ...flag.variants, baseline: other('b') } }),
      ['flags', INTENT, 'variants'],
    ],
    ['another default', withFlag({ defaultVariant: 'candidate' }), ['flags', INTENT, 'defaultVariant']],
    [
      'another stage',
      withFlag({ metadata: { ...flag.metadata, stage: '1%_internal' } }),
      ['flags', INTENT, 'metadata'],
    ],
    ['another set', { ...current, metadata: { flagSetId: 'ctxpack.other' } }, ['metadata', 'flagSetId']],
    ['no flag for an intent', { ...current, flags: { [INTENT]: flag } }, ['flags']],
    ['a flag without a record', { ...current, flags: { ...current.flags, stray: flag } }, ['flags', 'stray']],
  ])('with %s is found out at its place', (_, edited, path) => {
    expect(checkFlags(PACK, edited, records)).toMatchObject([{ kind: 'stale', path }]);
  });

  it('with a thrown switch is told, and is what the records give all the same', () => {
    const killed = flagsOf(PACK, records, new Set([INTENT]));
    expect(checkFlags(PACK, killed, records)).toMatchObject([{ kind: 'killed', path: ['flags', INTENT] }]);
  });

  it('with a switch that was thrown by hand is told from one that is stale', () => {
    const { targeting: _, ...rest } = flag;
    const thrown = {
      ...current,
      flags: { ...current.flags, [INTENT]: { ...rest, defaultVariant: 'baseline' as const } },
    };
    expect(checkFlags(PACK, thrown, records)).toMatchObject([{ kind: 'unmarked' }, { kind: 'killed' }]);
    const other = {
      ...thrown,
      flags: { ...thrown.flags, [INTENT]: { ...rest, defaultVariant: 'candidate' as const } },
    };
    expect(checkFlags(PACK, other, records)).toMatchObject([{ kind: 'stale' }]);
  });
});

describe('targeting', () => {
  it('is there at exactly the stages that serve a part', () => {
    expect(STAGES.filter((stage) => targetingAt(stage) !== null)).toEqual(STAGES.slice(1, 4));
  });
});
