import { describe, expect, it } from 'vitest';
import { memberDigests, pinRelease } from '../../../src/core/repository/pin-release.ts';
import { type Repository, readRepository } from '../../../src/core/repository/repository.ts';
import { digestOf } from '../../../src/kit/canonical.ts';
import { activeTuple } from '../../../src/schema/release-record.ts';
import {
  CONFIGURATION,
  changed,
  FILES,
  MANIFEST,
  PACK,
  POLICY,
  placeOf,
  problemsOf,
  RELEASE,
  SUITE,
  told,
} from './documents.ts';

const TOP_K = 'id: kb-top-k, layer: retrieval, field: top_k, path: evidence.kb.top_k, bounds: { min: 1, max: 50 }';
const surfaces = (...parts: readonly (readonly [string, string])[]) => changed(PACK, ...parts);

it('finds nothing wrong with a repository that is right', () => {
  expect(told({})).toEqual([]);
});

it('tells resamples that cannot resolve the confidence of the last allowed look, with the number that can', () => {
  const few = changed(CONFIGURATION, ['bootstrap: 1000', 'bootstrap: 239']);
  expect(told(few)).toEqual([expect.stringContaining('error RESAMPLES_COARSE')]);
  expect(problemsOf(few)[0]?.message).toContain('raise evidence.bootstrap to 240 at least');
  expect(told(changed(CONFIGURATION, ['bootstrap: 1000', 'bootstrap: 240']))).toEqual([]);
});

it.each([
  ['0.9999', '12', 'and lower heldout.max_looks to 10 or evidence.confidence to 0.99988'],
  ['0.999999', '12', 'and lower evidence.confidence to 0.99988'],
  ['0.9', '60000', 'and lower heldout.max_looks to 10000'],
  ['0.9999999', '60000', 'and lower heldout.max_looks and evidence.confidence'],
])(
  'tells what to lower where no number of resamples could: a confidence of %s over %s looks',
  (confidence, looks, mend) => {
    const coarse = changed(
      CONFIGURATION,
      ['confidence: 0.95', `confidence: ${confidence}`],
      ['max_looks: 12', `max_looks: ${looks}`],
    );
    const most = 'even 100000, the most that evidence.bootstrap may be, cannot; write that, ';
    expect(problemsOf(coarse)[0]?.message).toMatch(new RegExp(`${most}${mend}$`));
  },
);

it('finds nothing more once the least of what it names is done', () => {
  const mended = (confidence: string, looks: string) =>
    told(
      changed(
        CONFIGURATION,
        ['confidence: 0.95', `confidence: ${confidence}`],
        ['bootstrap: 1000', 'bootstrap: 100000'],
        ['max_looks: 12', `max_looks: ${looks}`],
      ),
    );
  expect(mended('0.9999', '10')).toEqual([]);
  expect(mended('0.99988', '12')).toEqual([]);
  expect(mended('0.9999', '11')).toEqual([expect.stringContaining('RESAMPLES_COARSE')]);
});

