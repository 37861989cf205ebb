/**
 * The verdict on a release: roll back what is established to do harm, keep what is established to do good and none,
 * and say what is missing of everything else. Missing data is never a keep.
 */
import type { Target } from '../../schema/configuration.ts';
import type { Closure, ReleaseVerdict } from '../../schema/release-verdict.ts';
import type { Difference, MonitoredMetric } from './compare.ts';
import { type Evidence, heldMargins, told } from './margins.ts';
import type { Arms } from './watch.ts';

export type Judged = Pick<ReleaseVerdict, 'verdict' | 'reasons'>;

export type Question = {
  readonly target: Pick<Target, 'metric' | 'direction' | 'min_effect' | 'guardrails'>;
  /** Whether the change was proposed for this intent: of others only harmlessness is asked. */
  readonly isOwn: boolean;
  /** Null where no stratum has runs of both. */
  readonly evidence: Evidence | null;
  readonly design: Arms['design'];
  readonly closure: Closure;
  /** Fewer runs of either tuple than this decide nothing but harm. */
  readonly minRuns: number;
};

export function judgeRelease(question: Question): Judged {
  const { target, evidence, design, minRuns } = question;
  if (evidence === null) return inconclusive(['no risk class and cohort has runs of both tuples']);
  const held = heldMargins(target.guardrails, evidence);
  const broken = held.filter(({ status }) => status === 'broken').map(({ reason }) => reason);
  if (broken.length > 0) {
    return { verdict: 'roll_back', reasons: design === 'same_weeks' ? broken : [...broken, BEFORE_AND_AFTER] };
  }
  if (design !== 'same_weeks') return inconclusive([BEFORE_AND_AFTER]);
  const { runs } = evidence.holding;
  const few = Math.min(runs.baseline, runs.candidate);
  if (few < minRuns) return inconclusive([`${few} runs of one of the tuples; ${minRuns - few} more are needed`]);
  const open = held.filter(({ status }) => status === 'open').map(({ reason }) => reason);
  if (open.length > 0) return inconclusive(open);
  return question.isOwn
    ? judgeEffect(question, evidence)
    : { verdict: 'keep', reasons: held.map(({ reason }) => reason) };
}

const BEFORE_AND_AFTER =
  'the tuples served in different weeks, so what else changed between them cannot be told from the change';

function judgeEffect({ target, closure }: Question, { holding }: Evidence): Judged {
  const { metric, direction, min_effect } = target;
  const difference = differenceOf(holding.metrics, metric);
  const interval = difference?.interval;
  if (difference === null || interval === undefined) return inconclusive([`production does not bound ${metric}`]);
  const isRise = direction === 'increase';
  const [least, most] = isRise ? [interval.lower, interval.upper] : [-interval.upper, -interval.lower];
  const said = `${metric} changed by ${told(difference)}`;
  if (most <= 0 || most < min_effect) {
    return { verdict: 'retire', reasons: [`${said}: less than the ${min_effect} that a change has to bring`] };
  }
  if (least <= 0) return inconclusive([`${said}: an improvement is not established`]);
  if (closure.status === 'open') return { verdict: 'supersede', reasons: [`${said}, and ${closure.reason}`] };
  if (closure.status === 'unknown') return inconclusive([`${said}, and ${closure.reason}`]);
  return { verdict: 'keep', reasons: [said, closure.reason] };
}

/** Null for a metric that production runs do not carry. */
function differenceOf(metrics: Readonly<Record<MonitoredMetric, Difference>>, metric: string): Difference | null {
  return new Map(Object.entries(metrics)).get(metric) ?? null;
}

function inconclusive(reasons: readonly string[]): Judged {
  return { verdict: 'inconclusive', reasons: [...reasons] };
}
