import { describe, expect, it } from 'vitest';
import { runIdOf, targetDocument } from '../../../src/core/targets/target-document.ts';
import type { Target } from '../../../src/schema/configuration.ts';
import { Id } from '../../../src/schema/ids.ts';
import { TuningTargetDocument } from '../../../src/schema/tuning-target.ts';
import { CONFIGURATION, changed, FILES, MANIFEST, PACK, POLICY, RELEASE, SUITE } from '../repository/documents.ts';
import { COUNTED, resolved } from './resolved.ts';

const RUNTIME = 'packs/bench/runtime/runtime.bench.yaml';
const STEERING = { producer: 'contextos-autotune@0.1.0', search: { seed: 7 }, dead_ends: [] };
const idOf = (files: Readonly<Record<string, string>> = {}, more: Partial<Target> = {}, steering: object = STEERING) =>
  runIdOf(targetDocument(resolved(files, more)), { ...steering });
const digest = `sha256:${'0'.repeat(64)}`;

describe('the document of a target', () => {
  it('is valid and says what was fixed', () => {
    const document = targetDocument(resolved({}, { also_affects: ['bench.other'] }));
    expect(TuningTargetDocument.parse(JSON.parse(JSON.stringify(document)))).toEqual(document);
    expect(document.target).toMatchObject({
      intent: 'bench.answer',
      release_tuple_id: 'release.bench.answer@2026-05-01',
      confidence: 0.95,
      surfaces: ['kb-top-k', 'kb-max-hops'],
      also_affects: ['bench.other'],
    });
  });
});

describe('the id of a run', () => {
  it('is an id, and the same for the same inputs', () => {
    expect(idOf()).toMatch(/^run_[0-9a-f]{12}$/);
    expect(Id.safeParse(idOf()).success).toBe(true);
    expect(idOf()).toBe(idOf());
  });

  const inputs: Record<string, () => string> = {
    'the metric': () => idOf({}, { metric: 'utility' }),
    'the direction': () => idOf({}, { direction: 'increase' }),
    'the least effect': () => idOf({}, { min_effect: 0.006 }),
    'a guardrail': () => idOf({}, { guardrails: { ...resolved().target.guardrails, utility_delta: { min: -0.03 } } }),
    'the number of changed paths': () => idOf({}, { max_changed_paths: 3 }),
    'the intents affected': () => idOf({}, { also_affects: ['bench.other'] }),
    'the owner': () => idOf({}, { owner: '@acme/others' }),
    'the confidence': () => idOf(changed(CONFIGURATION, ['confidence: 0.95', 'confidence: 0.9'])),
    'a value of the pack': () => idOf(changed(PACK, ['kb: { top_k: 10', 'kb: { top_k: 9'])),
    'the bounds of a surface': () => idOf(changed(PACK, ['max: 50', 'max: 40'])),
    'the search set': () =>
      idOf({
        [MANIFEST]: COUNTED[MANIFEST].replace(
          `search: { cases: 9, sha256: "${digest}"`,
          `search: { cases: 9, sha256: "${digest.replace('0', '1')}"`,
        ),
      }),
    'the held-out set': () =>
      idOf({
        [MANIFEST]: COUNTED[MANIFEST].replace(
          `test: { cases: 9, sha256: "${digest}"`,
          `test: { cases: 9, sha256: "${digest.replace('0', '1')}"`,
        ),
      }),
    'the suite': () => idOf(changed(SUITE, ['id: allowed', 'id: permitted'])),
    'the policy': () =>
      idOf(
        changed(POLICY, ['rules: []', 'rules: [{ id: R, applies_to: [bench.answer], when: false, effect: refuse }]']),
      ),
    'the runtime model': () => idOf(changed(RUNTIME, ['model_base_ms: 350', 'model_base_ms: 351'])),
    'the active release': () =>
      idOf(changed(RELEASE, ['release.bench.answer@2026-05-01', 'release.bench.answer@2026-05-02'])),
    'what steers the search': () => idOf({}, {}, { ...STEERING, search: { seed: 8 } }),
    'a dead end': () => idOf({}, {}, { ...STEERING, dead_ends: [['exact', 'a.b', digest]] }),
    'the producer': () => idOf({}, {}, { ...STEERING, producer: 'contextos-autotune@0.2.0' }),
  };

  it.each(Object.keys(inputs))('changes with %s', (input) => {
    expect(inputs[input]?.()).not.toBe(idOf());
  });

  it('is another one for each of these changes', () => {
    const ids = Object.values(inputs).map((changedId) => changedId());
    expect(new Set(ids).size).toBe(ids.length);
  });

  it.each([
    [
      'comments and spaces',
      { [PACK]: `# hello\n${(FILES[PACK] ?? '').replace('kb: { top_k: 10,', 'kb:   { top_k:   10,')}` },
    ],
    ['the order of keys', changed(PACK, ['{ top_k: 10, max_hops: 3 }', '{ max_hops: 3, top_k: 10 }'])],
    ['who reviews', changed(CONFIGURATION, ['domain_owner: "@acme/bench"', 'domain_owner: "@acme/new"'])],
    ['when proposals expire', changed(CONFIGURATION, ['expires_days: 30', 'expires_days: 31'])],
    [
      'documents it does not rest on',
      { 'packs/bench/policy/other.yaml': (FILES[POLICY] ?? '').replace('@1.0.0', '@1.0.1') },
    ],
  ])('does not change with %s', (_, files) => {
    expect(idOf(files)).toBe(idOf());
  });

  it('does not depend on the order in which steering is told', () => {
    const { producer, search, dead_ends } = STEERING;
    expect(idOf({}, {}, { dead_ends, search, producer })).toBe(idOf());
  });
});