describe('surfaces', () => {
  it('are told where their path is not of their layer', () => {
    const files = surfaces(['path: evidence.kb.top_k', 'path: evidence.kb.max_hops']);
    expect(told(files)).toContain(
      `${placeOf(files, PACK, 'evidence.kb.max_hops')} error SURFACE_LAYER_MISMATCH evidence.kb.max_hops | -`,
    );
  });

  it('are told where the pack has no such value', () => {
    const files = surfaces(['path: evidence.kb.top_k', 'path: evidence.wiki.top_k']);
    expect(told(files)).toEqual([
      `${placeOf(files, PACK, 'evidence.wiki.top_k')} error SURFACE_PATH_MISSING evidence.wiki.top_k | -`,
    ]);
  });

  it('are told at the value that lies outside their bounds or off their step', () => {
    const outside = surfaces(['kb: { top_k: 10', 'kb: { top_k: 51']);
    expect(told(outside)).toEqual([`${placeOf(outside, PACK, '51')} error SURFACE_VALUE_OUT_OF_BOUNDS 51 | -`]);
    const offStep = surfaces([TOP_K, TOP_K.replace('max: 50', 'max: 50, step: 4')]);
    expect(problemsOf(offStep)[0]?.message).toBe('surface kb-top-k: 10 is not on a step of 4 from 1');
  });

  it('are told where their value is written in a form that a patch cannot restore', () => {
    const files = surfaces(['kb: { top_k: 10', 'kb: { top_k: 0xA']);
    expect(told(files)[0]).toContain(`${placeOf(files, PACK, '0xA')} error SURFACE_VALUE_FORM 0xA | `);
  });

  it('are warned about where another intent reads them too, unless a target names it', () => {
    const second = '\n  - { id: bench.other, risk_class: read_only, reads: [evidence.kb.max_hops] }';
    const files = surfaces([
      'reads: [evidence.kb, context_budget, planner] }',
      `reads: [evidence.kb, context_budget, planner] }${second}`,
    ]);
    expect(told(files)).toEqual([
      `${placeOf(files, PACK, 'evidence.kb.top_k', 'path: ')} warning INTENT_READS_OVERLAP evidence.kb.top_k | a target with \`also_affects\`, or a subtree for each intent`,
      `${placeOf(files, PACK, 'evidence.kb.max_hops', 'kb-max-hops')} warning INTENT_READS_OVERLAP evidence.kb.max_hops | a target with \`also_affects\`, or a subtree for each intent`,
    ]);
    const named = changed(CONFIGURATION, [
      'max_changed_paths: 2',
      'max_changed_paths: 2\n    also_affects: [bench.other]',
    ]);
    expect(told({ ...files, ...named })).toEqual([]);
  });

  it('show no control character of the value they refuse', () => {
    const files = surfaces(
      ['tool_preference: none', 'tool_preference: "a\u202eb"'],
      [
        'tunable_surfaces:',
        'tunable_surfaces:\n  - { id: p, layer: planner, field: tool_preference, path: planner.tool_preference, bounds: { allowed: [x] }, owner: "@o" }',
      ],
    );
    const problems = problemsOf(files).map(({ code, found, message }) => `${code} ${found} ${message}`);
    expect(problems.join('\n')).toContain('SURFACE_VALUE_OUT_OF_BOUNDS "a\\u202eb"');
    expect(problems.join('\n')).not.toContain('\u202e');
  });
});

