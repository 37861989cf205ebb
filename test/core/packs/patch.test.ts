import { describe, expect, it } from 'vitest';
import { applyPatch, invert, nextVersion, openPack, problemWithForm } from '../../../src/core/packs/patch.ts';
import { AutotuneError } from '../../../src/kit/errors.ts';
import { readDocument } from '../../../src/kit/schema-problems.ts';
import { ContextPack } from '../../../src/schema/context-pack.ts';
import type { SurfaceValue } from '../../../src/schema/tunable-surface.ts';

const CHANGE = `sha256:0123456789ab${'0'.repeat(52)}`;

type Change = readonly [before: string, from: SurfaceValue, to: SurfaceValue, after: string];

function refusal(act: () => unknown): string[] {
  try {
    act();
  } catch (error) {
    if (!(error instanceof AutotuneError)) throw error;
    return [error.code, ...error.problems.map(({ code, line, column, found }) => `${line}:${column} ${code} ${found}`)];
  }
  return [];
}

describe('patching the text of a document', () => {
  const kept: Change[] = [
    ['a: 10', 10, 6, 'a: 6'],
    ['{"a":10}', 10, 6, '{"a":6}'],
    ['? a\n: 10\n', 10, 6, '? a\n: 6\n'],
    [
      '\uFEFF# ü 😀\r\na:   10  \t# why\tso  \r\n\r\nb:\r\n- 10\r\n',
      10,
      6,
      '\uFEFF# ü 😀\r\na:   6  \t# why\tso  \r\n\r\nb:\r\n- 10\r\n',
    ],
    ['{ b: {c: 10,\n  d: [10]} , a: 10 ,}  ', 10, 6.5, '{ b: {c: 10,\n  d: [10]} , a: 6.5 ,}  '],
    ['a: -0.5', -0.5, 12, 'a: 12'],
    ['a: orders_first', 'orders_first', 'none', 'a: none'],
    ["a: 'orders_first' # c", 'orders_first', 'none', "a: 'none' # c"],
    ['a: "orders_first" # c', 'orders_first', 'none', 'a: "none" # c'],
    ["a: it's", "it's", 'it is', 'a: it is'],
    ["a: 'it''s'", "it's", "isn't", "a: 'isn''t'"],
    ['a: "say \\"so\\""', 'say "so"', 'x\\y\tz', 'a: "x\\\\y\\tz"'],
    ['a: größer 😀 als', 'größer 😀 als', 'kleiner', 'a: kleiner'],
    ['a: sha256:00', 'sha256:00', 'sha256:ff', 'a: sha256:ff'],
  ];
  it.each(kept)('%j: %j -> %j', (before, from, to, after) => {
    const edits = [{ path: 'a', from, to }];
    expect(applyPatch(before, edits)).toBe(after);
    expect(applyPatch(after, invert(edits))).toBe(before);
  });

  it.each([
    'no',
    'On',
    'null',
    '~',
    '1',
    '1.0',
    '0x1f',
    '.5',
    '010',
    '1_000',
    '2026-05-12',
    '12:30',
    'a: b',
    'a #b',
    '- x',
    '*x',
    '&x',
    '!x',
    '@x',
    '{',
    '',
    ' x',
    "'",
    '<<',
    'true',
  ])('writes the string %j in quotes where there were none, and takes them away again', (to) => {
    const edits = [{ path: 'a', from: 'orders_first', to }];
    const after = applyPatch('a: orders_first # c', edits);
    expect(after).toBe(`a: '${to.replaceAll("'", "''")}' # c`);
    expect(applyPatch(after, invert(edits))).toBe('a: orders_first # c');
  });

  it('knows that a comma needs quotes in braces only', () => {
    const edits = [{ path: 'a', from: 'x', to: 'x, y' }];
    expect(applyPatch('a: x', edits)).toBe('a: x, y');
    expect(applyPatch('{a: x}', edits)).toBe("{a: 'x, y'}");
  });

  const blocks: Change[] = [
    [
      'a: | # note\n  x\n   y\n\n\n# low\nb: 1\n',
      'x\n y\n',
      'z\n\n  # w\n',
      'a: | # note\n  z\n\n    # w\n\n\n# low\nb: 1\n',
    ],
    ['a: |-\r\n    x\r\n\r\n    y\r\nb: 1', 'x\n\ny', 'z', 'a: |-\r\n    z\r\nb: 1'],
    ['a: |+\n x\n\nb: 1', 'x\n\n', 'z\ny\n\n\n', 'a: |+\n z\n y\n\n\nb: 1'],
    ['a: |2\n   x\n', ' x\n', 'y\n', 'a: |2\n  y\n'],
    ['a: |\n  x', 'x\n', 'y\nz\n', 'a: |\n  y\n  z'],
    ['a: >\n  one long line\n\n  another\nb: 1', 'one long line\nanother\n', 'x\n\ny\n', 'a: >\n  x\n\n\n  y\nb: 1'],
    ['a: "x\\ny"', 'x\ny', 'z\n', 'a: "z\\n"'],
  ];
  it.each(blocks)('%j: %j -> %j', (before, from, to, after) => {
    const edits = [{ path: 'a', from, to }];
    expect(applyPatch(before, edits)).toBe(after);
    expect(applyPatch(after, invert(edits))).toBe(before);
  });

  const lists: Change[] = [
    ['a: [wiki, kb] # c', ['wiki', 'kb'], ['kb', 'wiki'], 'a: [kb, wiki] # c'],
    [`a: [ wiki ,"kb",\n 'x' ]`, ['wiki', 'kb', 'x'], ['x', 'kb', 'wiki'], `a: [ x ,"kb",\n 'wiki' ]`],
    ['a:\n- wiki\n# c\n-   "kb" # x\n', ['wiki', 'kb'], ['kb', 'wiki'], 'a:\n- kb\n# c\n-   "wiki" # x\n'],
    ['a: [wiki, kb]', ['wiki', 'kb'], ['kb'], 'a: [kb]'],
    ['a: [wiki]', ['wiki'], ['kb', 'wiki', 'x'], 'a: [kb, wiki, x]'],
    ['a: ["x","y","z",]', ['x', 'y', 'z'], ['z', 'x'], 'a: ["z","x",]'],
  ];
  it.each(lists)('%j: %j -> %j', (before, from, to, after) => {
    const edits = [{ path: 'a', from, to }];
    expect(applyPatch(before, edits)).toBe(after);
    expect(applyPatch(after, invert(edits))).toBe(before);
  });

  it.each([
    ['a: 0x0A', 10, 6],
    ['a: 1e1', 10, 6],
    ['a: 10.0', 10, 6],
    ['a: +10', 10, 6],
    ['a: 010', 10, 6],
    ['a: "a\\u0062"', 'ab', 'x'],
    ['a: "a\n  b"', 'a b', 'x'],
    ['a: a\n  b', 'a b', 'x'],
    ["a: 'a\n  b'", 'a b', 'x'],
    ['a: yes', 'yes', 'x'],
    ["a: 'orders_first'", 'orders_first', 'no'],
    ['a: 1', 1, 1e21],
    ['a: 1', 1, Number.NaN],
    ['a: 1', 1, '1'],
    ['a: 1', 1, ['1']],
    ['a: |\n  x\n', 'x\n', 'x'],
    ['a: |\n  x\n', 'x\n', ' x\n'],
    ['a: |\n  x\n', 'x\n', ''],
    ['a: |\n  x\n  \n  y\n', 'x\n\ny\n', 'x\n'],
    ['a: >\n  folded\n  text\n', 'folded text\n', 'x\n'],
    ['a: |\n  x\n', 'x\n', 'x\u0000\n'],
    ['a: [x,y]', ['x', 'y'], ['x']],
    ['a: [x, # why x\n y]', ['x', 'y'], ['x']],
    ['a:\n- x\n- y\n', ['x', 'y'], ['x']],
    ['a: [x]', ['x'], []],
    ['a: [x, "y"]', ['x', 'y'], ['x']],
  ] as const)('refuses what could not be restored: %j %j -> %j', (text, from, to) => {
    const copy = (value: SurfaceValue | readonly string[]): SurfaceValue =>
      typeof value === 'object' ? [...value] : value;
    const told = refusal(() => applyPatch(text, [{ path: 'a', from: copy(from), to: copy(to) }]));
    expect(told).toEqual(['DOCUMENTS_INVALID', expect.stringMatching(/^\d+:\d+ SURFACE_VALUE_FORM /)]);
  });

  it('refuses a value that is not there, not the same, or meant twice', () => {
    const edit = (path: string, from: number) => ({ path, from, to: 5 });
    expect(refusal(() => applyPatch('a:\n  b: 10\n', [edit('a.b', 9)]))).toEqual([
      'DOCUMENTS_INVALID',
      '2:6 DOC_SHAPE 10',
    ]);
    for (const path of ['a.c', 'a.b.c', 'x', '__proto__', 'a.constructor']) {
      expect(refusal(() => applyPatch('a:\n  b: 10\n', [edit(path, 9)]))[1]).toMatch(/SURFACE_PATH_MISSING/);
    }
    expect(refusal(() => applyPatch('a:\n  b: 10\n', [edit('a.b', 10), edit('a.b', 10)]))[1]).toMatch(/DOC_SHAPE/);
  });

  it('tells everything that stands in the way at once', () => {
    const edits = ['a', 'b', 'c'].map((path) => ({ path, from: 10, to: 6 }));
    expect(refusal(() => applyPatch('a: 10.0\nb: 10\nc: 9\n', edits))).toEqual([
      'DOCUMENTS_INVALID',
      '1:4 SURFACE_VALUE_FORM 10.0',
      '3:4 DOC_SHAPE 9',
    ]);
  });

  it('refuses text that is not strict YAML', () => {
    expect(refusal(() => applyPatch('a: &x 10\nb: *x\n', [{ path: 'a', from: 10, to: 6 }]))).toEqual([
      'DOCUMENTS_INVALID',
      '1:4 DOC_YAML_FEATURE &x',
      '2:4 DOC_YAML_FEATURE *x',
    ]);
  });

  it('says before any search which values it could not write', () => {
    const text = 'a: 0x0A\nb: 10\nc: [x, "\\x79"]\nd: { e: 1 }\nf: yes\n';
    const told = ['a', 'b', 'c', 'd', 'f', 'g'].map((path) => problemWithForm('packs/x/pack.yaml', text, path));
    expect(told.map((problem) => problem && `${problem.line}:${problem.column} ${problem.code}`)).toEqual([
      '1:4 SURFACE_VALUE_FORM',
      null,
      '3:8 SURFACE_VALUE_FORM',
      '4:4 SURFACE_VALUE_FORM',
      '5:4 SURFACE_VALUE_FORM',
      '0:0 SURFACE_PATH_MISSING',
    ]);
  });
});

