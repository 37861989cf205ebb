import { describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { renderProblem } from '../../src/kit/problem.ts';
import { readDocument, readOnce } from '../../src/kit/schema-problems.ts';
import { Configuration } from '../../src/schema/configuration.ts';
import { ContextPack } from '../../src/schema/context-pack.ts';
import { EvaluatorSuite } from '../../src/schema/evaluator-suite.ts';
import { GoldensManifest } from '../../src/schema/goldens-manifest.ts';
import { PolicyBundle } from '../../src/schema/policy-bundle.ts';
import { ReleaseRecord } from '../../src/schema/release-record.ts';

function told(text: string, schema: z.ZodType, kind: 'yaml' | 'json' = 'yaml'): string[] {
  const { document, problems } = readDocument('f', text, schema, kind);
  expect(document === null).toBe(problems.length > 0);
  return problems.map(({ code, line, column, found, expected }) => `${line}:${column} ${code} ${found} -> ${expected}`);
}

describe('a document that is read once', () => {
  const schema = () => z.strictObject({ name: z.string(), inner: z.strictObject({ size: z.int() }).optional() });

  /** How often code was generated while something was done. */
  function generated(act: () => unknown): number {
    const made = vi.spyOn(globalThis, 'Function');
    act();
    const calls = made.mock.calls.filter((given) => given.length > 1).length;
    made.mockRestore();
    return calls;
  }

  it('is read by its schema without code that would be generated for it', () => {
    expect(generated(() => schema().safeParse({ name: 'a', inner: { size: 1 } }))).toBeGreaterThan(0);
    expect(generated(() => readOnce(schema(), { name: 'a', inner: { size: 1 } }))).toBe(0);
    expect(generated(() => readDocument('a.yaml', 'name: a\n', schema(), 'yaml'))).toBe(0);
  });

  it.each<[string, unknown]>([
    ['right', { name: 'a', inner: { size: 1 } }],
    ['wrong within', { name: 1, inner: { size: 0.5, more: true }, other: null }],
    ['nothing', null],
  ])('is read to the same end: %s', (_, value) => {
    expect(readOnce(schema(), value)).toEqual(schema().safeParse(value));
  });
});

describe('what a schema has against a document', () => {
  it('reads a document that has the right form', () => {
    const text = 'schema_version: 1\nid: policy.returns@1.0.0\nrules: []\n';
    expect(readDocument('f', text, PolicyBundle, 'yaml').document).toEqual({
      schema_version: 1,
      id: 'policy.returns@1.0.0',
      rules: [],
    });
  });

  it('suggests the key that was meant', () => {
    const text = 'schema_version: 1\nid: policy.x@1.0.0\nrules: []\nruls: []\nwhatever: 1\n';
    expect(told(text, PolicyBundle)).toEqual([
      '4:1 DOC_UNKNOWN_KEY ruls -> did you mean `rules`?',
      '5:1 DOC_UNKNOWN_KEY whatever -> schema_version, id, rules',
    ]);
  });

  it('tells a version it does not read from a missing one', () => {
    expect(told('schema_version: 2\nid: p@1.0.0\nrules: []\n', PolicyBundle)).toEqual(['1:17 DOC_VERSION 2 -> 1']);
    expect(told('id: p@1.0.0\nrules: []\n', PolicyBundle)).toEqual([
      '1:1 DOC_SHAPE id: p@1.0.0 -> `schema_version`: 1',
    ]);
  });

  it('tells names without a version, in values, alternatives and keys', () => {
    const bundle = 'schema_version: 1\nid: policy.returns\nrules: []\n';
    const pinned = 'a pinned name such as policy.returns@4.1.0';
    expect(told(bundle, PolicyBundle)).toEqual([`2:5 REF_UNPINNED policy.returns -> ${pinned}`]);
    const release = told('release_tuple: { pack: ctxpack.support, policy: not_verified }', ReleaseRecord);
    expect(release).toContain('1:24 REF_UNPINNED ctxpack.support -> a pinned name such as policy.returns@4.1.0');
    expect(told('tuples: { release.x: { evidence: {} } }', GoldensManifest)).toContain(
      '1:11 REF_UNPINNED release.x -> a pinned name such as release.support.refund@2026-05-09',
    );
  });

  it('picks the alternative by its discriminator', () => {
    const suite = (evaluator: string) => `{"schema_version":1,"id":"e@1.0.0","evaluators":[\n${evaluator}\n]}`;
    expect(told(suite('{"id":"a","dimension":"policy","kind":"rul"}'), EvaluatorSuite, 'json')).toEqual([
      '2:39 DOC_SHAPE "rul" -> one of: rule, replay, business, judgement, human, grader',
    ]);
    expect(
      told(suite('{"id":"a","dimension":"policy","kind":"rule","when":{},"wieght":2}'), EvaluatorSuite, 'json'),
    ).toEqual(['2:56 DOC_UNKNOWN_KEY "wieght" -> did you mean `weight`?']);
    expect(told(suite('{"id":"a","dimension":"policy"}'), EvaluatorSuite, 'json')).toEqual([
      expect.stringMatching(/^2:1 DOC_SHAPE .* -> `kind`: one of: rule, replay/),
    ]);
  });

  it('picks the alternative that has least to say', () => {
    const problems = told('schema_version: 1\nexperience: { file: x }\n', Configuration);
    expect(problems).toContain('2:15 DOC_UNKNOWN_KEY file -> did you mean `files`?');
    expect(problems.some((line) => line.includes('command'))).toBe(false);
  });

  it('tells one thing wrong once', () => {
    expect(told('schema_version: &v 1\nid: *v\nrules: []\n', PolicyBundle)).toEqual([
      '1:17 DOC_YAML_FEATURE &v -> the value without `&name`',
      '2:5 DOC_YAML_FEATURE *v -> the value written out',
    ]);
    expect(told('rules: [\n', PolicyBundle)).toHaveLength(1);
  });

  it('collects everything, in the order of the text', () => {
    const text = [
      'pack_meta: { id: ctxpack.support, version: 5.2 }',
      'intents: [{ id: support.triage, risk_class: readonly, reads: [] }]',
      'evidence: { kb: { topk: 10, max_hops: 1.5 }, 9bad: { top_k: 8, max_hops: 3 } }',
      'planner: { tool_preference: orders_first }',
      'contxt_budget: {}',
    ].join('\n');
    expect(told(text, ContextPack)).toEqual([
      '1:1 DOC_SHAPE pack_meta: { id: ctxpack.support, version: 5.2 } -> `schema_version`: 1',
      '1:1 DOC_SHAPE pack_meta: { id: ctxpack.support, version: 5.2 } -> `context_budget`: a mapping',
      '1:44 DOC_SHAPE 5.2 -> text',
      '2:45 DOC_SHAPE readonly -> one of: read_only, local_write, network, delegated, destructive',
      '2:62 DOC_SHAPE [] -> at least 1 entries',
      '3:13 DOC_SHAPE kb -> `top_k`: a number',
      '3:19 DOC_UNKNOWN_KEY topk -> did you mean `top_k`?',
      '3:39 DOC_SHAPE 1.5 -> a whole number',
      '3:46 DOC_SHAPE 9bad -> a name: letters, digits, dash, underscore',
      '4:1 DOC_SHAPE planner -> `decompose_before_tool`: text',
      '5:1 DOC_UNKNOWN_KEY contxt_budget -> did you mean `context_budget`?',
    ]);
  });

  it('prints untrusted text on one line', () => {
    const { problems } = readDocument('f', '"a\\u001b[2J\\n::error::": 1\n', z.strictObject({}), 'yaml');
    for (const problem of problems) expect(renderProblem(problem).replaceAll('\n    ', '')).not.toMatch(/\p{Cc}/u);
  });
});
