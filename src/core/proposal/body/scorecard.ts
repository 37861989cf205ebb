/** The scorecard delta: every guarded metric on both sets, with the bounds that decide. Held-out figures are sums only. */

import { plain, table } from '../../../kit/markdown.ts';
import { metricsInOrder } from '../../../kit/metric-order.ts';
import type { Proposal, SetEvidence } from '../../../schema/proposal.ts';
import { figure, nameOf } from './figures.ts';

export function scorecardSection(proposal: Proposal): string {
  const { counts, heldout, together, observed_delta, baseline, target } = proposal;
  const rows = metricsInOrder(target.metric, observed_delta).map((metric) => [
    plain(nameOf(metric)),
    figure(metric, baseline?.[metric]),
    figure(metric, observed_delta[metric], true),
    figure(metric, heldout?.observed_delta[metric], true),
    figure(metric, together?.observed_delta[metric], true),
    between(metric, together?.intervals[metric]),
  ]);
  const confidence = String(Math.round((together?.confidence ?? 0.95) * 1e4) / 100);
  return [
    '### Scorecard',
    table(
      [
        'metric',
        'baseline',
        `search (${counts?.total})`,
        `held-out (${heldout?.counts.total})`,
        `both (${together?.counts.total})`,
        'bounds of both',
      ],
      rows,
      [1, 2, 3, 4, 5],
    ),
    `Paired case by case; each bound holds with ${confidence} % confidence on its side. Cost and latency are modelled by the declared runtime, not measured; of long tails their bounds know what these cases show. ${counts?.changed} of ${counts?.total} search cases end differently, ${proposal.guardrails.lost_runs?.length ?? 0} of them for the worse; ${(counts?.unreplayable ?? 0) + (counts?.invalid ?? 0)} could not be replayed.`,
  ].join('\n\n');
}

function between(metric: string, interval: SetEvidence['intervals'][string] | undefined): string {
  if (interval === undefined) return '';
  return `${figure(metric, interval.lower, true)} … ${figure(metric, interval.upper, true)}`;
}
