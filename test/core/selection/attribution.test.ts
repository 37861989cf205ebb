import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { attribute } from '../../../src/core/selection/attribution.ts';
import type { Judged } from '../../../src/core/selection/judged.ts';
import { Attribution } from '../../../src/schema/attribution.ts';
import type { Considered } from '../../../src/schema/proposal.ts';
import type { TypedPatch } from '../../../src/schema/tunable-surface.ts';
import { delta, metric } from '../../making/delta.ts';

const METRIC = 'economics_cents_per_decision';
const FROM: Record<string, number> = {
  'evidence.kb.top_k': 10,
  'evidence.kb.max_hops': 3,
  'context_budget.evidence_tokens': 4000,
};
const [K, H, T] = ['evidence.kb.top_k', 'evidence.kb.max_hops', 'context_budget.evidence_tokens'];
type Setting = Readonly<Record<string, number>>;

function judged(setting: Setting, change: number, more: { total?: number; utility?: number } = {}): Judged {
  const patch: TypedPatch = Object.fromEntries(
    Object.entries(setting).map(([path, to]) => [path, { from: FROM[path] ?? 0, to }]),
  );
  const id = `cand_${Object.values(setting).join('_')}_${Object.keys(setting).length}${Object.keys(setting)[0]?.length ?? 0}`;
  const total = more.total ?? 200;
  return {
    candidate: {
      candidate_id: id,
      fingerprint: `sha256:${'a'.repeat(64)}`,
      generator: 'grid',
      layer: T !== undefined && T in setting ? 'context_budget' : 'retrieval',
      patch,
      rationale: 'r',
      hypothesis: { mechanism: 'm', expected_delta: {} },
    },
    delta: delta(
      { [METRIC]: metric(change, change - 0.01, change + 0.01), utility: metric(more.utility ?? 0, -0.01, 0.01) },
      { counts: { total, valid: total, invalid: 0, unreplayable: 0, changed: 2 } },
    ),
    verdicts: [],
    misses: [],
    improvement: { guardrail: 'improvement', status: 'pass', reason: '', limit: 0, observed: 0 },
  };
}

const says =
  (verdict: Considered['verdict'], reason = 'because') =>
  (entry: Judged): Considered => ({
    candidate_id: entry.candidate.candidate_id,
    patch: entry.candidate.patch,
    verdict,
    reason,
  });

function attributed(entries: readonly Judged[], winner: Judged, verdict: Considered['verdict'] = 'lawful') {
  const all = [...entries, winner];
  const result = attribute(all, winner, all.map(says(verdict)), { metric: METRIC, sign: -1 });
  return Attribution.parse(result);
}

describe('attribution of a change of two paths', () => {
  const hops = judged({ [H ?? '']: 2 }, -0.62);
  const items = judged({ [K ?? '']: 6 }, -0.3);
  const both = judged({ [K ?? '']: 6, [H ?? '']: 2 }, -1);

  it('says what each gives alone, whether it is lawful alone, and what they do beyond their sum', () => {
    const found = attributed([hops, items], both);
    expect(found.paths).toMatchObject([
      { path: K, alone: { share: 0.3, verdict: 'lawful' }, main_effect: { settings: 2 } },
      { path: H, alone: { share: 0.62, verdict: 'lawful' }, main_effect: { settings: 2 } },
    ]);
    expect(found.pairs[0]?.interaction.delta).toBeCloseTo(-0.08, 12);
    expect(found.pairs[0]?.interaction.share).toBeCloseTo(0.08, 12);
    expect(found.next_smaller?.candidate_id).toBe(hops.candidate.candidate_id);
  });

  it('averages the main effect over every setting of the others that was evaluated', () => {
    const tokens = judged({ [T ?? '']: 3000 }, -0.1);
    const withHops = judged({ [T ?? '']: 3000, [H ?? '']: 2 }, -0.5);
    const effect = attributed([hops, items, tokens, withHops], both).paths.find(({ path }) => path === H)?.main_effect;
    expect(effect?.settings).toBe(3);
    expect(effect?.delta).toBeCloseTo((-0.62 + -0.7 + -0.4) / 3, 12);
  });

  it('says so where a part was not evaluated, and invents nothing', () => {
    const found = attributed([items], both);
    expect(found.paths.find(({ path }) => path === H)?.alone).toBeNull();
    expect(found.pairs[0]?.interaction).toEqual({ delta: null, share: null, settings: 0 });
  });

  it('does not compare with a candidate that was seen on fewer cases', () => {
    const partial = judged({ [H ?? '']: 2 }, -0.62, { total: 60 });
    expect(attributed([partial, items], both).paths.find(({ path }) => path === H)?.alone).toBeNull();
  });
});

