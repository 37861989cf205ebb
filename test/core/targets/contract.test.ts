import { describe, expect, it } from 'vitest';
import { openQuestions } from '../../../src/core/targets/contract.ts';
import type { Guardrails, Target } from '../../../src/schema/configuration.ts';
import { CONFIGURATION, changed, FILES, MANIFEST, PACK, RELEASE, SUITE } from '../repository/documents.ts';
import { COUNTED, resolution, resolved } from './resolved.ts';

const asked = (files: Readonly<Record<string, string>> = {}, more: Partial<Target> = {}) =>
  openQuestions(resolved(files, more));
const without = (name: keyof Guardrails, more: Partial<Target> = {}) => {
  const { [name]: _, ...guardrails } = resolved().target.guardrails;
  return asked({}, { ...more, guardrails });
};
const counted = (from: string, to: string) => {
  const text = COUNTED[MANIFEST];
  if (!text.includes(from)) throw new Error(from);
  return { [MANIFEST]: text.replace(from, to) };
};

describe('the contract of a target', () => {
  it('is answered by a whole repository', () => {
    expect(asked()).toEqual([]);
  });

  describe('asks what the target is', () => {
    it('where the metric is neither a known one nor an evaluator of the suite', () => {
      expect(asked({}, { metric: 'happiness' })).toEqual([
        'happiness is neither a metric nor an evaluator of evals.bench@1.0.0',
      ]);
      expect(asked({}, { metric: 'correct', direction: 'increase' })).toEqual([]);
    });

    it('where the active release is of another version of the pack', () => {
      const [question, ...others] = asked(changed(PACK, ['version: 1.0.0', 'version: 1.0.1']));
      expect(question).toMatch(/recorded for ctxpack\.bench@1\.0\.0, but the pack is ctxpack\.bench@1\.0\.1/);
      expect(others).toEqual([]);
    });

    it('where the goldens are modelled by another runtime than the release runs on', () => {
      const path = 'packs/bench/runtime/other.yaml';
      const runtime = { [path]: (FILES['packs/bench/runtime/runtime.bench.yaml'] ?? '').replace('@1.0.0', '@2.0.0') };
      expect(asked({ ...runtime, ...counted('runtime.bench@1.0.0', 'runtime.bench@2.0.0') })).toEqual([
        'the goldens are modelled by runtime.bench@2.0.0, the active release by runtime.bench@1.0.0',
      ]);
    });
  });

  describe('asks what must not regress', () => {
    it.each([
      ['policy', 'guardrails.policy.min'],
      ['safety', 'guardrails.safety.min'],
      ['utility_delta', 'guardrails.utility_delta.min'],
      ['p95_latency_delta', 'guardrails.p95_latency_delta.max_ms'],
    ] as const)('where there is no %s', (name, advice) => {
      expect(without(name)).toEqual([expect.stringContaining(`add ${advice}`)]);
    });

    it('where cost or latency is neither guarded nor the metric itself', () => {
      expect(without('economics_delta')).toEqual([]);
      expect(without('economics_delta', { metric: 'utility', direction: 'increase' })).toEqual([
        expect.stringContaining('add guardrails.economics_delta.max_cents'),
      ]);
      expect(without('p95_latency_delta', { metric: 'p95_latency_ms' })).toEqual([]);
    });
  });

  it('asks what can change where no surface is left', () => {
    const text = (FILES[PACK] ?? '').replaceAll(
      'owner: "@acme/bench" }\n',
      'owner: "@acme/bench", retired: { since: 2026-01-01, reason: no } }\n',
    );
    expect(asked({ [PACK]: text })).toEqual([`${PACK} declares no tunable surface that is not retired`]);
  });

  describe('asks what data it can see', () => {
    it('where a set is empty', () => {
      expect(asked(counted('search: { cases: 9', 'search: { cases: 0'))).toEqual([
        'the search set of bench.answer is empty',
      ]);
      expect(asked(counted('test: { cases: 9', 'test: { cases: 0'))).toEqual([
        'the held-out set of bench.answer is empty',
      ]);
    });

    it('where the search set is sealed', () => {
      expect(asked(counted('search: { cases: 9', 'search: { sealed: age1qqqq, cases: 9'))).toEqual([
        'the search set of bench.answer is sealed',
      ]);
    });
  });

  it.each([
    ['utility', 'id: correct, dimension: utility'],
    ['safety', 'id: allowed, dimension: safety'],
    ['policy', 'id: approved, dimension: policy'],
  ])('asks how it is scored where nobody judges %s', (dimension, line) => {
    const files = changed(SUITE, [line, line.replace(`: ${dimension}`, ': latency')]);
    expect(asked(files)).toEqual([
      `evals.bench@1.0.0 has no evaluator of ${dimension}: what is not seen cannot be guarded`,
    ]);
  });

  it('asks which way is better where the direction contradicts the metric', () => {
    expect(asked({}, { direction: 'increase' })).toEqual([
      'economics_cents_per_decision is better when it decreases: direction cannot be increase',
    ]);
    expect(asked({}, { metric: 'correct', direction: 'decrease' })).toEqual([
      expect.stringContaining('when it increases'),
    ]);
  });

  it('asks for resamples that can resolve the confidence of the last look', () => {
    const few = changed('.github/autotune.yaml', ['bootstrap: 1000', 'bootstrap: 200']);
    expect(asked(few)).toEqual([expect.stringContaining('raise evidence.bootstrap to 240 at least')]);
  });

  it('asks for as many replays as judging one candidate takes', () => {
    const allowed = (replays: number) =>
      asked(changed('.github/autotune.yaml', ['max_replays: 5000000', `max_replays: ${replays}`]));
    expect(allowed(26)).toEqual([
      'search.max_replays is 26, and the 9 search cases of bench.answer take 27 at least: each under the baseline, its control and one candidate',
    ]);
    expect(allowed(27)).toEqual([]);
  });

  it('asks for another strategy where a race cannot compare the metric', () => {
    const race = changed('.github/autotune.yaml', ['strategy: auto', 'strategy: race']);
    expect(asked(race)).toEqual([]);
    expect(asked(race, { metric: 'p95_latency_ms' })).toContain(
      'a race compares means, and p95_latency_ms is none: write search.strategy auto',
    );
  });

  describe('asks how it can ship', () => {
    it('where nobody reviews it', () => {
      const files = changed(CONFIGURATION, ['reviewers: { domain_owner: "@acme/bench" }', 'reviewers: {}']);
      expect(asked(files)).toEqual(['no reviewer is named: add reviewers.domain_owner']);
    });

    it('where there is nothing to roll back to', () => {
      expect(asked(changed(RELEASE, ['pack: ctxpack.bench@1.0.0', 'pack: not_verified']))).toEqual([
        expect.stringContaining('recorded for not_verified'),
        'the active pack is not verified, so there is nothing to roll back to',
      ]);
    });
  });

  it('tells all open questions at once, in its order', () => {
    const files = {
      ...changed(CONFIGURATION, ['reviewers: { domain_owner: "@acme/bench" }', 'reviewers: {}']),
      ...counted('search: { cases: 9', 'search: { cases: 0'),
    };
    expect(asked(files, { metric: 'happiness', guardrails: {} }).map((question) => question.split(' ')[0])).toEqual([
      'happiness',
      'no',
      'no',
      'no',
      'no',
      'no',
      'the',
      'no',
    ]);
  });
});

