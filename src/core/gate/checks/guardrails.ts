/** Whether each intent that runs under something else after a merge keeps its guardrails on the base's search set. */
import { excerpt } from '../../../kit/problem.ts';
import type { Verdict } from '../../../schema/verdict.ts';
import { type Check, findings } from '../check.ts';

export type ReplayedIntent = {
  readonly intent: string;
  /** Where its pack changed. */
  readonly place: { readonly path: string; readonly line: number };
  readonly outcome:
    | {
        readonly kind: 'judged';
        readonly cases: number;
        readonly verdicts: readonly Verdict[];
        readonly hasTarget: boolean;
      }
    /** `isUnknown`: what it takes to judge is not there, which says nothing against the change. */
    | { readonly kind: 'failed'; readonly reason: string; readonly isUnknown: boolean };
};

export type GuardrailFacts = { readonly replayed: readonly ReplayedIntent[] };

export const checkReplayed: Check<GuardrailFacts> = ({ replayed }) => {
  const { pass } = findings('guardrails');
  if (replayed.length === 0)
    return [pass('every intent runs under what it ran under before: there is nothing to replay')];
  const judged = replayed.some(({ outcome }) => outcome.kind === 'judged');
  return [...replayed.flatMap(findingsOf), ...(judged ? [UNLOOKED] : [])];
};

const UNLOOKED = findings('heldout').note(
  'no look at a held-out set is spent: what a person wrote was not selected on the search set, so the search set judges it',
);

function findingsOf({ intent, place, outcome }: ReplayedIntent) {
  const { pass, fail, inconclusive, note } = findings('guardrails');
  if (outcome.kind === 'failed') {
    const reason = `${intent}: ${excerpt(outcome.reason, 400)}`;
    return [outcome.isUnknown ? inconclusive(reason, place) : fail(reason, place)];
  }
  const { verdicts, cases, hasTarget } = outcome;
  const open = verdicts
    .filter(({ status }) => status !== 'pass')
    .map(({ guardrail, status, reason }) => {
      const said = `${intent}: ${guardrail}: ${reason}`;
      return status === 'fail' ? fail(said, place) : inconclusive(said, place);
    });
  const untargeted = note(`${intent} has no target in the configuration: its utility alone is guarded`);
  const kept = pass(`${intent}: all ${verdicts.length} guardrails hold over ${cases} search cases`);
  return [...(open.length > 0 ? open : [kept]), ...(hasTarget ? [] : [untargeted])];
}
