import { describe, expect, it } from 'vitest';
import { leftUnread, lostReads, unreadChanges } from '../../../src/core/gate/unread.ts';
import { ContextPack } from '../../../src/schema/context-pack.ts';

function pack(reads: readonly string[], more: Record<string, unknown> = {}): ContextPack {
  return ContextPack.parse({
    schema_version: 1,
    pack_meta: { id: 'ctxpack.desk', version: '1.0.0', owner: '@acme/desk' },
    intents: [{ id: 'desk.answer', risk_class: 'read_only', reads }],
    evidence: { kb: { top_k: 4, max_hops: 1 }, news: { top_k: 2, max_hops: 1 } },
    context_budget: { evidence_tokens: 800, memory_tokens: 100, tool_tokens: 100 },
    approval_gate: { sum: { threshold: 3000, tightens: 'down' } },
    planner: { tool_preference: 'none', decompose_before_tool: 'never' },
    tunable_surfaces: [],
    ...more,
  });
}

function lost(was: readonly string[], is: readonly string[]): string[] {
  const [before, after] = [pack(was).intents[0], pack(is).intents[0]];
  return before === undefined || after === undefined ? [] : lostReads(pack(was), before, after);
}

const changed = (before: ContextPack, after: ContextPack) =>
  unreadChanges(before, after).map(({ field, found, expected }) => `${field.join('.')}: ${expected} → ${found}`);

describe('what an intent reads no more', () => {
  it('is named bucket by bucket, gate by gate, and setting by setting', () => {
    expect(lost(['evidence', 'context_budget'], ['evidence.kb', 'context_budget.tool_tokens'])).toEqual([
      'evidence.news',
      'context_budget.evidence_tokens',
      'context_budget.memory_tokens',
    ]);
    expect(lost(['approval_gate.sum.threshold'], ['approval_gate.sum.tightens'])).toEqual([]);
    expect(lost(['evidence.kb'], ['evidence'])).toEqual([]);
  });

  it('is left unread where no intent reads it and the pack still has it', () => {
    expect(leftUnread(pack(['evidence', 'approval_gate']), pack(['evidence.kb']))).toEqual([
      'evidence.news',
      'approval_gate.sum',
    ]);
    expect(leftUnread(pack(['evidence.kb']), pack(['evidence.kb']))).toEqual([]);
    const without = pack(['evidence'], { approval_gate: undefined });
    expect(leftUnread(pack(['evidence', 'approval_gate']), without)).toEqual([]);
  });
});

describe('a change of what no intent reads', () => {
  const looser = { approval_gate: { sum: { threshold: 9000, tightens: 'down' } } };

  it('is named with both values, also where an intent begins to read it with the change', () => {
    const before = pack(['evidence']);
    expect(changed(before, pack(['evidence'], looser))).toEqual(['approval_gate.sum.threshold: 3000 → 9000']);
    expect(changed(before, pack(['evidence', 'approval_gate'], looser))).toHaveLength(1);
    expect(changed(before, pack(['evidence'], { approval_gate: undefined }))).toEqual([
      expect.stringMatching(/^approval_gate\.sum: .* → nothing$/),
    ]);
  });

  it('is none where an intent read it, or begins to read what was not there', () => {
    expect(changed(pack(['evidence', 'approval_gate']), pack(['evidence'], looser))).toEqual([]);
    const prompt = { prompt: { instruction_block: 'Be brief.' } };
    expect(changed(pack(['evidence']), pack(['evidence', 'prompt'], prompt))).toEqual([]);
    expect(changed(pack(['evidence']), pack(['evidence'], prompt))).toEqual([
      expect.stringMatching(/^prompt: nothing → /),
    ]);
  });
});
