/** Searched candidates for tests of selection: lawful, except for what a test says. */
import type { Judged } from '../../src/core/selection/judged.ts';
import type { Candidate } from '../../src/schema/candidate.ts';
import type { TypedPatch } from '../../src/schema/tunable-surface.ts';
import type { Verdict } from '../../src/schema/verdict.ts';
import { delta, metric } from './delta.ts';

export const PASSED: Verdict = { guardrail: 'utility_delta', status: 'pass', reason: 'holds', limit: 0, observed: 0 };

export type More = {
  readonly patch?: TypedPatch;
  readonly layer?: Candidate['layer'];
  readonly changed?: number;
  readonly utility?: number;
  readonly verdict?: Partial<Verdict>;
  readonly improvement?: Partial<Verdict>;
  readonly misses?: readonly string[];
};

export function judged(id: string, saving: number, more: More = {}): Judged {
  return {
    candidate: {
      candidate_id: id,
      fingerprint: `sha256:${'a'.repeat(64)}`,
      generator: 'grid',
      layer: more.layer ?? 'retrieval',
      patch: more.patch ?? { 'evidence.kb.top_k': { from: 10, to: 6 } },
      rationale: 'r',
      hypothesis: { mechanism: 'm', expected_delta: {} },
    },
    delta: delta(
      {
        economics_cents_per_decision: metric(-saving, -saving - 0.01, -saving + 0.01),
        utility: metric(more.utility ?? 0, -0.01, 0.01),
      },
      { counts: { total: 200, valid: 200, invalid: 0, unreplayable: 0, changed: more.changed ?? 0 } },
    ),
    verdicts: [{ ...PASSED, ...more.verdict }],
    improvement: { ...PASSED, guardrail: 'improvement', ...more.improvement },
    misses: more.misses ?? [],
  };
}

/** What a candidate saves. */
export function gain(entry: Judged): number {
  return -(entry.delta.metrics['economics_cents_per_decision']?.delta ?? 0);
}
