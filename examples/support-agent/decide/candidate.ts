// One way to answer a ticket, resting on the pieces of evidence that it cites, and the order in which such ways are preferred.
// A candidate depends on what it cites and on nothing else, so the candidates of less evidence are a part of those of more.

export type Candidate = {
  readonly outcome: string;
  readonly amount: number | null;
  readonly cites: readonly string[];
  readonly confidence: number;
  /** Smaller comes first, place by place. */
  readonly order: readonly number[];
};

/** Where a candidate stands: which request and reading of it, how special the rule, how good and how fresh its sources. */
export type Standing = {
  readonly tier: number;
  readonly authority: number;
  readonly effective: string;
  readonly extension?: boolean;
  readonly general?: boolean;
};

const confidences = [0.93, 0.78, 0.66, 0.52];

/** Builds the sort key and the confidence of a candidate. */
export function candidate(
  what: { outcome: string; amount?: number | null; cites: readonly string[] },
  standing: Standing,
  reading: readonly number[],
): Candidate {
  const { tier, authority, effective, extension = false, general = false } = standing;
  return {
    outcome: what.outcome,
    amount: what.amount ?? null,
    cites: [...new Set(what.cites)],
    confidence: confidences[authority] ?? 0.5,
    order: [...reading, tier, authority, -Number(effective.replaceAll('-', '')), extension ? 0 : 1, general ? 1 : 0],
  };
}

/** Preference order; equal keys are settled by the citations, so that the order never depends on the input's. */
export function inPreference(candidates: readonly Candidate[]): readonly Candidate[] {
  return [...candidates].sort((a, b) => {
    for (let i = 0; i < Math.max(a.order.length, b.order.length); i++) {
      const difference = (a.order[i] ?? 0) - (b.order[i] ?? 0);
      if (difference !== 0) return difference;
    }
    const left = [...a.cites, a.outcome].join(' ');
    const right = [...b.cites, b.outcome].join(' ');
    return left < right ? -1 : left > right ? 1 : 0;
  });
}

/** Leaves out what can never be chosen: a candidate that needs everything an earlier one needs. */
export function withoutDominated(ordered: readonly Candidate[]): readonly Candidate[] {
  const kept: Candidate[] = [];
  for (const next of ordered) {
    const cites = new Set(next.cites);
    if (!kept.some((earlier) => earlier.cites.every((cite) => cites.has(cite)))) kept.push(next);
  }
  return kept;
}
