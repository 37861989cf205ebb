/**
 * Losses that a good mean hides. A slice blocks where its loss is established: where even the favourable bound, which
 * holds for all slices at once, lies beyond the margin of the whole. What is only suspected is said, with its numbers.
 */
import { excerpt } from '../../kit/problem.ts';
import type { Guardrails } from '../../schema/configuration.ts';
import type { ScorecardDelta } from '../../schema/scorecard-delta.ts';
import type { Verdict } from '../../schema/verdict.ts';
import { judgeMargin, type Margin, scoredIn, unobservedReason } from './delta.ts';
import type { Guardrail } from './guardrail.ts';

/** No slice may lose more than the margin of the whole, as far as the data can tell. */
export function hiddenLossGuardrail(limit: number): Guardrail {
  return (delta) => {
    const judged = suspectsOf(delta, limit);
    const lost = judged.filter(({ verdict }) => verdict.status === 'fail');
    const [worst] = lost.length > 0 ? lost : judged;
    const base = { guardrail: 'hidden_loss', limit, observed: worst?.verdict.observed ?? null };
    if (worst === undefined) return { ...base, status: 'pass', reason: 'no slice lies beyond the margin' };
    const { interval } = worst.verdict;
    const bounds = interval === undefined ? {} : { interval };
    const others = judged.filter(({ verdict }) => verdict.status !== 'fail');
    const suspected = others.length === 0 ? [] : [`suspected, not established, in ${listed(others)}`];
    const { utility } = delta.metrics;
    if (lost.length > 0 && utility?.at_worst !== undefined) {
      const reason = `${unobservedReason(utility)}; as 0 it makes a loss in ${listed(lost)}`;
      return { ...base, ...bounds, status: 'inconclusive', reason, missing: true };
    }
    if (lost.length === 0) return { ...base, ...bounds, status: 'pass', reason: suspected.join('') };
    const reason = [`established in ${listed(lost)}`, ...suspected].join('; ');
    return { ...base, ...bounds, status: 'fail', reason };
  };
}

function listed(judged: ReturnType<typeof suspectsOf>): string {
  return judged.map(({ slice, verdict }) => `${slice}: ${verdict.reason}`).join('; ');
}

/** The suspects, the largest loss first, with what the margin says of each. */
export function suspectsOf(
  { suspected_slices }: Pick<ScorecardDelta, 'suspected_slices'>,
  limit: number,
): { readonly slice: string; readonly verdict: Verdict }[] {
  return Object.entries(suspected_slices)
    .map(([slice, metric]) => ({ slice, verdict: judgeMargin(slice, metric, marginAt(limit)) }))
    .sort((a, b) => (a.verdict.observed ?? 0) - (b.verdict.observed ?? 0) || (a.slice < b.slice ? -1 : 1));
}

/** A slice with a margin of its own is guarded like the whole. */
export function sliceGuardrail(slice: string, limit: number): Guardrail {
  return (delta) => {
    const { slices, metrics } = delta;
    const { at_worst, unobserved_by } = metrics['utility'] ?? {};
    const found = slices[slice];
    const metric =
      found && at_worst !== undefined ? { ...found, at_worst, ...(unobserved_by && { unobserved_by }) } : found;
    // How many cases a slice has is not told; it is scored as often as the whole.
    const scored = scoredIn(delta, metrics['utility']);
    return judgeMargin(`utility_delta ${slice}`, metric, marginAt(limit), { scored });
  };
}

/** The slices with a margin of their own that no case is in: nothing could be proven of them, and no candidate pass. */
export function emptySlices({ slices }: Guardrails, sizes: ReadonlyMap<string, number>): string[] {
  return Object.keys(slices ?? {}).filter((slice) => !sizes.has(slice));
}

/** What is said of such a slice. */
export function noCaseOf(slice: string, intent: string): string {
  return `guardrails.slices names ${excerpt(slice)}, and no search case of ${intent} is in it`;
}

function marginAt(limit: number): Margin {
  return { side: 'atLeast', limit, unit: 'points' };
}
