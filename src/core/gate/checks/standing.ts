/** Whether a proposal still stands today: nobody rejected the change, autotune did not take it back, its day is not over. */
import { excerpt } from '../../../kit/problem.ts';
import { type Check, type Claim, findings, placeIn } from '../check.ts';

export type StandingFacts = {
  readonly claim: Claim;
  /** The rejection in force that covers the change, or null. */
  readonly rejection: {
    /** `soft_rejection`: its pull request was closed without a word. */
    readonly kind: 'rejection' | 'soft_rejection';
    readonly at: string;
    readonly scope: string;
    readonly reason: string;
  } | null;
  /** Whether autotune itself took the proposal back for a newer one. */
  readonly isSuperseded: boolean;
  /** RFC 3339: what expiry is held against. */
  readonly now: string;
  /** When its run began, and until when what it wrote stands by that; null where the ledger has no such run. */
  readonly dated: { readonly startedAt: string; readonly until: string } | null;
  /** How long the base lets a proposal stand. */
  readonly expiresDays: number;
};

const DAY_MS = 24 * 60 * 60 * 1000;

export const checkStanding: Check<StandingFacts> = ({ claim, rejection, isSuperseded, dated, now, expiresDays }) => {
  const { pass, fail } = findings('standing');
  const wrong = [];
  if (rejection !== null) {
    const { kind, at, scope, reason } = rejection;
    const how = kind === 'rejection' ? `a reviewer rejected it (${scope})` : 'its pull request was closed';
    wrong.push(fail(`${how} on ${at.slice(0, 10)}, which stands: ${excerpt(reason, 200)}`));
  }
  if (isSuperseded) wrong.push(fail('autotune superseded it by a newer proposal'));
  const { expires_at } = claim.value;
  const place = placeIn(claim, ['expires_at']);
  if (expires_at === undefined) wrong.push(fail('it does not say until when it stands', place));
  if (expires_at !== undefined && dated !== null && expires_at !== dated.until) {
    const { startedAt, until } = dated;
    const reason = `expires_at is ${expires_at} in the proposal; its run began at ${startedAt}, so it stands until ${until}`;
    wrong.push(fail(reason, place));
  }
  const until = dated?.until ?? expires_at;
  const left = until === undefined ? Number.NaN : Date.parse(until) - Date.parse(now);
  if (left <= 0) wrong.push(fail(`it expired at ${until}; the next run scores it again`, place));
  if (left > expiresDays * DAY_MS) {
    wrong.push(fail(`it would stand until ${until}, longer than the ${expiresDays} days of the base`, place));
  }
  return wrong.length > 0 ? wrong : [pass('nobody rejected it, and it has not expired')];
};
