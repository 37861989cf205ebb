/**
 * Walks a line: each step is asked only when the one before it was confirmed, and the first refusal ends the walk. A step
 * that misses a hard limit as the active configuration does is never confirmed; what else it is asked has to hold, so that
 * the line begins where its setting says and not where the search set looked best.
 */
import type { Verdict } from '../../schema/verdict.ts';
import { worstOf } from '../guardrails/check-guardrails.ts';
import type { Judged } from './judged.ts';
import type { Line } from './lines.ts';

/** What the held-out set answered about the steps that were asked. */
export type Answers = ReadonlyMap<Judged, readonly Verdict[]>;

/**
 * Asks the steps of every line in order. `ask` answers several at once; what it says about steps behind a refusal is
 * not heard.
 */
export function walk(
  lines: readonly Line[],
  ask: (steps: readonly Judged[]) => readonly (readonly Verdict[])[],
): Answers {
  const answers = new Map<Judged, readonly Verdict[]>();
  for (const line of lines) walkOne(line, ask, answers);
  return answers;
}

/** Steps that are asked at once: they share their resamples, and few lie behind the refusal. */
const STRIDE = 4;

function walkOne(
  line: Line,
  ask: (steps: readonly Judged[]) => readonly (readonly Verdict[])[],
  answers: Map<Judged, readonly Verdict[]>,
): void {
  for (let at = 0; at < line.length; at += STRIDE) {
    const steps = line.slice(at, at + STRIDE);
    const unasked = steps.filter((step) => !answers.has(step));
    const heard = ask(unasked);
    for (const step of steps) {
      const verdicts = answers.get(step) ?? heard[unasked.indexOf(step)] ?? [];
      answers.set(step, verdicts);
      if (!holdsBut(step.misses, verdicts)) return;
    }
  }
}

/** Whether a step may be proposed by what both sets answered. */
export function isConfirmed({ misses }: Judged, verdicts: readonly Verdict[]): boolean {
  return misses.length === 0 && holdsBut([], verdicts);
}

/** Whether everything holds but some guardrails, which are not heard. */
function holdsBut(unheard: readonly string[], verdicts: readonly Verdict[]): boolean {
  const heard = verdicts.filter(({ guardrail }) => !unheard.includes(guardrail));
  return heard.length > 0 && worstOf(heard) === 'pass';
}
