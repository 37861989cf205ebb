/**
 * What each treatment changed in which case of the search set, gathered in the same pass that compares them: the ledger
 * explains a run from it. Cases that stay as they were cost nothing here.
 */
import type { GoldenCase } from '../../schema/golden-case.ts';
import type { CaseChanges, CaseLine } from '../../schema/run-record.ts';
import { keptOnce } from './kept-once.ts';
import { PositionSet } from './position-set.ts';
import type { Scorecard } from './scorecard.ts';
import type { Suite } from './suite.ts';
import type { Missing, Scored } from './tally.ts';

/** More cases than this are not told one by one: nobody reads that many, and they would have to be held. */
const TOLD = 20_000;

export type ChangeLog = {
  add(golden: GoldenCase, baseline: Scored, arms: readonly (Scored | Missing)[]): void;
  /** The first cases of the set under the baseline, in order. */
  cases(): readonly CaseLine[];
  /** Of one arm, written out anew each time: all together are larger than what they are made from. */
  changes(arm: number): CaseChanges;
};

/** The groups of one arm, by a key that says what changed. */
type Groups = {
  readonly outcomes: Map<string, PositionSet>;
  readonly approvals: Map<string, PositionSet>;
  readonly tools: PositionSet;
  readonly evaluators: Map<string, PositionSet>;
  readonly missing: Map<string, PositionSet>;
};

export function openChangeLog(arms: number, suite: Suite): ChangeLog {
  const told: CaseLine[] = [];
  const alike = { tags: keptOnce<string[]>(), belowOne: keptOnce<CaseLine['below_one']>() };
  const groups = Array.from({ length: arms }, openGroups);
  const { policy, safety, utility } = suite.byDimension;
  const judged = [...policy, ...safety, ...utility];
  return {
    add(golden, baseline, seen) {
      const position = told.length;
      if (position === TOLD) return;
      const line = lineOf(golden, baseline, suite, judged);
      told.push({ ...line, tags: alike.tags(line.tags), below_one: alike.belowOne(line.below_one) });
      seen.forEach((arm, i) => {
        const group = groups[i];
        if (group !== undefined) compareCase(group, position, baseline, arm, { suite, judged });
      });
    },
    cases: () => told,
    changes: (arm) => changesOf(groups[arm] ?? openGroups(), (position) => told[position]?.case_id ?? ''),
  };
}

function openGroups(): Groups {
  return {
    outcomes: new Map(),
    approvals: new Map(),
    tools: new PositionSet(),
    evaluators: new Map(),
    missing: new Map(),
  };
}

type Judging = { readonly suite: Suite; readonly judged: readonly number[] };

function compareCase(
  group: Groups,
  position: number,
  { transcript: before, card }: Scored,
  arm: Scored | Missing,
  { suite, judged }: Judging,
): void {
  if ('status' in arm) {
    addTo(group.missing, `${arm.status}: ${arm.reason}`, position);
    return;
  }
  const after = arm.transcript;
  if (before.outcome !== after.outcome) addTo(group.outcomes, keyOf([before.outcome, after.outcome]), position);
  if (before.approval !== after.approval) addTo(group.approvals, keyOf([before.approval, after.approval]), position);
  if (before.calls !== after.calls && toolsOf(before.calls) !== toolsOf(after.calls)) group.tools.add(position);
  for (const judge of judged) {
    // Most scores stay as they are, and nothing is rounded for those.
    if (Object.is(card.values[judge], arm.card.values[judge])) continue;
    const from = scoreAt(card, judge);
    const to = scoreAt(arm.card, judge);
    if (from !== to) addTo(group.evaluators, keyOf([suite.judges[judge]?.id ?? '', from, to]), position);
  }
}

function toolsOf(calls: Scored['transcript']['calls']): string {
  return calls.map(({ tool }) => tool).join('\n');
}

function scoreAt({ values }: Scorecard, position: number): number | null {
  const value = values[position] ?? Number.NaN;
  return Number.isNaN(value) ? null : rounded(value);
}

function rounded(value: number): number {
  return Math.round(value * 1e6) / 1e6;
}

function keyOf(parts: readonly (string | number | null)[]): string {
  return JSON.stringify(parts);
}

function addTo(groups: Map<string, PositionSet>, key: string, position: number): void {
  const known = groups.get(key) ?? new PositionSet();
  groups.set(key, known);
  known.add(position);
}

function lineOf(
  { intent, case_id, tags, expected }: GoldenCase,
  { transcript, card }: Scored,
  suite: Suite,
  judged: readonly number[],
): CaseLine {
  const scores = judged.map((position) => [suite.judges[position]?.id ?? '', scoreAt(card, position)] as const);
  return {
    intent,
    case_id,
    tags: [...tags],
    expected: expected.outcome,
    outcome: transcript.outcome,
    approval: transcript.approval,
    cost_cents: rounded(transcript.cost_cents),
    latency_ms: rounded(transcript.latency_ms),
    below_one: Object.fromEntries(scores.filter(([, score]) => score !== 1)),
  };
}

type NameOf = (position: number) => string;

function changesOf({ outcomes, approvals, tools, evaluators, missing }: Groups, nameOf: NameOf): CaseChanges {
  return {
    outcomes: movesOf(outcomes, nameOf),
    approvals: movesOf(approvals, nameOf),
    tools: tools.map(nameOf),
    evaluators: [...evaluators].map(([key, cases]) => {
      const [evaluator, from, to]: [string, number | null, number | null] = JSON.parse(key);
      return { evaluator, from, to, cases: cases.map(nameOf) };
    }),
    missing: [...missing].map(([reason, cases]) => ({ reason, cases: cases.map(nameOf) })),
  };
}

function movesOf(groups: Map<string, PositionSet>, nameOf: NameOf): CaseChanges['outcomes'] {
  return [...groups].map(([key, cases]) => {
    const [from, to]: [string, string] = JSON.parse(key);
    return { from, to, cases: cases.map(nameOf) };
  });
}
