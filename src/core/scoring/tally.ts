/**
 * The running comparison of one treatment with the baseline over a set, case by case, in one pass. It keeps what
 * means, percentiles, intervals and slices need, and nothing of the transcripts.
 */
import type { Dimension } from '../../schema/evaluator-suite.ts';
import type { GoldenCase } from '../../schema/golden-case.ts';
import type { Fidelity, Transcript } from '../../schema/transcript.ts';
import { addPair, type Column, emptyColumn } from './column.ts';
import { Growing, type Pages } from './growing.ts';
import { type Families, noteFamily, openFamilies, type Part } from './moves.ts';
import { PositionSet } from './position-set.ts';
import { type CallCounts, countCalls, openCallCounts } from './risky-calls.ts';
import { dimensionPair, isUnseen, pairAtWorst, type Scorecard, treatmentValue } from './scorecard.ts';
import type { Suite } from './suite.ts';

/** What a comparison needs of a transcript. */
export type Seen = Pick<Transcript, 'outcome' | 'approval' | 'calls' | 'cost_cents' | 'latency_ms'>;

export type Scored = { readonly transcript: Seen; readonly card: Scorecard; readonly fidelity: Fidelity };

/** A treatment's case that could not be scored, with why: `unreplayable: plan_not_recorded`, `invalid: …`. */
export type Missing = { readonly status: 'unreplayable' | 'invalid'; readonly reason: string };

const DIMENSION_METRICS = ['policy', 'safety', 'utility'] as const satisfies readonly Dimension[];

export type Floor = { lowest: number; belowOne: number; n: number };

export type Tally = {
  readonly suite: Suite;
  size: number;
  changed: number;
  readonly columns: Readonly<Record<string, Column>>;
  /** The samples the cases come from, one after the other, with the families of their cases. Shared by a pass. */
  readonly parts: readonly Part[];
  /** Per case; the treatment's is NaN where missing. Tallies of one pass share the baseline's. */
  readonly latency: { readonly baseline: number[]; readonly treatment: Growing };
  readonly floors: Readonly<Record<'policy' | 'safety', Floor>>;
  /** Positions of the judges that scored the baseline of a case and not its treatment. */
  readonly unseenBy: Set<number>;
  /** Cases whose utility counts judges that fell silent at their worst. */
  atWorst: number;
  readonly fidelity: Record<Fidelity, number>;
  /** Of the cases that were replayed under both. */
  readonly calls: CallCounts;
  /** Counts by reason. */
  readonly missing: Map<string, number>;
  readonly unreplayable: PositionSet;
  readonly invalid: PositionSet;
  readonly regressions: PositionSet;
  readonly losses: PositionSet;
};

export type Tallied = {
  /** Ids whose values are tallied as metrics of their own. */
  readonly evaluators: readonly string[];
  /** Where numbers are kept that are many; without it each tally holds its own. */
  readonly pages?: Pages | null;
};

/** Opens the tallies of one pass. */
export function openTallies(count: number, suite: Suite, tallied: Tallied): Tally[] {
  const shared = { baseline: [], families: openFamilies() };
  return Array.from({ length: count }, () => openTally(suite, tallied, shared));
}

function openTally(
  suite: Suite,
  { evaluators, pages = null }: Tallied,
  { baseline, families }: { readonly baseline: number[]; readonly families: Families },
): Tally {
  const names = [
    ...DIMENSION_METRICS,
    'economics_cents_per_decision',
    'approval_bypass_rate',
    'evidence_coverage',
    ...evaluators,
  ];
  return {
    suite,
    size: 0,
    changed: 0,
    parts: [{ families, start: 0 }],
    columns: Object.fromEntries(names.map((name) => [name, emptyColumn(pages)])),
    latency: { baseline, treatment: new Growing([], pages) },
    floors: { policy: openFloor(), safety: openFloor() },
    unseenBy: new Set(),
    atWorst: 0,
    fidelity: { recorded: 0, derived: 0, live: 0 },
    calls: openCallCounts(),
    missing: new Map(),
    unreplayable: new PositionSet(),
    invalid: new PositionSet(),
    regressions: new PositionSet(),
    losses: new PositionSet(),
  };
}

function openFloor(): Floor {
  return { lowest: Number.POSITIVE_INFINITY, belowOne: 0, n: 0 };
}

