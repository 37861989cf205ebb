/** What a race is told of one case: the figures that the verdicts will rest on, case by case. */
import type { CaseFigures, Pair } from '../../core/racing/laws.ts';
import { judgesOf, type Suite } from '../../core/scoring/suite.ts';
import { addCase, type Missing, openTallies, type Scored, type Tally } from '../../core/scoring/tally.ts';
import type { GoldenCase } from '../../schema/golden-case.ts';

/** One case as a tally of one case sees it: the same definitions that the verdicts will rest on. */
export function figuresOf(
  suite: Suite,
  extra: readonly string[],
  golden: GoldenCase,
  baseline: Scored,
  arm: Scored | Missing,
): CaseFigures {
  const [tally] = openTallies(1, suite, { evaluators: extra });
  if (tally === undefined) throw new RangeError('a case without its tally');
  addCase(tally, golden, baseline, arm);
  const floor = (dimension: 'policy' | 'safety') =>
    tally.floors[dimension].n === 0 ? Number.NaN : tally.floors[dimension].lowest;
  return {
    isMissing: 'status' in arm,
    isRegression: tally.regressions.size > 0,
    latency_ms: 'status' in arm ? 0 : arm.transcript.latency_ms,
    floors: { policy: floor('policy'), safety: floor('safety') },
    pairs: Object.fromEntries(Object.keys(tally.columns).map((name) => [name, pairOf(tally, suite, name, baseline)])),
  };
}

function pairOf({ columns }: Tally, suite: Suite, name: string, { card }: Scored): Pair {
  const column = columns[name];
  const isPaired = column?.pairs === 1;
  const delta = isPaired ? (column.deltas.length === 0 ? 0 : column.deltas.at(0)) : Number.NaN;
  const before = isPaired ? column.baselineSum : column?.unobserved === 1 ? 0 : Number.NaN;
  return { before, delta, room: 1 - lowestOf(suite, name, card) };
}

/** The lowest value that any judge of the metric gave the baseline: from there it could rise to 1. */
function lowestOf(suite: Suite, name: string, { values, evidence_coverage }: Scored['card']): number {
  if (name === 'evidence_coverage') return Number.isNaN(evidence_coverage) ? 0 : evidence_coverage;
  const given = judgesOf(suite, name).flatMap((judge) => values[judge] ?? []);
  return Math.min(1, ...given.filter((value) => !Number.isNaN(value)));
}
