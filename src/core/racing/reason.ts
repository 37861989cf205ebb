/** Why a contender lost, in the words and numbers that the record keeps, and what became of all of them in one sentence. */
import type { Outcome } from './field.ts';

export type LostVerdict = 'refused' | 'inconclusive' | 'no_improvement' | 'lost' | 'skipped';

/** Laws whose break is missing evidence, not a proven fault. */
const MISSING = /(?:^|\s)(?:replayable|scored)$/;

/**
 * @param caseAt the id of the case at a position
 * @param nameOf the id of a contender
 */
export function reasonOf(
  outcome: Exclude<Outcome, { kind: 'evaluated' }>,
  caseAt: (position: number) => string,
  nameOf: (contender: number) => string,
): { verdict: LostVerdict; reason: string } {
  switch (outcome.kind) {
    case 'broke': {
      const { law, limit, total, position, replays } = outcome;
      const verdict = MISSING.test(law) ? 'inconclusive' : 'refused';
      if (limit === 0)
        return { verdict, reason: `${law}: broken on case ${caseAt(position)}, replay ${replays} of it` };
      return {
        verdict,
        reason: `${law}: a total of ${short(total)} after ${replays} cases, at most ${short(limit)} over all`,
      };
    }
    case 'dearer': {
      const { total, limit, replays, against } = outcome;
      const reason = `a total of ${short(total)} after ${replays} cases, ${short(limit)} over all is the most worth having`;
      return lost(against, nameOf, reason);
    }
    case 'refuted': {
      const { law, odds, mean, limit, replays, against } = outcome;
      const seen = `about ${short(mean)} a case over ${replays} cases, ${short(limit)} is the limit; refuted at ${Math.floor(odds)} to 1`;
      return law === null ? lost(against, nameOf, seen) : { verdict: 'refused', reason: `${law}: a burden of ${seen}` };
    }
    default:
      return {
        verdict: 'skipped',
        reason: `not judged: search.max_replays was spent after ${outcome.replays} of its cases`,
      };
  }
}

function lost(against: number | null, nameOf: (contender: number) => string, reason: string) {
  if (against === null) return { verdict: 'no_improvement' as const, reason: `improvement: ${reason}` };
  return { verdict: 'lost' as const, reason: `lost to ${nameOf(against)}: ${reason}` };
}

function short(value: number): string {
  return String(Math.round(value * 1e4) / 1e4);
}
