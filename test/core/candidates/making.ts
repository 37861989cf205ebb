/** Packs, search spaces and generations for tests of candidates. */
import { type GenerationInput, generate } from '../../../src/core/candidates/generate.ts';
import type { OpenSurface, SearchSpace } from '../../../src/core/candidates/generator.ts';
import { ContextPack } from '../../../src/schema/context-pack.ts';
import { type SurfaceValue, TunableSurface, type TypedPatch } from '../../../src/schema/tunable-surface.ts';

export const BASELINE = { pack: 'ctxpack.t@1.0.0', policy: 'p@1.0.0', tools: 't@1.0.0', evals: 'e@1.0.0' };

/** A numeric surface of a bucket that is named after it. */
export function topKOf(bucket: string, bounds: object = { max: 12 }, more: object = {}): TunableSurface {
  const path = `evidence.${bucket}.top_k`;
  return TunableSurface.parse({
    id: `${bucket}-k`,
    layer: 'retrieval',
    field: 'top_k',
    path,
    bounds,
    owner: '@o',
    ...more,
  });
}

export function open(bucket: string, current: SurfaceValue, values: readonly SurfaceValue[]): OpenSurface {
  return { surface: topKOf(bucket), current, values };
}

export function generated(space: SearchSpace, more: Partial<GenerationInput> = {}) {
  return generate({
    space,
    searchSet: { role: 'search', name: 'goldens/t/search@2026-05-01', path: 'x', sha256: `sha256:${'0'.repeat(64)}` },
    intent: 't.answer',
    baselineTuple: BASELINE,
    evaluatorSuite: 'e@1.0.0',
    deadEnds: [],
    most: 1_000_000,
    ...more,
  });
}

/** `a 5→4, b 3→2`: the buckets of a patch with their changes. */
export function brief(patch: TypedPatch): string {
  return Object.entries(patch)
    .map(([path, { from, to }]) => `${path.split('.')[1]} ${from}→${to}`)
    .join(', ');
}

/** Two intents that share the planner and the budget; a gate, a retired surface, a prompt and a surface nobody reads. */
export function packWith(surfaces: readonly object[], intents?: readonly object[]): ContextPack {
  return ContextPack.parse({
    schema_version: 1,
    pack_meta: { id: 'ctxpack.t', version: '1.0.0' },
    intents: intents ?? [
      { id: 't.answer', risk_class: 'read_only', reads: ['evidence.kb', 'planner', 'prompt', 'approval_gate'] },
      { id: 't.other', risk_class: 'read_only', reads: ['evidence.wiki', 'planner.tool_preference'] },
    ],
    evidence: { kb: { top_k: 5, max_hops: 2, source_priority: ['kb', 'wiki'] }, wiki: { top_k: 5, max_hops: 2 } },
    context_budget: { evidence_tokens: 1000, memory_tokens: 100, tool_tokens: 100 },
    planner: { tool_preference: 'a', decompose_before_tool: 'never' },
    prompt: { instruction_block: 'Be brief.' },
    approval_gate: { refund: { threshold: 300, tightens: 'down' } },
    tunable_surfaces: surfaces,
  });
}

const member = (id: string, layer: string, path: string, bounds: object, more: object = {}) => ({
  id,
  layer,
  field: path.split('.').at(-1),
  path,
  bounds,
  owner: '@o',
  ...more,
});

export const SURFACES = {
  gate: member('gate', 'approval_gate', 'approval_gate.refund.threshold', { min: 100, max: 500, step: 100 }),
  prompt: member('prompt', 'prompt', 'prompt.instruction_block', { max_added_tokens: 9, forbidden_terms: [] }),
  decompose: member('decompose', 'planner', 'planner.decompose_before_tool', { allowed: ['never', 'always'] }),
  preference: member('preference', 'planner', 'planner.tool_preference', { allowed: ['a', 'b'] }),
  evidenceTokens: member('evidence-tokens', 'context_budget', 'context_budget.evidence_tokens', {
    min: 0,
    max: 2000,
    step: 500,
  }),
  kbTopK: member('kb-top-k', 'retrieval', 'evidence.kb.top_k', { min: 2, max: 9, step: 3 }),
  kbOrder: member('kb-order', 'retrieval', 'evidence.kb.source_priority', { allowed: ['kb>wiki', 'wiki>kb'] }),
  retired: member(
    'retired',
    'retrieval',
    'evidence.kb.max_hops',
    { max: 3 },
    { retired: { since: '2026-01-01', reason: 'no' } },
  ),
  wiki: member('wiki-top-k', 'retrieval', 'evidence.wiki.top_k', { max: 9 }),
};