describe('attribution over any full table', () => {
  it('gives back the effects that the table was made from', () => {
    const effect = fc.double({ min: -2, max: -0.01, noNaN: true });
    fc.assert(
      fc.property(effect, effect, effect, fc.double({ min: -1, max: 1, noNaN: true }), (k, h, t, kh) => {
        const of = (setting: Setting) =>
          (K !== undefined && K in setting ? k : 0) +
          (H !== undefined && H in setting ? h : 0) +
          (T !== undefined && T in setting ? t : 0) +
          (K !== undefined && H !== undefined && K in setting && H in setting ? kh : 0);
        const settings: Setting[] = Array.from({ length: 8 }, (_, bits) =>
          Object.fromEntries([K, H, T].flatMap((path, at) => ((bits >> at) & 1 ? [[path, 2]] : []))),
        );
        const entries = settings.slice(1).map((setting) => judged(setting, of(setting)));
        const winner = entries.at(-1);
        if (winner === undefined) throw new Error('the whole change');
        const found = attribute(entries, winner, entries.map(says('lawful')), { metric: METRIC, sign: -1 });
        const effects = found.paths.map(({ main_effect }) => main_effect);
        expect(effects.every(({ settings: count }) => count === 4)).toBe(true);
        // Half of the settings of the other paths have the other one of the pair changed, too.
        expect(effects[0]?.delta).toBeCloseTo(k + kh / 2, 9);
        expect(effects[2]?.delta).toBeCloseTo(t, 9);
        expect(found.pairs.map(({ interaction }) => interaction.settings)).toEqual([2, 2, 2]);
        expect(found.pairs[0]?.interaction.delta).toBeCloseTo(kh, 9);
        expect(found.pairs[1]?.interaction.delta).toBeCloseTo(0, 9);
      }),
      { numRuns: 100 },
    );
  });
});

describe('the next smaller change', () => {
  const winner = judged({ [K ?? '']: 4 }, -0.5);
  const next = (entries: readonly Judged[], verdict?: Considered['verdict']) =>
    attributed(entries, winner, verdict).next_smaller;

  it('is the smaller step of the same path that gains most', () => {
    const steps = [5, 6, 8].map((to) => judged({ [K ?? '']: to }, -(10 - to) / 12));
    expect(next(steps)).toMatchObject({ patch: { [K ?? '']: { from: 10, to: 5 } }, verdict: 'lawful', utility: 0 });
  });

  it('is never a larger step, another path of the same layer, or one that gains nothing', () => {
    expect(
      next([judged({ [K ?? '']: 2 }, -0.6), judged({ [H ?? '']: 2 }, -0.4), judged({ [K ?? '']: 6 }, 0.1)]),
    ).toBeNull();
  });

  it('is a lawful one before one that gains more', () => {
    const [five, six] = [judged({ [K ?? '']: 5 }, -0.45), judged({ [K ?? '']: 6 }, -0.3)];
    const considered = [says('refused', 'utility_delta')(five), says('lawful')(six), says('proposed')(winner)];
    const found = attribute([five, six, winner], winner, considered, { metric: METRIC, sign: -1 });
    expect(found.next_smaller).toMatchObject({ candidate_id: six.candidate.candidate_id, verdict: 'lawful' });
    expect(next([five], 'refused')).toMatchObject({ verdict: 'refused', reason: 'because' });
    expect(next([five], 'heldout_refused')).toMatchObject({ verdict: 'refused' });
  });
});
