/** Numbers as a reviewer reads them: each metric in its unit, with as many digits as mean something. */
import type { TypedPatch } from '../../../schema/tunable-surface.ts';
import { printedValue } from '../../packs/printed-value.ts';

const NAMES: Record<string, string> = {
  economics_cents_per_decision: 'cost per decision',
  p95_latency_ms: 'p95 latency',
  approval_bypass_rate: 'approval bypass rate',
  evidence_coverage: 'evidence coverage',
};

export function nameOf(metric: string): string {
  return NAMES[metric] ?? metric;
}

/** A value of a metric with its unit; a delta gets its sign. */
export function figure(metric: string, value: number | undefined, isDelta = false): string {
  if (value === undefined) return 'not seen';
  const sign = isDelta && value > 0 ? '+' : value < 0 ? '−' : '';
  const size = Math.abs(value);
  if (metric === 'economics_cents_per_decision') return `${sign}${size.toFixed(size < 0.1 ? 4 : 3)} ¢`;
  if (metric === 'p95_latency_ms') return `${sign}${size.toFixed(0)} ms`;
  return `${sign}${size.toFixed(3)}`;
}

/** `−18.4 %`, or nothing where there is no base. */
export function percent(delta: number | undefined, base: number | undefined): string {
  if (delta === undefined || base === undefined || base === 0) return '';
  const share = (delta / base) * 100;
  return `${share < 0 ? '−' : '+'}${Math.abs(share).toFixed(1)} %`;
}

/** The last part of a path with its bucket, and the change: `policy_kb.top_k 8→6`. */
export function shortPatch(patch: TypedPatch): string {
  return Object.entries(patch)
    .map(([path, { from, to }]) => `${path.split('.').slice(-2).join('.')} ${printedValue(from)}→${printedValue(to)}`)
    .join(', ');
}