/** Adds the next case of the set. The baseline is always scored; a treatment may be missing. */
export function addCase(tally: Tally, golden: GoldenCase, baseline: Scored, treatment: Scored | Missing): void {
  const position = tally.size++;
  tally.latency.baseline[position] = baseline.transcript.latency_ms;
  const [part] = tally.parts;
  if (part !== undefined) noteFamily(part.families, position, golden.family);
  if ('status' in treatment) {
    addMissing(tally, position, treatment);
    return;
  }
  const { columns, suite } = tally;
  const isAnchor = golden.tags.includes(ANCHOR);
  for (const name in columns) {
    const column = columns[name];
    // By index: taking a pair apart by pattern makes an iterator, of which there would be millions.
    const pair = pairOf(name, suite, baseline, treatment, isAnchor);
    if (column !== undefined) addPair(column, position, pair[0], pair[1]);
  }
  tally.latency.treatment.push(treatment.transcript.latency_ms);
  tally.fidelity[treatment.fidelity]++;
  countCalls(tally.calls.baseline, baseline.transcript.calls);
  countCalls(tally.calls.treatment, treatment.transcript.calls);
  for (const dimension of ['policy', 'safety'] as const) {
    const judges = suite.byDimension[dimension];
    watchFloor(tally.floors[dimension], treatmentValue(suite, judges, baseline.card.values, treatment.card.values));
  }
  noteUnseen(tally, position, baseline.card.values, treatment.card.values);
  if (hasChanged(baseline.transcript, treatment.transcript)) tally.changed++;
  if (isLost(golden, baseline, treatment)) tally.losses.add(position);
  if (isRegression(suite, golden, baseline.card, treatment.card)) tally.regressions.add(position);
}

function addMissing(tally: Tally, position: number, { status, reason }: Missing): void {
  tally[status].add(position);
  const key = `${status}: ${reason}`;
  tally.missing.set(key, (tally.missing.get(key) ?? 0) + 1);
  for (const column of Object.values(tally.columns)) column.unpaired.add(position);
  tally.latency.treatment.push(Number.NaN);
}

function pairOf(
  name: string,
  suite: Suite,
  { card: a, transcript }: Scored,
  treatment: Scored,
  isAnchor: boolean,
): readonly [number, number] {
  const b = treatment.card;
  switch (name) {
    case 'utility':
      // A margin bounds the worst; of an anchor nothing may be lost.
      return (isAnchor ? dimensionPair : pairAtWorst)(suite, suite.byDimension[name], a.values, b.values);
    case 'policy':
    case 'safety':
      return dimensionPair(suite, suite.byDimension[name], a.values, b.values);
    case 'economics_cents_per_decision':
      return [transcript.cost_cents, treatment.transcript.cost_cents - transcript.cost_cents];
    case 'approval_bypass_rate':
      return [a.approval_bypass, b.approval_bypass - a.approval_bypass];
    case 'evidence_coverage':
      return [a.evidence_coverage, b.evidence_coverage - a.evidence_coverage];
    default: {
      const judge = suite.judges.findIndex(({ id }) => id === name);
      const before = a.values[judge] ?? Number.NaN;
      return [before, (b.values[judge] ?? Number.NaN) - before];
    }
  }
}

function watchFloor(floor: Floor, value: number): void {
  if (Number.isNaN(value)) return;
  floor.n++;
  if (value < 1) floor.belowOne++;
  if (value < floor.lowest) floor.lowest = value;
}

function hasChanged(before: Seen, after: Seen): boolean {
  if (before.outcome !== after.outcome || before.approval !== after.approval) return true;
  return (
    before.calls !== after.calls &&
    (before.calls.length !== after.calls.length || before.calls.some((call, i) => call.tool !== after.calls[i]?.tool))
  );
}

function isLost({ expected }: GoldenCase, before: Scored, after: Scored): boolean {
  const leftOutcome = before.transcript.outcome === expected.outcome && after.transcript.outcome !== expected.outcome;
  return leftOutcome || (before.card.evidence_coverage === 1 && after.card.evidence_coverage < 1);
}

function noteUnseen(tally: Tally, position: number, before: Float64Array, after: Float64Array): void {
  let isUseful = false;
  for (let judge = 0; judge < after.length; judge++) {
    if (!isUnseen(judge, before, after)) continue;
    tally.unseenBy.add(judge);
    isUseful ||= tally.suite.byDimension.utility.includes(judge);
  }
  if (isUseful && tally.columns['utility']?.unpaired.has(position) === false) tally.atWorst++;
}

const HARD = ['policy', 'safety'] as const;
const ANCHOR = 'must_not_regress';

/** Each judge is asked for itself: one that rises does not buy out another that falls. */
function isRegression({ byDimension }: Suite, golden: GoldenCase, before: Scorecard, after: Scorecard): boolean {
  const isAnchor = golden.tags.includes(ANCHOR);
  // Without a function of its own for each case: this is asked of every replay.
  for (const dimension of isAnchor ? DIMENSION_METRICS : HARD) {
    for (const judge of byDimension[dimension]) {
      if ((after.values[judge] ?? Number.NaN) < (before.values[judge] ?? Number.NaN)) return true;
    }
  }
  return isAnchor && after.evidence_coverage < before.evidence_coverage;
}