describe('what a target rests on', () => {
  it('is found by its pinned names', () => {
    expect(resolved().baselineTuple).toEqual({
      pack: 'ctxpack.bench@1.0.0',
      policy: 'policy.bench@1.0.0',
      tools: 'tools.bench@1.0.0',
      evals: 'evals.bench@1.0.0',
      runtime: 'runtime.bench@1.0.0',
    });
  });

  it.each([
    ['policy bundle', changed(RELEASE, ['policy: policy.bench@1.0.0', 'policy: policy.bench@9.0.0'])],
    ['tool manifest', changed(RELEASE, ['tools: tools.bench@1.0.0', 'tools: not_verified'])],
    ['evaluator suite', changed(RELEASE, ['evals: evals.bench@1.0.0', 'evals: evals.other@1.0.0'])],
    ['runtime', changed(MANIFEST, ['runtime: runtime.bench@1.0.0', 'runtime: runtime.other@1.0.0'])],
  ])('is told where there is no %s', (name, files) => {
    expect(resolution(files)).toEqual({ missing: [`there is no ${name} for bench.answer`] });
  });

  it('is told part by part where the intent is nowhere', () => {
    const found = resolution({}, { intent: 'bench.ghost' });
    expect('missing' in found && found.missing.slice(0, 4)).toEqual(
      ['pack', 'intent', 'release record', 'goldens manifest'].map((part) => `there is no ${part} for bench.ghost`),
    );
  });
});