describe('patching a pack', () => {
  const PATH = 'packs/support/pack.yaml';
  const text = `# The pack of the support desk.
schema_version: 1
pack_meta: { id: ctxpack.support, version: 5.2.0 } # a version never changes
intents:
  - { id: support.triage, risk_class: read_only, reads: [evidence, context_budget, planner] }
evidence:
  policy_kb: { top_k: 8, max_hops: 3, source_priority: [policy_kb, wiki] }
context_budget: { evidence_tokens: 3200, memory_tokens: 600, tool_tokens: 900 }
planner:
  tool_preference: orders_first   # orders know most
  decompose_before_tool: never
`;
  const pack = readDocument('f', text, ContextPack, 'yaml').document ?? ContextPack.parse({});
  const patch = {
    'evidence.policy_kb.top_k': { from: 8, to: 6 },
    'evidence.policy_kb.source_priority': { from: ['policy_kb', 'wiki'], to: ['wiki', 'policy_kb'] },
    'planner.tool_preference': { from: 'orders_first', to: 'none' },
  };

  it('changes the values and raises the version', () => {
    const after = text
      .replace('top_k: 8', 'top_k: 6')
      .replace('[policy_kb, wiki]', '[wiki, policy_kb]')
      .replace('orders_first', 'none')
      .replace('5.2.0', '5.2.1+0123456789ab');
    const made = openPack({ path: PATH, text, value: pack })({ patch, fingerprint: CHANGE });
    expect(made).toEqual({ text: after, version: '5.2.1+0123456789ab' });
  });

  it('refuses a pack that is not the text, and a patch of the version', () => {
    const other = { ...pack, planner: { ...pack.planner, decompose_before_tool: 'always' } };
    expect(() => openPack({ path: PATH, text, value: other })({ patch, fingerprint: CHANGE })).toThrow(
      expect.objectContaining({ code: 'INTERNAL' }),
    );
    const version = { 'pack_meta.version': { from: '5.2.0', to: '6.0.0' } };
    expect(refusal(() => openPack({ path: PATH, text, value: pack })({ patch: version, fingerprint: CHANGE }))[0]).toBe(
      'DOCUMENTS_INVALID',
    );
  });

  it('tells what stands in the way at its place in the repository', () => {
    const rounded = text.replace('top_k: 8', 'top_k: 8.0');
    const open = openPack({ path: PATH, text: rounded, value: pack });
    expect(() => open({ patch, fingerprint: CHANGE })).toThrow(
      expect.objectContaining({
        message: `${PATH} cannot be patched as it is written`,
        problems: [expect.objectContaining({ code: 'SURFACE_VALUE_FORM', file: PATH, line: 7 })],
      }),
    );
  });

  it('refuses a patch after which the pack is none', () => {
    const zero = { 'evidence.policy_kb.top_k': { from: 8, to: 0 } };
    expect(refusal(() => openPack({ path: PATH, text, value: pack })({ patch: zero, fingerprint: CHANGE }))).toEqual([
      'DOCUMENTS_INVALID',
      '7:23 DOC_SHAPE 0',
    ]);
  });

  it.each([
    ['5.2.0', '5.2.1+0123456789ab'],
    ['0.0.9', '0.0.10+0123456789ab'],
    ['1.2.3-rc.1', '1.2.4+0123456789ab'],
    ['1.2.3+ba9876543210', '1.2.4+0123456789ab'],
  ])('raises %s to %s, which names the change', (before, after) => {
    expect(nextVersion(before, CHANGE)).toBe(after);
  });
});
