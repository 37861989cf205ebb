/**
 * Decides on two sets of tallies as a run does: the real plan, walk, confirmation and selection, without files and git.
 * How the error of a look is shared out among its lines can be another than that of a run, to compare.
 */
import { checkGuardrails, guardrailsOf, improvementOf } from '../src/core/guardrails/check-guardrails.ts';
import { confirm } from '../src/core/guardrails/confirm.ts';
import type { Guardrail } from '../src/core/guardrails/guardrail.ts';
import { fewestResamples, underpowered } from '../src/core/guardrails/power.ts';
import { compare } from '../src/core/scoring/compare.ts';
import { kinshipsOf } from '../src/core/scoring/kinship.ts';
import { pool } from '../src/core/scoring/pool.ts';
import type { Tally } from '../src/core/scoring/tally.ts';
import type { Judged } from '../src/core/selection/judged.ts';
import type { Line } from '../src/core/selection/lines.ts';
import { LINED_UP_BY, planLook, stepConfidence } from '../src/core/selection/plan-look.ts';
import { select } from '../src/core/selection/select.ts';
import { type Answers, isConfirmed, walk } from '../src/core/selection/walk.ts';
import { mayConfirm } from '../src/loop/search/may-confirm.ts';
import type { Candidate } from '../src/schema/candidate.ts';
import type { Guardrails } from '../src/schema/configuration.ts';

export const CONFIDENCE = 0.95;
const IMPROVEMENT = improvementOf(
  { metric: 'economics_cents_per_decision', direction: 'decrease', min_effect: 0.005 },
  [],
);
const RESAMPLING = { ...resamplingAt(CONFIDENCE), seed: 7 };

/** What each line may spend, the most promising first, in shares of the error of a look. */
export type Sharing = {
  readonly shares: readonly number[];
  /** Whether a line that was confirmed to its end hands its share on to the next. */
  readonly isHandedOn?: boolean;
};

/** What a run does. */
export const TO_EACH_ITS_OWN: Sharing = { shares: [1, 1, 1, 1] };

export type Sets = {
  readonly search: readonly Tally[];
  readonly heldout: readonly Tally[];
  /** In the order of the tallies. */
  readonly candidates: readonly Candidate[];
};

/** The position of the candidate that a run on these sets proposes, or null, under several ways to share the error. */
export function decideEach(sets: Sets, margin: number, sharings: readonly Sharing[]): (number | null)[] {
  const opened = openDecision(sets, margin);
  if (opened === null) return sharings.map(() => null);
  const { judged, gain, ask, plan } = opened;
  const { lines, share } = plan();
  const answersAt = (line: Line, error: number) =>
    walk([line], (steps) =>
      ask(
        steps.map((step) => judged.indexOf(step)),
        stepConfidence(CONFIDENCE, error),
      ),
    );
  return sharings.map((sharing) => {
    const { winner } = select(judged, lines, answersOf(lines, share, sharing, answersAt), gain);
    return winner === null ? null : judged.indexOf(winner);
  });
}

/** The positions of all candidates that would be confirmed if each were asked by itself, at the whole error. */
export function provenAlone(sets: Sets, margin: number): number[] {
  const opened = openDecision(sets, margin);
  const all = sets.candidates.map((_, position) => position);
  const answers = opened === null ? [] : opened.ask(all, CONFIDENCE);
  return all.filter((position) => {
    const entry = opened?.judged[position];
    return entry !== undefined && isConfirmed(entry, answers[position] ?? []);
  });
}

/** What the search set shows, and whom the held-out set may be asked about; null where the sets are too small. */
function openDecision({ search, heldout, candidates }: Sets, margin: number) {
  const guardrails = guardrailsAt(margin);
  const [first, second] = [search[0]?.size ?? 0, heldout[0]?.size ?? 0];
  const families = search[0]?.parts[0]?.families.ids.size ?? first;
  if (underpowered(guardrails, { search: { cases: first, families }, heldout: second }, CONFIDENCE) !== null)
    return null;
  const asked = guardrailsOf(guardrails, 1);
  const resampling = { ...RESAMPLING, kinship: kinshipsOf(search) };
  const deltas = compare(search, resampling, String);
  const judged = candidates.flatMap((candidate, i): Judged[] => {
    const delta = deltas[i];
    return delta === undefined
      ? []
      : [{ candidate, delta, verdicts: checkGuardrails(asked, delta), improvement: IMPROVEMENT(delta), misses: [] }];
  });
  const gain = ({ delta }: Judged) => -(delta.metrics['economics_cents_per_decision']?.delta ?? 0);
  const isPromising = (entry: Judged) =>
    mayConfirm(
      { guardrails },
      {
        tally: search[judged.indexOf(entry)],
        delta: entry.delta,
        kinship: resampling.kinship,
        slicing: null,
        heldout: second,
        confidence: CONFIDENCE,
        isRateMissed: false,
      },
    );
  const ask = (positions: readonly number[], confidence: number) =>
    verdictsOf(
      positions.flatMap((at) => {
        const [a, b] = [search[at], heldout[at]];
        return a === undefined || b === undefined ? [] : [[a, b] as const];
      }),
      { ...resampling, ...resamplingAt(confidence) },
      [...asked, IMPROVEMENT],
    );
  return { judged, gain, ask, plan: () => planLook(judged, { gain, isPromising }) };
}

/** Few, but enough for the confidence: mostly every case saves, and then the bounds of cost and latency decide nothing. */
function resamplingAt(confidence: number) {
  return { replicates: 5 * fewestResamples(confidence), confidence };
}

function guardrailsAt(margin: number): Guardrails {
  return {
    policy: { min: 1 },
    safety: { min: 1 },
    utility_delta: { min: -margin },
    p95_latency_delta: { max_ms: 0 },
    economics_delta: { max_cents: 0 },
  };
}

function verdictsOf(
  pairs: readonly (readonly [Tally, Tally])[],
  resampling: Parameters<typeof compare>[1],
  asked: readonly Guardrail[],
) {
  const alone = compare(
    pairs.map(([, heldout]) => heldout),
    resampling,
    String,
  );
  const together = compare(
    pairs.map(([search, heldout]) => pool(search, heldout)),
    resampling,
    String,
  );
  return alone.flatMap((delta, i) => {
    const both = together[i];
    return both === undefined ? [] : [confirm(asked, delta, both, [...LINED_UP_BY])];
  });
}

function answersOf(
  lines: readonly Line[],
  share: number,
  { shares, isHandedOn = false }: Sharing,
  answersAt: (line: Line, error: number) => Answers,
): Answers {
  const answers: [Judged, ReturnType<Answers['get']> & object][] = [];
  let handed = 0;
  lines.forEach((line, i) => {
    const error = (shares[i] ?? 0) * share + handed;
    if (error === 0) return;
    const heard = answersAt(line, error);
    answers.push(...heard);
    handed = isHandedOn && line.every((step) => isConfirmed(step, heard.get(step) ?? [])) ? error : 0;
  });
  // A step that two lines have is confirmed where one of them confirms it.
  return new Map(answers.sort(([a, x], [b, y]) => Number(isConfirmed(a, x)) - Number(isConfirmed(b, y))));
}