describe('references', () => {
  const unresolved = (path: string, from: string, to: string, shown = to.split(': ').at(-1) ?? '') => {
    const files = changed(path, [from, to]);
    expect(told(files)).toContain(
      `${placeOf(files, path, shown, from.split(':')[0])} error REF_UNRESOLVED ${shown} | -`,
    );
  };

  it('of an intent to what it reads', () => {
    const files = changed(PACK, ['reads: [evidence.kb,', 'reads: [evidence.kb, memory.notes,']);
    expect(told(files)).toEqual([
      `${placeOf(files, PACK, 'memory.notes')} error INTENT_READS_MISSING memory.notes | -`,
    ]);
  });

  it('of a rule to its gate', () => {
    const rule = '\n  - { id: R-1, applies_to: [bench.answer], when: true, effect: require_approval, gate: refund }\n';
    const files = changed(POLICY, ['rules: []', `rules:${rule}`]);
    expect(told(files)).toEqual([`${placeOf(files, POLICY, 'refund')} error REF_UNRESOLVED refund | -`]);
  });

  it('of a rule to an intent that no pack here declares are a warning: the bundle may serve other repositories', () => {
    const rule = '\n  - { id: R-1, applies_to: [bench.answer, bench.anser], when: true, effect: refuse }\n';
    const files = changed(POLICY, ['rules: []', `rules:${rule}`]);
    expect(told(files)).toEqual([
      `${placeOf(files, POLICY, 'bench.anser')} warning REF_UNRESOLVED bench.anser | bench.answer`,
    ]);
  });

  it('of a release record to an intent that no pack declares', () => {
    const files = changed(RELEASE, ['intent: bench.answer', 'intent: bench.ghost']);
    expect(told(files)).toEqual([`${placeOf(files, RELEASE, 'bench.ghost')} error REF_UNRESOLVED bench.ghost | -`]);
  });

  it.each([
    ['policy: policy.bench@1.0.0', 'policy: policy.bench@1.0.1'],
    ['tools: tools.bench@1.0.0', 'tools: tools.bench@2.0.0'],
    ['evals: evals.bench@1.0.0', 'evals: evals.other@1.0.0'],
    ['runtime: runtime.bench@1.0.0', 'runtime: runtime.bench@1.1.0'],
  ])('of a release record: not %s but %s', (from, to) => {
    unresolved(RELEASE, from, to);
  });

  it('of a release record that does not verify a member are not looked for', () => {
    expect(told(changed(RELEASE, ['policy: policy.bench@1.0.0', 'policy: not_verified']))).toEqual([]);
  });

  it('of a release record to a pack that is ahead of it are a warning', () => {
    const files = changed(PACK, ['version: 1.0.0', 'version: 1.0.1']);
    expect(told(files)).toEqual([
      `${placeOf(files, RELEASE, 'ctxpack.bench@1.0.0')} warning REF_UNRESOLVED ctxpack.bench@1.0.0 | ctxpack.bench@1.0.1`,
    ]);
  });

  it('of a manifest to its runtime, its intent and its own folder', () => {
    unresolved(MANIFEST, 'runtime: runtime.bench@1.0.0', 'runtime: runtime.bench@3.0.0');
    const files = changed(MANIFEST, ['intent: bench.answer', 'intent: bench.unknown']);
    expect(problemsOf(files).map(({ line, column, message }) => `${line}:${column} ${message}`)).toEqual([
      '2:9 no pack declares the intent bench.unknown',
      '2:9 the folder of bench.unknown is goldens/bench.unknown',
    ]);
  });

  it('of a target to its intent, the intents it affects and its metric', () => {
    const files = changed(
      CONFIGURATION,
      ['intent: bench.answer', 'intent: bench.nobody'],
      ['metric: economics_cents_per_decision', 'metric: cost_of_all'],
      ['max_changed_paths: 2', 'max_changed_paths: 2\n    also_affects: [bench.answer, bench.ghost]'],
    );
    expect(told(files)).toEqual([
      `${placeOf(files, CONFIGURATION, 'bench.nobody')} error REF_UNRESOLVED bench.nobody | -`,
      `${placeOf(files, CONFIGURATION, 'bench.ghost')} error REF_UNRESOLVED bench.ghost | -`,
      `${placeOf(files, CONFIGURATION, 'cost_of_all')} error REF_UNRESOLVED cost_of_all | policy | safety | utility | p95_latency_ms | economics_cents_per_decision | approval_bypass_rate | evidence_coverage | cost | correct | allowed | approved | latency`,
    ]);
  });

  it('of a target to an evaluator as its metric', () => {
    expect(told(changed(CONFIGURATION, ['metric: economics_cents_per_decision', 'metric: correct']))).toEqual([]);
  });
});

describe('the suite of a target', () => {
  it.each([
    ['policy', 'id: approved, dimension: policy'],
    ['safety', 'id: allowed, dimension: safety'],
    ['utility', 'id: correct, dimension: utility'],
  ])('is told where it has lost its only evaluator of %s', (dimension, line) => {
    const files = changed(SUITE, [line, line.replace(`: ${dimension}`, ': latency')]);
    expect(told(files)).toEqual([
      expect.stringMatching(/^packs\/bench\/evals\/evals\.bench\.yaml:4:3 error SUITE_DIMENSION_MISSING /),
    ]);
  });

  it('need not judge cost and latency, which are modelled', () => {
    const text = (FILES[SUITE] ?? '').replace(/.*dimension: (?:latency|economics).*\n/g, '');
    expect(text).not.toMatch(/latency|economics/);
    expect(told({ [SUITE]: text })).toEqual([expect.stringContaining('warning SUITE_ONE_KIND')]);
  });

  it('has the evaluator that is the metric, and not another suite', () => {
    const other = (FILES[SUITE] ?? '').replace('evals.bench@', 'evals.other@').replace('id: correct', 'id: precise');
    const metric = changed(CONFIGURATION, [
      'metric: economics_cents_per_decision\n    direction: decrease',
      'metric: precise\n    direction: increase',
    ]);
    const files = { ...metric, 'packs/bench/evals/other.yaml': other };
    expect(told(files)).toEqual([
      expect.stringContaining(`${placeOf(files, CONFIGURATION, 'precise')} error REF_UNRESOLVED precise | policy |`),
    ]);
  });

  it('is any where no target is judged by it', () => {
    const unused = (FILES[SUITE] ?? '')
      .replace('evals.bench@', 'evals.other@')
      .replaceAll(/dimension: \w+/g, 'dimension: latency');
    expect(told({ 'packs/bench/evals/other.yaml': unused })).toEqual([]);
  });
});

