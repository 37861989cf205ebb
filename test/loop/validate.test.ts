/** `autotune validate` as a process: everything that is wrong is told in one run, each at its place. */
import { mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { expectFile } from '../making/expected.ts';
import { autotune, commitAll, copyRepository, edit, git, makeRepository, write } from '../making/repository.ts';

const PACK = 'packs/bench/pack.yaml';
const CONFIGURATION = '.github/autotune.yaml';
const SUITE = 'packs/bench/evals/evals.bench.yaml';
const RELEASE = 'packs/bench/releases/bench.answer.yaml';
const SEARCH = 'goldens/bench.answer/search.jsonl';
const HELDOUT = 'goldens/bench.answer/test.jsonl';
const CANARY = 'CANARY-9d41';

let pristine = '';
beforeAll(() => {
  pristine = makeRepository({ search: 8, test: 6 });
});

type Told = {
  severity: string;
  code: string;
  file: string;
  line: number;
  column: number;
  found?: string;
  expected?: string;
};

function validate(root: string): {
  status: number | null;
  problems: Told[];
  said: Record<string, unknown>;
  all: string;
} {
  const { status, stdout, stderr } = autotune(root, ['validate', '--json']);
  const said = JSON.parse(stdout);
  return { status, problems: said.problems, said, all: stdout + stderr };
}

const onLine = (n: number, change: (line: string) => string) => (text: string) =>
  text
    .split('\n')
    .map((line, i) => (i === n - 1 ? change(line) : line))
    .join('\n');
const changed = (change: (root: string) => void) => {
  const root = copyRepository(pristine);
  change(root);
  return validate(root);
};
const codes = ({ problems }: { problems: Told[] }) => problems.map(({ code }) => code);

describe('a repository without a problem', () => {
  it('is said to be valid', () => {
    expect(validate(pristine)).toMatchObject({
      status: 0,
      said: { valid: true, documents: 8, cases: 14, problems: [] },
    });
    const { status, stdout, stderr } = autotune(pristine, ['validate']);
    expect({ status, stdout, stderr }).toEqual({
      status: 0,
      stdout: '0 errors, 0 warnings\n8 documents and 14 golden cases were read\n',
      stderr: '',
    });
  });

  it('is valid with warnings', () => {
    const result = changed((root) => {
      edit(root, PACK, (text) => text.replace('version: 1.0.0', 'version: 1.0.1'));
    });
    expect(result).toMatchObject({ status: 0, said: { valid: true } });
    expect(result.problems).toMatchObject([{ severity: 'warning', code: 'REF_UNRESOLVED', file: RELEASE }]);
  });
});

describe('a target that leaves a question open', () => {
  it('is an error at its place, as a run would refuse it', () => {
    const { status, problems } = changed((root) => {
      edit(root, CONFIGURATION, (text) => text.replace(' safety: { min: 1.0 },', ''));
    });
    expect(status).toBe(1);
    expect(problems).toMatchObject([
      {
        severity: 'error',
        code: 'CONTRACT_INCOMPLETE',
        file: CONFIGURATION,
        message: 'no guardrail for safety: add guardrails.safety.min',
      },
    ]);
  });

  it('by goldens that are not there is one, too', () => {
    const { status, problems } = changed((root) => git(root, 'rm', '-rq', 'goldens'));
    expect(status).toBe(1);
    expect(problems).toMatchObject([
      { code: 'CONTRACT_INCOMPLETE', file: CONFIGURATION, message: 'there is no goldens manifest for bench.answer' },
    ]);
  });
});

describe('a target that rests on what is not there', () => {
  it('is an error at its place, as a run would refuse it', () => {
    const { status, problems } = changed((root) => rmSync(join(root, RELEASE)));
    const message = 'there is no release record for bench.answer';
    expect({ status, problems }).toMatchObject({
      status: 1,
      problems: [{ code: 'CONTRACT_INCOMPLETE', file: CONFIGURATION, line: 3, message }],
    });
  });
});

describe('a slice with a margin of its own that no search case is in', () => {
  const guard = (slice: string) => (text: string) =>
    text.replace(
      'approval_bypass_rate: { max: 0 }',
      `approval_bypass_rate: { max: 0 }, slices: { "${slice}": { utility_delta: { min: -0.5 } } }`,
    );

  it('is told at its place, with the tags that come closest, and refused by a run before anything is replayed', () => {
    const root = copyRepository(pristine);
    edit(root, CONFIGURATION, (text) =>
      guard('evne')(text).replace('min_cases: 30', 'min_cases: 1').replace('-0.02', '-0.9'),
    );
    commitAll(root, 'a slice');
    const { status, problems } = validate(root);
    const expected = { code: 'SLICE_UNKNOWN', severity: 'error', file: CONFIGURATION, line: 8 };
    expect({ status, problems }).toMatchObject({ status: 1, problems: [expected] });
    expect(problems[0]?.expected).toMatch(/^even \| /);
    const run = autotune(root, ['run', '--dry-run', '--json']);
    expect(JSON.parse(run.stdout)).toMatchObject({
      targets: [
        { result: 'refused', reason: 'guardrails.slices names evne, and no search case of bench.answer is in it' },
      ],
    });
  });

  it.each(['even', 'risk_class:read_only'])('is no matter where there are cases of it: %s', (slice) => {
    expect(changed((root) => edit(root, CONFIGURATION, guard(slice)))).toMatchObject({ status: 0, problems: [] });
  });

  it('is not looked for in a set that could not be read whole', () => {
    const result = changed((root) => {
      edit(root, CONFIGURATION, guard('evne'));
      edit(root, SEARCH, (text) => `${text}{}\n`);
    });
    expect(codes(result)).not.toContain('SLICE_UNKNOWN');
  });
});

describe('a judgement', () => {
  const judged =
    (name: string, value = '1', more = '') =>
    (root: string) => {
      const evaluator = `  - { id: tone, dimension: utility, kind: judgement, name: ${name}${more} }\n`;
      edit(root, SUITE, (text) => text + evaluator);
      edit(
        root,
        SEARCH,
        onLine(3, (line) => line.replace('"judgements":{}', `"judgements":{"tone":${value}}`)),
      );
      expect(autotune(root, ['goldens', 'stamp']).status).toBe(0);
    };
  const told = (...given: Parameters<typeof judged>) => {
    const { problems } = changed(judged(...given));
    return problems.map(({ severity, code, file, line, found, expected }) => [
      severity,
      code,
      file,
      line,
      found,
      expected,
    ]);
  };

  it('that an evaluator and a case call by two names is told at both, with the other name', () => {
    expect(told('tome')).toEqual([
      ['error', 'JUDGEMENT_UNREAD', SUITE, 9, 'tome', 'tone'],
      ['warning', 'JUDGEMENT_UNREAD', SEARCH, 3, 'tone', 'tome'],
    ]);
  });

  it('that both call by one name is nothing to be told', () => {
    expect(told('tone')).toEqual([]);
  });

  it('on a scale of its own is told at the case, unless the evaluator says what is good on it', () => {
    expect(told('tone', '4')).toEqual([['error', 'JUDGEMENT_SCALE', SEARCH, 3, undefined, '0..1, or `min` in tone']]);
    expect(told('tone', '4', ', min: 3')).toEqual([]);
  });
});

describe('many kinds of errors at once', () => {
  const plant = (root: string) => {
    edit(root, CONFIGURATION, (text) =>
      text
        .replace('min_effect: 0.005', 'min_efect: 0.005')
        .replace('direction: decrease', 'direction: down')
        .replace('seed: 7', 'seed: 7, seed: 8')
        .replace('strategy: auto', 'strategy: &s auto'),
    );
    edit(root, PACK, (text) =>
      text.replace('schema_version: 1', 'schema_version: 2').replace('max_hops: 3 }', 'max_hops: three }'),
    );
    edit(root, SUITE, (text) =>
      text.replace('evals.bench@1.0.0', 'evals.bench').replace('check: outcome', 'check: outcomes'),
    );
    edit(root, 'packs/bench/policy/policy.bench.yaml', (text) => text.replace('rules: []', 'rules: [\n'));
    edit(root, 'packs/bench/tools/tools.bench.yaml', (text) => text.replace('tools: []', 'tools: !!seq []'));
    edit(root, RELEASE, (text) => text.replace('"100%"', '"101%"'));
    write(root, 'packs/bench/proposals/at_x.json', '{\n  "status": "proposed",\n}\n');
    edit(root, SEARCH, (text) =>
      onLine(2, (line) => line.replace('"base_tokens":301', '"base_tokens":"many"'))(
        onLine(3, (line) => line.replace('"tags":', '"tags":[],"tags":'))(
          onLine(4, (line) => line.slice(0, -1))(
            onLine(5, (line) => line.replace('"case_4"', '"case_0"'))(onLine(8, () => '')(text)),
          ),
        ),
      ),
    );
    edit(root, HELDOUT, (text) =>
      onLine(1, (line) => line.replace('"base_tokens":', `"${CANARY}":"${CANARY}","base_tokens":`))(
        onLine(2, (line) => line.replace('"intent":"bench.answer"', '"intent":"bench.other"'))(
          onLine(3, (line) => line.replace(/"family":"[^"]*"/, '"family":"family_3"'))(text),
        ),
      ),
    );
  };

  it('are all told in one run, with place, found and expected', () => {
    const root = copyRepository(pristine);
    plant(root);
    const { status, stdout } = autotune(root, ['validate']);
    expect(status).toBe(1);
    expectFile('validate.txt', stdout.replaceAll(/sha256:[0-9a-f]{64}/g, 'sha256:(64 digits)'));
    const { problems, all } = validate(root);
    const kinds = new Set(problems.map(({ code }) => code));
    expect([...kinds].sort()).toEqual([
      'CASE_INTENT_MISMATCH',
      'DOC_DUPLICATE_KEY',
      'DOC_SHAPE',
      'DOC_SYNTAX',
      'DOC_UNKNOWN_KEY',
      'DOC_VERSION',
      'DOC_YAML_FEATURE',
      'REF_DUPLICATE_ID',
      'REF_UNPINNED',
      'SETS_OVERLAP',
      'SET_COUNT_MISMATCH',
      'SET_DIGEST_MISMATCH',
    ]);
    const heldout = problems.filter(({ file, code }) => file === HELDOUT && !code.startsWith('SET_'));
    expect(heldout.map(({ line }) => line)).toEqual([1, 2]);
    expect(heldout.every(({ found, expected }) => found === undefined && expected === undefined)).toBe(true);
    expect(all).not.toContain(CANARY);
    const placed = problems.filter(({ code }) => !code.startsWith('SET_'));
    expect(placed.every(({ line, column }) => line > 0 && column > 0)).toBe(true);
  });

  /** Each wrong in a way that another document shows. */
  const crossed = (root: string) => {
    edit(root, PACK, (text) => text.replace('[evidence.kb,', '[evidence.kb, memory.x,'));
    edit(root, CONFIGURATION, (text) =>
      text.replace('bootstrap: 1000', 'bootstrap: 200').replace(' safety: { min: 1.0 },', ''),
    );
    edit(root, RELEASE, (text) => text.replace('runtime: runtime.bench@1.0.0', 'runtime: runtime.bench@9.0.0'));
  };
  const CROSSED = [
    ['INTENT_READS_MISSING', PACK],
    ['REF_UNRESOLVED', RELEASE],
    ['REF_DIGEST_MISMATCH', RELEASE],
    ['RESAMPLES_COARSE', CONFIGURATION],
    ['CONTRACT_INCOMPLETE', CONFIGURATION],
    ['CONTRACT_INCOMPLETE', CONFIGURATION],
  ];

  it('across documents are told in the same run as the shape of another that cannot be read', () => {
    const told = ({ problems }: { problems: Told[] }) => problems.map(({ code, file }) => [code, file]);
    expect(told(changed(crossed))).toEqual(CROSSED);
    const tools = 'packs/bench/tools/tools.bench.yaml';
    const result = changed((root) => {
      crossed(root);
      edit(root, tools, (text) => `${text}colour: red\n`);
    });
    expect(told(result)).toEqual([
      ['DOC_UNKNOWN_KEY', tools],
      ...CROSSED.filter(([code]) => code !== 'CONTRACT_INCOMPLETE'),
    ]);
    expect(result.said['unchecked']).toEqual([tools]);
  });

  it.each([
    [CONFIGURATION, 'its targets, and production runs', []],
    [PACK, 'its surfaces', []],
    ['packs/bench/policy/policy.bench.yaml', 'the replay of the cases', [HELDOUT, SEARCH]],
    ['packs/bench/tools/tools.bench.yaml', 'what names it', []],
    ['packs/bench/runtime/runtime.bench.yaml', 'the replay of the cases', [HELDOUT, SEARCH]],
    [SUITE, 'judgements by name', []],
    [RELEASE, 'the replay of its cases', [HELDOUT, SEARCH]],
    ['goldens/bench.answer/manifest.yaml', 'its golden sets', []],
  ])('make nobody tell that %s, which cannot be read, were not there', (path, what, sets) => {
    const root = copyRepository(pristine);
    edit(root, path, (text) => `${text}colour: red\n`);
    const result = validate(root);
    expect(result.problems).toMatchObject([{ code: 'DOC_UNKNOWN_KEY', file: path }]);
    expect(result.said['unchecked']).toEqual([path, ...sets]);
    const { stdout } = autotune(root, ['validate']);
    expect(stdout).toMatch(new RegExp(`^not checked, since ${path} cannot be read: .*${what}`, 'm'));
  });

  it('across documents are told once each of them reads', () => {
    const result = changed((root) => {
      edit(root, PACK, (text) =>
        text.replace('kb: { top_k: 10', 'kb: { top_k: 60').replace('[evidence.kb,', '[evidence.kb, memory.x,'),
      );
      edit(root, CONFIGURATION, (text) => text.replace('metric: economics_cents_per_decision', 'metric: joy'));
      edit(root, SUITE, (text) => text.replace('id: allowed', 'id: correct'));
      edit(root, RELEASE, (text) => text.replace('tools: tools.bench@1.0.0', 'tools: tools.bench@9.0.0'));
    });
    expect(result.status).toBe(1);
    expect(codes(result).sort()).toEqual([
      'INTENT_READS_MISSING',
      'REF_DIGEST_MISMATCH',
      'REF_DIGEST_MISMATCH',
      'REF_DUPLICATE_ID',
      'REF_UNRESOLVED',
      'REF_UNRESOLVED',
      'SURFACE_VALUE_OUT_OF_BOUNDS',
    ]);
  });
});

describe('hostile documents', () => {
  it.each([
    ['aliases', 'a: &a [1]\nb: *a\n', ['DOC_YAML_FEATURE']],
    [
      'a bomb of aliases',
      `a: &a [x]\n${'bcdefghi'
        .split('')
        .map((name, i) => `${name}: &${name} [${`*${'abcdefgh'[i]},`.repeat(9)}]`)
        .join('\n')}\n`,
      ['DOC_YAML_FEATURE'],
    ],
    ['merge keys', 'a: { x: 1 }\nb: { <<: { x: 1 } }\n', ['DOC_YAML_FEATURE']],
    ['a tag', 'a: !!js/function x\n', ['DOC_YAML_FEATURE']],
    ['nesting', `a: ${'['.repeat(50_000)}\n`, ['DOC_SYNTAX']],
    ['a number that JSON cannot carry', 'schema_version: 1e309\n', ['DOC_SHAPE']],
    ['a key that reaches a prototype', '__proto__: { polluted: true }\n', ['DOC_SHAPE']],
    ['more than 4 MiB', `a: "${'x'.repeat(4_300_000)}"\n`, ['DOC_TOO_LARGE']],
  ])('are refused for %s', (_, text, expected) => {
    const result = changed((root) => write(root, 'packs/bench/tools/hostile.yaml', text));
    expect(result.status).toBe(1);
    const told = result.problems
      .filter(({ file }) => file === 'packs/bench/tools/hostile.yaml')
      .map(({ code }) => code);
    expect(told).toEqual(expect.arrayContaining(expected));
  });

  it('write no control character to the terminal', () => {
    const root = copyRepository(pristine);
    edit(root, PACK, (text) =>
      text
        .replace('tool_preference: none', 'tool_preference: "\u202enone\u009b2J"')
        .replace(
          'tunable_surfaces:',
          'tunable_surfaces:\n  - { id: p, layer: planner, field: tool_preference, path: planner.tool_preference, bounds: { allowed: [x] }, owner: "@o" }',
        ),
    );
    edit(
      root,
      SEARCH,
      onLine(1, (line) => line.replace('"read_only"', '"\\u001b[2J\u202e"')),
    );
    const { status, stdout, stderr } = autotune(root, ['validate']);
    expect(status).toBe(1);
    expect(stdout).toContain('SURFACE_VALUE_OUT_OF_BOUNDS');
    expect(stdout + stderr).not.toMatch(/[^\P{Cc}\n]|\p{Cf}/u);
  });

  it('are not reached through a symbolic link', () => {
    const { status, all } = changed((root) => {
      writeFileSync(join(root, 'secret.txt'), CANARY);
      rmSync(join(root, SUITE));
      symlinkSync(join(root, 'secret.txt'), join(root, SUITE));
    });
    expect(status).toBe(1);
    expect(all).not.toContain(CANARY);
  });
});

describe('a document by nearly its own name', () => {
  it('is told beside what its absence breaks', () => {
    const { status, problems } = changed((root) => {
      renameSync(join(root, PACK), join(root, PACK.replace('.yaml', '.yml')));
    });
    expect(status).toBe(1);
    expect(problems).toContainEqual(
      expect.objectContaining({
        severity: 'warning',
        code: 'DOC_MISNAMED',
        file: PACK.replace('.yaml', '.yml'),
        expected: PACK,
      }),
    );
    expect(problems.filter(({ severity }) => severity === 'error').length).toBeGreaterThan(0);
  });

  it('beside the one that is read is a warning alone', () => {
    const { status, problems } = changed((root) => write(root, 'goldens/bench.answer/manifest.yml', 'old'));
    expect({ status, codes: problems.map(({ code }) => code) }).toEqual({ status: 0, codes: ['DOC_MISNAMED'] });
  });
});

describe('symbolic links', () => {
  /** Moves what stands at a path away and leaves a link to it. */
  const link = (root: string, path: string) => {
    const away = join(root, 'elsewhere', path.replaceAll('/', '-'));
    mkdirSync(join(root, 'elsewhere'), { recursive: true });
    renameSync(join(root, path), away);
    symlinkSync(away, join(root, path));
  };

  it.each([
    CONFIGURATION,
    PACK,
    SUITE,
    SEARCH,
    HELDOUT,
    'packs',
    'packs/bench/policy',
    'goldens/bench.answer',
    'goldens',
  ])('in the place of %s are told, with what to do', (path) => {
    const result = changed((root) => link(root, path));
    expect(result.status).toBe(1);
    const told = result.problems.filter(({ code }) => code === 'DOC_LINK');
    expect(told).toMatchObject([{ severity: 'error', file: path, line: 0 }]);
    expect(told[0]?.expected).toMatch(/file/);
    expect(result.problems.filter(({ code, file }) => /_(?:MISSING|ABSENT)$/.test(code) && file === path)).toEqual([]);
  });

  it('that lead nowhere are told, too', () => {
    const result = changed((root) => symlinkSync('nowhere', join(root, 'packs/bench/evals/more.yaml')));
    expect(result.problems).toMatchObject([{ code: 'DOC_LINK', file: 'packs/bench/evals/more.yaml' }]);
  });

  it('stop a run, which would otherwise search without the document', () => {
    const root = copyRepository(pristine);
    link(root, SUITE);
    const { status, stderr } = autotune(root, ['run']);
    expect(status).toBe(1);
    expect(stderr).toContain('DOC_LINK');
  });

  it('where nothing is expected concern nobody', () => {
    const result = changed((root) => {
      symlinkSync(join(root, PACK), join(root, 'packs/NOTES.md'));
      symlinkSync(join(root, 'packs'), join(root, 'packs/bench/docs'));
      symlinkSync(join(root, PACK), join(root, 'goldens/bench.answer/README.md'));
    });
    expect(result).toMatchObject({ status: 0, problems: [] });
  });
});

describe('production runs', () => {
  const RUNS = 'experience/runs/2026-05-11/runs.jsonl';
  const configured = (root: string, source = '{ files: experience/runs }') =>
    edit(root, CONFIGURATION, (text) => `${text}experience: ${source}\n`);
  const production = (more: Record<string, unknown> = {}) => ({
    run_id: 'run_1',
    trace_id: 'trace_1',
    at: '2026-05-11T06:00:00Z',
    intent_id: 'bench.answer',
    risk_class: 'read_only',
    pack_version: 'bench@1.0.0',
    policy_bundle_version: 'policy.bench@1.0.0',
    tool_manifest_version: 'tools.bench@1.0.0',
    evaluator_suite_version: 'evals.bench@1.0.0',
    release_tuple_id: 'release.bench@2026-05-09',
    decision_record_id: 'dr_1',
    outcome: 'answer',
    scorecard: { policy: 1, safety: 1, utility: 1, latency_ms: 900, economics_cents: 1, approval_bypass: 0 },
    operator_corrections: [],
    ...more,
  });
  const line = (more: Record<string, unknown> = {}) => `${JSON.stringify(production(more))}\n`;

  it('are read where they are configured, zipped ones too, and counted', () => {
    const result = changed((root) => {
      configured(root);
      write(root, RUNS, `${line()}\n${line({ run_id: 'run_2' })}`);
      mkdirSync(join(root, 'experience/runs/2026-05-12'));
      writeFileSync(join(root, 'experience/runs/2026-05-12/runs.jsonl.gz'), gzipSync(line()));
      write(root, 'experience/runs/README.md', 'not runs');
    });
    expect(result).toMatchObject({ status: 0, problems: [], said: { runs: 3 } });
  });

  it('are not looked for where none are configured', () => {
    const result = changed((root) => write(root, RUNS, 'not JSON\n'));
    expect(result).toMatchObject({ status: 0, problems: [], said: { runs: null } });
  });

  it('are all told at their line and column, with what stands there and the right form', () => {
    const result = changed((root) => {
      configured(root);
      const twice = JSON.stringify(production()).replace('"outcome"', '"run_id":"again","outcome"');
      const share = { ...production().scorecard, utility: 2 };
      write(root, RUNS, `${line()}{"run_id": \n${line({ at: 'yesterday' })}${twice}\n${line({ scorecard: share })}`);
      writeFileSync(join(root, 'experience/runs/cut.jsonl.gz'), gzipSync(line()).subarray(0, 40));
    });
    expect(result).toMatchObject({ status: 1, said: { runs: 1 } });
    expect(result.problems).toMatchObject([
      { code: 'DOC_SYNTAX', file: RUNS, line: 2 },
      { code: 'DOC_SHAPE', file: RUNS, line: 3, column: 45, found: '"yesterday"' },
      { code: 'DOC_DUPLICATE_KEY', file: RUNS, line: 4 },
      { code: 'DOC_SHAPE', file: RUNS, line: 5, found: '2', expected: 'at most 1' },
      { code: 'DOC_SYNTAX', file: 'experience/runs/cut.jsonl.gz' },
    ]);
    for (const { column } of result.problems.slice(0, 4)) expect(column).toBeGreaterThan(0);
  });

  it('that are many and broken do not drown the rest', () => {
    const result = changed((root) => {
      configured(root);
      write(root, RUNS, 'x\n'.repeat(500));
    });
    expect(result.problems).toHaveLength(201);
    expect(result.problems.at(-1)).toMatchObject({ file: RUNS });
    expect(JSON.stringify(result.problems.at(-1))).toContain('and 300 more problems');
  });

  it('behind a symbolic link are told as that', () => {
    const result = changed((root) => {
      configured(root);
      write(root, 'elsewhere/runs.jsonl', line());
      mkdirSync(join(root, 'experience/runs'), { recursive: true });
      symlinkSync(join(root, 'elsewhere'), join(root, 'experience/runs/2026-05-11'));
      symlinkSync(join(root, 'elsewhere/runs.jsonl'), join(root, 'experience/runs/today.jsonl'));
    });
    expect(result.problems).toMatchObject([
      { code: 'DOC_LINK', file: 'experience/runs/2026-05-11' },
      { code: 'DOC_LINK', file: 'experience/runs/today.jsonl' },
    ]);
  });

  it('that are nowhere are a warning, and a query in one text, for a shell, is an error, at their place', () => {
    const none = changed((root) => configured(root));
    expect(none).toMatchObject({ status: 0, problems: [{ severity: 'warning', file: CONFIGURATION }] });
    const command = changed((root) => configured(root, '{ command: "duckdb -json" }'));
    expect(command).toMatchObject({ status: 1, problems: [{ code: 'DOC_SHAPE', file: CONFIGURATION }] });
    const outside = changed((root) => configured(root, '{ files: ../elsewhere }'));
    expect(outside.status).toBe(1);
    for (const { problems } of [none, command]) expect(problems[0]?.line).toBeGreaterThan(1);
  });
});

describe('golden sets', () => {
  it('that are not stamped are told at the first such case', () => {
    const result = changed((root) => edit(root, SEARCH, (text) => text.replace(/,"baseline":\{.*?\}\}/g, '')));
    expect(result.problems).toMatchObject([
      { code: 'UNSTAMPED', file: SEARCH, line: 1, expected: 'autotune goldens stamp' },
      { code: 'SET_DIGEST_MISMATCH', file: SEARCH },
    ]);
  });

  it.each([
    ['search', SEARCH],
    ['test', HELDOUT],
  ])('that stand there twice are told, and a run refuses to choose: %s', (_, path) => {
    const root = copyRepository(pristine);
    writeFileSync(join(root, `${path}.gz`), gzipSync(readFileSync(join(root, path))));
    commitAll(root, 'both');
    const { status, problems } = validate(root);
    expect({ status, problems }).toMatchObject({ status: 1, problems: [{ code: 'SET_AMBIGUOUS', file: path }] });
    const run = autotune(root, ['run', '--dry-run']);
    expect(run.status).toBe(1);
    expect(run.stdout + run.stderr).toContain('SET_AMBIGUOUS');
  });

  it.each([
    ['search', SEARCH],
    ['test', HELDOUT],
  ])('with lines that are not UTF-8 are told at each of them, and the others are still checked: %s', (role, path) => {
    const result = changed((root) => {
      const lines = readFileSync(join(root, path), 'utf8').split('\n');
      const [first = '', second = '', third = '', ...rest] = lines;
      const bytes = [
        `${first}\n`,
        second,
        '\n',
        third.replace('"base_tokens":', '"base_token":'),
        '\n',
        rest.join('\n'),
      ];
      const damaged = bytes.map((part) => Buffer.from(part));
      writeFileSync(
        join(root, path),
        Buffer.concat([...damaged.slice(0, 2), Buffer.from([0xff]), ...damaged.slice(2)]),
      );
    });
    expect(result.problems).toMatchObject([
      { code: 'DOC_SYNTAX', file: path, line: 2, ...(role === 'search' ? { expected: 'UTF-8' } : {}) },
      { file: path, line: 3 },
      { file: path, line: 3 },
      // Lines that cannot be read are there all the same: no case is missing.
      { code: 'SET_DIGEST_MISMATCH' },
    ]);
  });

  it('that are not there or not whole are told, and the rest is still read', () => {
    const result = changed((root) => {
      rmSync(join(root, SEARCH));
      writeFileSync(join(root, `${SEARCH}.gz`), readFileSync(join(root, HELDOUT)));
      rmSync(join(root, HELDOUT));
      edit(root, SUITE, (text) => text.replace('id: allowed', 'id: correct'));
    });
    expect(result.status).toBe(1);
    expect(codes(result)).toEqual(expect.arrayContaining(['DOC_SYNTAX', 'HELDOUT_ABSENT', 'REF_DUPLICATE_ID']));
  });

  it('with thousands of problems are told in a list that ends', () => {
    const result = changed((root) => edit(root, SEARCH, (text) => `${text}${'{}\n'.repeat(3000)}`));
    expect(result.problems.length).toBeLessThan(250);
    expect(JSON.stringify(result.problems)).toMatch(/and \d+ more problems/);
  });

  it('of a million lines that are no text are told in a list that ends, in time', () => {
    const result = changed((root) =>
      writeFileSync(join(root, SEARCH), Buffer.alloc(2_000_000, Buffer.from('\xff\n', 'latin1'))),
    );
    expect(result.problems.filter(({ code, file }) => code === 'DOC_SYNTAX' && file === SEARCH)).toHaveLength(200);
    expect(JSON.stringify(result.problems)).toContain('and 999800 more problems');
  });

  it('with nesting that nothing can walk are told at the line', () => {
    const result = changed((root) =>
      edit(
        root,
        SEARCH,
        onLine(2, (line) => line.replace('"question number 1"', `${'['.repeat(100_000)}${']'.repeat(100_000)}`)),
      ),
    );
    expect(result.status).toBe(1);
    expect(result.problems[0]).toMatchObject({ code: 'DOC_SYNTAX', file: SEARCH, line: 2 });
  });
});

describe('what is missing altogether', () => {
  it('is told where there is no configuration', () => {
    const result = changed((root) => rmSync(join(root, CONFIGURATION)));
    expect(result.status).toBe(1);
    expect(result.problems).toMatchObject([{ code: 'CONFIG_MISSING', file: CONFIGURATION, line: 0 }]);
  });
});
