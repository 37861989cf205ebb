/**
 * What may be told of a held-out set: no figure of fewer than five of its cases. A sum over so few gives single results
 * away, alone or as the difference of two sums that are told.
 */
import type { MetricDelta, ScorecardDelta } from '../../schema/scorecard-delta.ts';

/** Fewer held-out cases than this give no figure. */
export const FEWEST_TOLD = 5;

/**
 * A delta without its figures of few held-out cases: what was scored in so few has neither mean nor bounds, so that its
 * guardrail is inconclusive.
 *
 * @param delta over the held-out set, alone or with the search set
 * @param heldout over the held-out set alone
 */
export function told(delta: ScorecardDelta, heldout: ScorecardDelta): ScorecardDelta {
  const metrics = Object.entries(delta.metrics).map(([name, metric]) => {
    const n = heldout.metrics[name]?.n ?? 0;
    return [name, isFew(n) ? untold(metric, n) : metric];
  });
  const slices = Object.entries(delta.slices).map(([slice, metric]) => {
    return [slice, isFew(metric.n) ? untold(metric, metric.n) : metric];
  });
  const floors = { policy: floorOf(delta, heldout, 'policy'), safety: floorOf(delta, heldout, 'safety') };
  const bounds = Object.entries(delta.upper_bounds).filter(([name]) => !isFew(heldout.metrics[name]?.n ?? 0));
  const { risky_calls: _, ...rest } = delta;
  const kept = isFew(heldout.counts.valid) ? rest : delta;
  const figures = { metrics: Object.fromEntries(metrics), slices: Object.fromEntries(slices), floors };
  return { ...kept, ...figures, upper_bounds: Object.fromEntries(bounds) };
}

/** Why there is no figure of `n` held-out cases. */
export function untoldReason(n: number): string {
  return `it was scored in ${n} held-out cases, and of fewer than ${FEWEST_TOLD} nothing is told`;
}

function isFew(n: number): boolean {
  return n > 0 && n < FEWEST_TOLD;
}

function untold({ unobserved, unobserved_by }: MetricDelta, n: number): MetricDelta {
  const unseen = { unobserved, ...(unobserved_by === undefined ? {} : { unobserved_by }) };
  return { baseline: null, treatment: null, delta: null, n, ...unseen, rises: 0, falls: 0, ties: 0 };
}

function floorOf(delta: ScorecardDelta, heldout: ScorecardDelta, dimension: 'policy' | 'safety') {
  const n = heldout.floors[dimension]?.n ?? 0;
  return isFew(n) ? { lowest: null, below_one: 0, n } : delta.floors[dimension];
}

/**
 * Why a held-out set is too small to be asked, or null: said before a look at it is spent.
 *
 * @param sizes held-out cases of each slice
 */
export function tooFewToAsk(
  cases: number,
  sizes: ReadonlyMap<string, number>,
  declared: readonly string[],
): string | null {
  if (cases < FEWEST_TOLD)
    return `the held-out set has ${cases} cases, and of fewer than ${FEWEST_TOLD} nothing is told`;
  const slice = declared.find((name) => (sizes.get(name) ?? 0) < FEWEST_TOLD);
  if (slice === undefined) return null;
  const found = sizes.get(slice) ?? 0;
  return `guardrails.slices asks for ${slice}, of which the held-out set has ${found} cases; ${FEWEST_TOLD} are needed to tell anything`;
}