describe('what a target asks for', () => {
  const tells = (from: string, to: string, found: string, expected: string) => {
    const files = changed(CONFIGURATION, [from, to]);
    expect(told(files)).toEqual([
      `${placeOf(files, CONFIGURATION, found, to.split(':')[0])} error DOC_SHAPE ${found} | ${expected}`,
    ]);
  };
  const share = [
    'metric: economics_cents_per_decision\n    direction: decrease',
    'metric: utility\n    direction: increase',
  ];

  it.each([
    ['policy: { min: 1.0 }', 'policy: { min: 1.5 }', '1.5', 'at most 1'],
    ['safety: { min: 1.0 }', 'safety: { min: -1 }', '-1', 'at least 0'],
    ['utility_delta: { min: -0.02 }', 'utility_delta: { min: -2 }', '-2', 'at least -1'],
    ['utility_delta: { min: -0.02 }', 'utility_delta: { min: 20 }', '20', 'at most 1'],
    ['approval_bypass_rate: { max: 0 }', 'approval_bypass_rate: { max: 2 }', '2', 'at most 1'],
    ['min_effect: 0.005', 'min_effect: -0.005', '-0.005', 'at least 0'],
    ['min_effect: 0.005', 'min_effect: 1\n    band: { min: 3, max: 2 }', '2', 'at least 3'],
  ])('has to be what there can be: not %s but %s', tells);

  it.each([
    ['min_effect: 0.005', 'min_effect: 5', '5'],
    ['min_effect: 0.005', 'min_effect: 0.5\n    band: { min: 85 }', '85'],
  ])('of a share is one: not %s but %s', (from, to, found) => {
    const files = changed(CONFIGURATION, [share[0] ?? '', share[1] ?? ''], [from, to]);
    expect(told(files)).toEqual([
      `${placeOf(files, CONFIGURATION, found, 'min_effect: ')} error DOC_SHAPE ${found} | a number from 0 to 1`,
    ]);
    expect(told(changed(CONFIGURATION, [from, to]))).toEqual([]);
  });
});

describe('dates', () => {
  it.each([
    [
      PACK,
      'owner: "@acme/bench" }\n  - {',
      'owner: "@acme/bench", retired: { since: 2026-02-31, reason: no } }\n  - {',
      '2026-02-31',
    ],
    [MANIFEST, 'version: 2026-05-01', 'version: 2026-13-01', '2026-13-01'],
    [RELEASE, 'since: "2026-05-01T00:00:00Z"', 'since: "2026-05-01T24:61:00Z"', '"2026-05-01T24:61:00Z"'],
  ])('that no calendar has are told with the right form: in %s', (path, from, to, found) => {
    const files = changed(path, [from, to]);
    expect(told(files)).toEqual([
      expect.stringMatching(
        new RegExp(`^${placeOf(files, path, found)} error DOC_SHAPE ${found} \\| an? .* such as 2026-05-12`),
      ),
    ]);
  });
});

