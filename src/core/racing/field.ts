/**
 * The contract of a race: who runs, on which cases, under which laws, and how a single replay is asked for. Everything
 * is told in totals over the set, of amounts that are never negative: so what is unseen is bounded by nothing else.
 */

/** One path that contenders may change. Values of an ordered axis lie in their order; those of another only differ. */
export type Axis = { readonly size: number; readonly isOrdered: boolean };

export type Contender = {
  /** The position of its value on each axis. */
  readonly levels: readonly number[];
  /** It can lose only against a contender of the same class or a lower one. */
  readonly class: number;
};

/** A contender is unlawful when its burden, summed over all cases, exceeds the limit. At a limit of 0 one case does it. */
export type Law = { readonly name: string; readonly limit: number };

/** One replay of one case. No amount is negative; a burden that cannot be known is infinite. */
export type Replayed = {
  /** What the race makes small. */
  readonly price: number;
  /** One per law. */
  readonly burdens: readonly number[];
};

export type Field = {
  readonly axes: readonly Axis[];
  /** The levels of the baseline, which is no contender. */
  readonly start: readonly number[];
  readonly contenders: readonly Contender[];
  readonly laws: readonly Law[];
  /** The baseline on every case. */
  readonly baseline: readonly Replayed[];
  /** Asked at most once for each contender and case. */
  readonly replay: (contender: number, position: number) => Replayed;
  /** Whether a contender that kept every law on all cases may be held against others. */
  readonly admits: (contender: number) => boolean;
  /** The total price above which a contender is not worth having once that of the best is known; null: of nobody yet. */
  readonly worth: (best: number | null) => number;
};

export type RaceRules = {
  /** The chance with which the certificate may be wrong. */
  readonly alpha: number;
  readonly seed: number;
  /** Replays of contenders; those of the baseline are made before. */
  readonly maxReplays: number;
};

/** How a contender ended. `replays` counts its own until then; `against` is the contender it was held against, null the baseline. */
export type Outcome =
  | { readonly kind: 'evaluated'; readonly price: number; readonly isLawful: boolean; readonly replays: number }
  /** Proven, whatever the unseen cases show: the law's total is above its limit since the case at `position`. */
  | {
      readonly kind: 'broke';
      readonly law: string;
      readonly total: number;
      readonly limit: number;
      readonly position: number;
      readonly replays: number;
    }
  /** Proven: dearer already than what is worth having, if the unseen cases cost nothing. */
  | {
      readonly kind: 'dearer';
      readonly total: number;
      readonly limit: number;
      readonly replays: number;
      readonly against: number | null;
    }
  /** Refuted at `odds` to one that it keeps the law, or (law null) is worth its price; estimated mean and limit a case. */
  | {
      readonly kind: 'refuted';
      readonly law: string | null;
      readonly odds: number;
      readonly mean: number;
      readonly limit: number;
      readonly replays: number;
      readonly against: number | null;
    }
  | { readonly kind: 'open'; readonly replays: number };

export type RaceResult = {
  /** One per contender. */
  readonly outcomes: readonly Outcome[];
  /** The cheapest admitted contender; null where there is none. */
  readonly best: number | null;
  readonly replays: number;
  /** Per contender the cases it met, those after it was out included. */
  readonly met: readonly number[];
  /** Contenders that met every case, in that order, with how many replays had been made by then. */
  readonly finished: readonly { readonly contender: number; readonly replays: number }[];
  /** Whether every contender was evaluated or excluded. */
  readonly isComplete: boolean;
};
