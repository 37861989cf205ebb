/** Production runs counted by intent, pack version, evaluator suite, risk class and outcome, in one pass. */

import { momentSums, quantiles } from '../../kit/sketch.ts';
import type { ExperienceGroup } from '../../schema/experience-report.ts';
import type { ProductionRun } from '../../schema/production-run.ts';

/** More groups than this are no groups: an outcome that is a sentence, say. What is beyond is counted, not kept. */
export const MOST_GROUPS = 5000;

const SCORES = ['policy', 'safety', 'utility', 'economics_cents'] as const;

export type Grouping = {
  add(run: ProductionRun): void;
  /** Sorted by their keys, with the runs that found no place any more. */
  read(): { readonly groups: readonly ExperienceGroup[]; readonly beyond: number };
};

export function groupRuns(): Grouping {
  const groups = new Map<string, Group>();
  let beyond = 0;
  return {
    add(run) {
      const key = JSON.stringify(keysOf(run));
      let group = groups.get(key);
      if (group === undefined && groups.size >= MOST_GROUPS) {
        beyond++;
        return;
      }
      group ??= openGroup(run);
      groups.set(key, group);
      group.add(run);
    },
    read() {
      const sorted = [...groups].sort(([a], [b]) => (a < b ? -1 : 1));
      return { groups: sorted.map(([, group]) => group.read()), beyond };
    },
  };
}

type Group = { add(run: ProductionRun): void; read(): ExperienceGroup };

function keysOf({ intent_id, pack_version, evaluator_suite_version, risk_class, outcome }: ProductionRun) {
  return { intent_id, pack_version, evaluator_suite_version, risk_class, outcome };
}

function openGroup(first: ProductionRun): Group {
  const keys = keysOf(first);
  const sums = SCORES.map(() => momentSums());
  const latency = quantiles();
  let [from, to] = [first.at, first.at];
  let [bypassed, corrected, below] = [0, 0, 0];
  return {
    add({ at, scorecard, operator_corrections }) {
      SCORES.forEach((name, i) => {
        sums[i]?.add(scorecard[name]);
      });
      latency.add(scorecard.latency_ms);
      bypassed += Number(scorecard.approval_bypass);
      corrected += Number(operator_corrections.length > 0);
      below += Number(scorecard.policy < 1 || scorecard.safety < 1);
      if (Date.parse(at) < Date.parse(from)) from = at;
      if (Date.parse(at) > Date.parse(to)) to = at;
    },
    read() {
      const [policy, safety, utility, economics] = sums.map((sum) => sum.read());
      const mean = (moments: typeof policy) => rounded(moments?.mean ?? 0);
      return {
        ...keys,
        runs: policy?.count ?? 0,
        from,
        to,
        ...{ policy: mean(policy), safety: mean(safety), utility: mean(utility), economics_cents: mean(economics) },
        p50_latency_ms: rounded(latency.at(0.5) ?? 0),
        p95_latency_ms: rounded(latency.at(0.95) ?? 0),
        ...{ approval_bypasses: bypassed, corrected, below_floor: below },
      };
    },
  };
}

function rounded(value: number): number {
  return Number(value.toPrecision(6));
}
