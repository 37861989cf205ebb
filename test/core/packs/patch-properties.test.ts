import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { valueAt } from '../../../src/core/packs/address.ts';
import { applyPatch, invert, openPack, problemWithForm } from '../../../src/core/packs/patch.ts';
import { isAutotuneError } from '../../../src/kit/errors.ts';
import { readDocument } from '../../../src/kit/schema-problems.ts';
import { parseYaml } from '../../../src/kit/yaml-document.ts';
import { ContextPack } from '../../../src/schema/context-pack.ts';
import type { TypedPatch } from '../../../src/schema/tunable-surface.ts';
import { pack as example } from './example-pack.ts';
import { writeYaml } from './yaml-writer.ts';

/** Enough to meet every style; twelve times as many met nothing else. */
const RUNS = 100;

const name = fc.stringMatching(/^[a-z_]{2}[a-z0-9_-]{0,8}$/).filter((text) => !['no', 'on'].includes(text));
const count = fc.integer({ min: 1, max: 9999 });
const line = fc.stringMatching(/^[A-Za-z"'#:{}éü😀-][A-Za-z "'#:{},&*!|>%@`é😀-]{0,20}$/u);
const prose = fc
  .tuple(fc.array(fc.oneof(line, fc.constant('')), { minLength: 1, maxLength: 5 }), fc.constantFrom('', '\n', '\n\n'))
  .map(([lines, end]) => lines.join('\n') + end)
  .filter((text) => /\S/.test(text));
const decimal = fc.integer({ min: 0, max: 100_000 }).map((n) => n / 100);

const packs = fc
  .record({
    bucket: fc.record(
      {
        top_k: count,
        max_hops: fc.integer({ min: 1, max: 9 }),
        source_priority: fc.uniqueArray(name, { minLength: 1, maxLength: 4 }),
      },
      { requiredKeys: ['top_k', 'max_hops'], noNullPrototype: true },
    ),
    budget: fc.record({ evidence_tokens: count, memory_tokens: count, tool_tokens: count }, { noNullPrototype: true }),
    planner: fc.record({ tool_preference: name, decompose_before_tool: name }, { noNullPrototype: true }),
    prompt: fc.oneof(prose, line),
    threshold: decimal,
    loose: fc.dictionary(name, fc.oneof(line, fc.integer(), fc.boolean(), fc.constant(null)), {
      noNullPrototype: true,
    }),
  })
  .map(({ bucket, budget, planner, prompt, threshold, loose }) => ({
    ...example,
    pack_meta: { ...example.pack_meta, ...loose, id: 'ctxpack.x', version: '1.20.9' },
    evidence: { ...example.evidence, policy_kb: bucket },
    context_budget: budget,
    planner,
    prompt: { instruction_block: prompt },
    approval_gate: { refund_amount: { threshold, tightens: 'down' as const } },
  }));

type Pack = typeof packs extends fc.Arbitrary<infer Value> ? Value : never;

function drawPatch(draw: fc.GeneratorValue, pack: Pack): TypedPatch {
  const sources = pack.evidence.policy_kb.source_priority;
  const targets: [string, () => number | string | string[]][] = [
    ['evidence.policy_kb.top_k', () => draw(() => count)],
    ['context_budget.tool_tokens', () => draw(() => count)],
    ['approval_gate.refund_amount.threshold', () => draw(() => decimal)],
    ['planner.tool_preference', () => draw(() => name)],
  ];
  if (sources !== undefined) {
    targets.push([
      'evidence.policy_kb.source_priority',
      () => draw(fc.shuffledSubarray<string>, sources, { minLength: sources.length }),
    ]);
  }
  const chosen = draw(fc.subarray<(typeof targets)[number]>, targets, { minLength: 1, maxLength: 3 });
  return Object.fromEntries(chosen.map(([path, value]) => [path, { from: fromAt(pack, path), to: value() }]));
}

function fromAt(pack: unknown, path: string): number | string | string[] {
  const value = valueAt(pack, path);
  if (typeof value === 'number' || typeof value === 'string') return value;
  if (Array.isArray(value)) return value.map(String);
  throw new Error(`the generated pack has no ${path}`);
}

const editsOf = (patch: TypedPatch) => Object.entries(patch).map(([path, change]) => ({ path, ...change }));
const lines = (text: string) => text.split(/(?<=\n)/);

/** The numbers of the lines on which the values of these paths stand. */
function linesOf(text: string, paths: readonly string[]): Set<number> {
  const { document, locate } = readDocument('f', text, ContextPack, 'yaml');
  return new Set(
    paths.flatMap((path) => {
      const value = valueAt(document, path);
      const places = Array.isArray(value) ? value.map((_, i) => [...path.split('.'), i]) : [path.split('.')];
      return places.map((place) => locate(place).line);
    }),
  );
}

describe('a pack in any style of YAML', () => {
  it('is changed on the touched lines only, and changed back to the same bytes', () => {
    fc.assert(
      fc.property(packs, fc.gen(), (pack, draw) => {
        const text = writeYaml(draw, pack);
        const read = readDocument('f', text, ContextPack, 'yaml');
        expect(read.problems).toEqual([]);
        expect(read.document).toEqual(pack);
        const patch = drawPatch(draw, pack);
        const edits = editsOf(patch);
        for (const { path } of edits) expect(problemWithForm('f', text, path)).toBeNull();
        const patched = applyPatch(text, edits);
        expect(applyPatch(patched, invert(edits))).toBe(text);
        const after = readDocument('f', patched, ContextPack, 'yaml').document;
        for (const { path, to } of edits) expect(valueAt(after, path)).toEqual(to);
        const touched = linesOf(text, Object.keys(patch));
        expect(lines(patched)).toHaveLength(lines(text).length);
        const changed = lines(patched).flatMap((each, index) => (each === lines(text)[index] ? [] : [index + 1]));
        expect(changed.filter((number) => !touched.has(number))).toEqual([]);
      }),
      { numRuns: RUNS, endOnFailure: true },
    );
  });

  it('gets a new version with the patch', () => {
    fc.assert(
      fc.property(packs, fc.gen(), (generated, draw) => {
        const pack = ContextPack.parse(generated);
        const fingerprint = `sha256:0123456789ab${'0'.repeat(52)}`;
        const patched = openPack({ path: 'pack.yaml', text: writeYaml(draw, pack), value: pack })({
          patch: drawPatch(draw, generated),
          fingerprint,
        });
        expect(patched.version).toBe('1.20.10+0123456789ab');
      }),
      { numRuns: RUNS / 4, endOnFailure: true },
    );
  });

  it('has its prompt, lists and odd strings written so that they come back, or is refused at the place', () => {
    const odd = fc.oneof(
      line,
      prose,
      fc.constantFrom(
        'yes',
        'null',
        '1',
        'a: b',
        '- x',
        '',
        ' x',
        "it's",
        '2026-05-12',
        '0x1f',
        '~',
        'a #b',
        'x,y',
        '*a',
        '{',
      ),
    );
    let written = 0;
    let refused = 0;
    fc.assert(
      fc.property(packs, fc.gen(), odd, (pack, draw, to) => {
        const sources = pack.evidence.policy_kb.source_priority;
        const edits = [
          { path: 'prompt.instruction_block', from: pack.prompt.instruction_block, to },
          { path: 'planner.decompose_before_tool', from: pack.planner.decompose_before_tool, to },
          ...(sources
            ? [{ path: 'evidence.policy_kb.source_priority', from: sources, to: [to, ...sources.slice(0, 2)] }]
            : []),
        ];
        const text = writeYaml(draw, pack);
        for (const edit of edits) {
          try {
            const patched = applyPatch(text, [edit]);
            written += 1;
            expect(applyPatch(patched, invert([edit]))).toBe(text);
            expect(valueAt(parseYaml('f', patched).value, edit.path)).toEqual(edit.to);
          } catch (error) {
            if (!isAutotuneError(error)) throw error;
            refused += 1;
            expect(error.code).toBe('DOCUMENTS_INVALID');
            const { line: at } = readDocument('f', text, ContextPack, 'yaml').locate(edit.path.split('.'));
            for (const problem of error.problems) {
              expect(problem).toMatchObject({ code: 'SURFACE_VALUE_FORM', file: 'document' });
              expect(problem.line).toBeGreaterThanOrEqual(at);
            }
          }
        }
      }),
      { numRuns: RUNS, endOnFailure: true },
    );
    expect(written).toBeGreaterThan(refused);
  });
});