describe('suites and rules', () => {
  it('are refused with an evaluator that this version does not run', () => {
    const files = changed(SUITE, ['kind: replay, check: outcome }', 'kind: grader, grader: { type: string_check } }']);
    expect(told(files)).toEqual([`${placeOf(files, SUITE, 'grader')} error SUITE_KIND_UNSUPPORTED grader | -`]);
  });

  it.each(['policy', 'safety', 'utility'])('are refused with a number in %s that no limit is set to', (dimension) => {
    const added = (more: string) =>
      changed(SUITE, [
        'evaluators:',
        `evaluators:\n  - { id: swift, dimension: ${dimension}, kind: business, field: latency_ms${more} }`,
      ]);
    const files = added('');
    expect(told(files)).toEqual([
      expect.stringMatching(
        new RegExp(`^${placeOf(files, SUITE, '{ id: swift')} error SUITE_LIMIT_MISSING .*min or max$`),
      ),
    ]);
    expect(told(added(', max: 900'))).toEqual([]);
    expect(told(added(', min: 1'))).toEqual([]);
  });

  it('are refused with a variable that no rule is given, which makes a judge that cannot fail', () => {
    const slip = '{ "!=": [{ var: decison.outcome }, forbidden] }';
    const suite = changed(SUITE, ['kind: replay, check: outcome }', `kind: rule, when: ${slip} }`]);
    expect(told(suite)[0]).toContain(
      `${placeOf(suite, SUITE, 'decison.outcome')} error LOGIC_VARIABLE_UNKNOWN decison.outcome | decision.outcome`,
    );
    const rule = '{ id: R-1, applies_to: [bench.answer], when: { ">": [{ var: decision.amont }, 1] }, effect: refuse }';
    const policy = changed(POLICY, ['rules: []', `rules: [${rule}]`]);
    expect(told(policy)).toEqual([
      expect.stringContaining(
        `${placeOf(policy, POLICY, 'decision.amont')} error LOGIC_VARIABLE_UNKNOWN decision.amont | decision.amount`,
      ),
    ]);
  });

  it('are refused with an operator that JsonLogic does not have', () => {
    const rule = { id: 'R-1', applies_to: ['bench.answer'], when: { exec: ['rm'] }, effect: 'refuse' };
    const policy = changed(POLICY, ['rules: []', `rules: [${JSON.stringify(rule)}]`]);
    expect(told(policy)).toEqual([
      `${placeOf(policy, POLICY, '{"exec"')} error LOGIC_INVALID {"exec":["rm"]} | an operator of jsonlogic.com/operations.html, one per object`,
    ]);
    const suite = changed(SUITE, ['kind: replay, check: outcome }', 'kind: rule, when: { nope: 1 } }']);
    expect(told(suite)[0]).toContain(`${placeOf(suite, SUITE, '{ nope')} error LOGIC_INVALID { nope: 1 } | `);
  });

  it('are warned about where all evaluators are of one kind', () => {
    const files = changed(
      SUITE,
      ['kind: business, field: latency_ms', 'kind: replay, check: outcome'],
      ['kind: business, field: cost_cents', 'kind: replay, check: outcome'],
    );
    expect(told(files)[0]).toMatch(/:4:3 warning SUITE_ONE_KIND /);
    expect(told(files)).toHaveLength(1);
  });
});

describe('a path that two surfaces declare', () => {
  it.each(['', ', retired: { since: 2026-05-01, reason: no }'])(
    'is told at the second, the first being live or not: %j',
    (retired) => {
      const twice = TOP_K.replace('kb-top-k', 'kb-depth');
      const files = surfaces([
        `${TOP_K}, owner: "@acme/bench"`,
        `${TOP_K}${retired}, owner: "@acme/bench" }\n  - { ${twice}, owner: "@acme/bench"`,
      ]);
      expect(told(files)).toEqual([
        `${placeOf(files, PACK, 'evidence.kb.top_k', 'kb-depth')} error SURFACE_PATH_TWICE evidence.kb.top_k | -`,
      ]);
    },
  );
});

