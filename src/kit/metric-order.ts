/** The order in which people are shown metrics, so that every page has the one that was to move, then the guarded ones. */

const GUARDED = [
  'utility',
  'policy',
  'safety',
  'p95_latency_ms',
  'economics_cents_per_decision',
  'approval_bypass_rate',
  'evidence_coverage',
];

/** Those of the known metrics that have figures, the target's own first. */
export function metricsInOrder(target: string, figures: Readonly<Record<string, unknown>>): string[] {
  return [...new Set([target, ...GUARDED])].filter((metric) => figures[metric] !== undefined);
}