describe('ids', () => {
  it('are told where they stand twice in one list', () => {
    const files = {
      ...surfaces(['id: kb-max-hops', 'id: kb-top-k']),
      ...changed(SUITE, ['id: allowed', 'id: correct']),
      ...changed(POLICY, [
        'rules: []',
        'rules:\n  - &x'.replace(' &x', '') +
          ' { id: R, applies_to: [bench.answer], when: true, effect: refuse }\n  - { id: R, applies_to: [bench.answer], when: true, effect: refuse }',
      ]),
    };
    expect(told(files)).toEqual([
      `${placeOf(files, PACK, 'kb-top-k', 'kb-top-k')} error REF_DUPLICATE_ID kb-top-k | -`,
      `${placeOf(files, SUITE, 'correct', 'correct')} error REF_DUPLICATE_ID correct | -`,
      `${placeOf(files, POLICY, 'R,', 'R,')} error REF_DUPLICATE_ID R | -`,
    ]);
  });

  it('are told where two targets want the same of one intent', () => {
    const target = /targets:\n([\s\S]*?)search:/.exec(FILES[CONFIGURATION] ?? '')?.[1] ?? '';
    const files = changed(CONFIGURATION, ['targets:\n', `targets:\n${target}`]);
    expect(problemsOf(files).map(({ code, line, message }) => `${line} ${code} ${message}`)).toEqual([
      expect.stringMatching(/^10 REF_DUPLICATE_ID there is a target for bench.answer already$/),
    ]);
  });

  it('are told where two packs want the same intent, or two releases', () => {
    const pack = { 'packs/other/pack.yaml': (FILES[PACK] ?? '').replace('ctxpack.bench', 'ctxpack.other') };
    expect(problemsOf(pack).map(({ file, line, message }) => `${file}:${line} ${message}`)).toEqual([
      `packs/other/pack.yaml:4 the intent bench.answer is declared by ${PACK} already`,
    ]);
    const release = { 'packs/bench/releases/z.yaml': FILES[RELEASE] ?? '' };
    expect(problemsOf(release).map(({ file, line, message }) => `${file}:${line} ${message}`)).toEqual([
      `packs/bench/releases/z.yaml:2 bench.answer has a release record in ${RELEASE} already`,
    ]);
  });

  it('are told where two files have the same pinned id', () => {
    const files = { 'packs/bench/policy/z.yaml': FILES[POLICY] ?? '' };
    expect(problemsOf(files)).toMatchObject([
      {
        file: 'packs/bench/policy/z.yaml',
        line: 2,
        column: 5,
        found: 'policy.bench@1.0.0',
        message: `policy.bench@1.0.0 is ${POLICY} already`,
      },
    ]);
  });
});

describe('digests', () => {
  const read = (files: Readonly<Record<string, string>>) =>
    readRepository(Object.entries({ ...FILES, ...files }).map(([path, text]) => ({ path, text }))).repository;
  const digestsOf = (repository: Repository, { path, value }: Repository['releases'][number]) =>
    memberDigests(repository, path, activeTuple(value));
  const pinned = (text = FILES[RELEASE] ?? '') => {
    const repository = read({ [RELEASE]: text });
    const [release] = repository.releases;
    if (release === undefined) throw new Error('the release record of these tests is valid');
    return pinRelease(release, memberDigests(repository, release.path, activeTuple(release.value)));
  };

  it('are those of the members that this repository holds in the pinned version', () => {
    const repository = read({});
    const [release] = repository.releases;
    expect(release && digestsOf(repository, release)).toEqual({
      pack: digestOf(repository.packs[0]?.value),
      policy: digestOf(repository.policies[0]?.value),
      tools: digestOf(repository.tools[0]?.value),
      evals: digestOf(repository.suites[0]?.value),
      runtime: digestOf(repository.runtimes[0]?.value),
    });
    const ahead = read(changed(PACK, ['version: 1.0.0', 'version: 2.0.0']));
    expect(Object.keys((ahead.releases[0] && digestsOf(ahead, ahead.releases[0])) ?? {})).not.toContain('pack');
  });

  it('are those of the candidate where one is being rolled out, and what is released is not asked for its own', () => {
    const members = { pack: 'ctxpack.bench', policy: 'policy.bench', tools: 'tools.bench', evals: 'evals.bench' };
    const tuple = (version: string, indent: string) =>
      [
        ...[`id: release.bench.answer@${version}`, 'intent: bench.answer', 'runtime: runtime.bench@1.0.0'],
        ...Object.values(members).map(
          (name, i) => `${Object.keys(members)[i]}: ${name}@${i === 0 ? version : '1.0.0'}`,
        ),
        ...['model', 'prompts', 'environment'].map((name) => `${name}: not_verified`),
      ]
        .map((line) => `${indent}${line}\n`)
        .join('');
    const released = `schema_version: 1\nrelease_tuple:\n${tuple('0.9.0', '  ')}previous: null\n`;
    const rollout = `rollout:\n  stage: 0%_shadow\n  candidate_tuple:\n${tuple('1.0.0', '    ')}  since: 2026-05-12T06:00:00Z\n`;
    const rolling = `${released}${rollout}promotions: []\n`;
    expect(told({ [RELEASE]: rolling })).toEqual([]);
    const stamped = pinned(rolling);
    expect(stamped).toMatch(/candidate_tuple:\n(?: {4}\S.*\n)+ {4}digests:\n {6}pack: sha256:/);
    expect(told({ [RELEASE]: stamped })).toEqual([]);
    expect(pinned(stamped)).toBe(stamped);
    expect(told({ [RELEASE]: stamped, ...changed(SUITE, ['id: allowed', 'id: permitted']) })).toEqual([
      expect.stringContaining('error REF_DIGEST_MISMATCH'),
    ]);
  });

  it('are written once and stay where nothing changed', () => {
    expect(told({ [RELEASE]: pinned() })).toEqual([]);
    expect(pinned(pinned())).toBe(pinned());
  });

  it('are told at the member that changed under its name', () => {
    const files = { [RELEASE]: pinned(), ...changed(SUITE, ['id: allowed', 'id: permitted']) };
    const [only, ...others] = problemsOf(files);
    expect(others).toEqual([]);
    expect(only).toMatchObject({
      code: 'REF_DIGEST_MISMATCH',
      file: RELEASE,
      message: expect.stringContaining('evals.bench@1.0.0'),
    });
    expect(only?.found).toMatch(/^sha256:[0-9a-f]+…?$/);
    expect(only?.expected).toMatch(/^sha256:[0-9a-f]{64}$/);
  });

  const BLOCK = `# released by hand
schema_version: 1
release_tuple:
    id: "release.bench.answer@2026-05-01"   # the active one
    intent: bench.answer
    pack: ctxpack.bench@1.0.0
    policy: policy.bench@1.0.0
    tools: tools.bench@1.0.0
    evals: evals.bench@1.0.0
    model: 'example-model'
    prompts: not_verified
    runtime: runtime.bench@1.0.0
    environment: not_verified # yet

previous:   null
rollout: {stage: "100%", since: "2026-05-01T00:00:00Z"}
promotions: []
`;

  it.each([
    ['a tuple in lines', BLOCK],
    ['a tuple in lines that end as on Windows', BLOCK.replaceAll('\n', '\r\n')],
    [
      'a tuple that ends the file',
      `${BLOCK.replace(/release_tuple:[\s\S]*yet\n\n/, '')}${/release_tuple:[\s\S]*yet/.exec(BLOCK)?.[0]}`,
    ],
    ['a tuple in braces', FILES[RELEASE] ?? ''],
  ])('are written into %s and leave every other byte as it is', (_, text) => {
    const after = pinned(text);
    expect(told({ [RELEASE]: after })).toEqual([]);
    const rest = after
      .replace(/(\r?\n) +digests:(?:\r?\n +\w+: sha256:[0-9a-f]+)+/, '')
      .replace(/, digests: \{[^}]*\}/, '');
    expect(rest).toBe(text);
    const stale = after.replace(/(policy: sha256:)[0-9a-f]{64}/, `$1${'0'.repeat(64)}`);
    expect(stale).not.toBe(after);
    expect(pinned(stale)).toBe(after);
  });

  it('are written anew where the record has those of other members', () => {
    const fewer = pinned(BLOCK).replace(/\n +tools: sha256:[0-9a-f]+/, '');
    expect(told({ [RELEASE]: pinned(fewer) })).toEqual([]);
    expect(pinned(fewer)).toContain('# the active one');
  });
});
