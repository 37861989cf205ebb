/** Whether each intent that runs under something else after a merge keeps its guardrails on the base's search set. */
import { excerpt } from '../../../kit/problem.ts';
import type { CaseChanges } from '../../../schema/run-record.ts';
import type { Verdict } from '../../../schema/verdict.ts';
import { type Check, findings } from '../check.ts';

const LISTED = 20;

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
        /** The policy rules that go or change, and that no case ends otherwise for. */
        readonly untried: readonly UntriedRule[];
        /** How cases end otherwise; null where the policy and the runtime are as they were. */
        readonly endings: CaseChanges['outcomes'] | null;
      }
    /** `isUnknown`: what it takes to judge is not there, which says nothing against the change. */
    | { readonly kind: 'failed'; readonly reason: string; readonly isUnknown: boolean };
};

export type UntriedRule = { readonly id: string; readonly how: 'gone' | 'changed' };

/** An intent that only one side has, and the pack that declares it there. */
export type IntentPlace = { readonly intent: string; readonly path: string };

/** An intent with members of its tuple that change and that no recording tells anything of. */
export type UnjudgedIntent = { readonly intent: string; readonly members: readonly string[] };

export type GuardrailFacts = {
  readonly replayed: readonly ReplayedIntent[];
  readonly gone: readonly IntentPlace[];
  readonly added: readonly IntentPlace[];
  readonly unjudged: readonly UnjudgedIntent[];
  /** Whether every document could be read; without that nobody knows what an intent runs under. */
  readonly isRead: boolean;
};

export const checkReplayed: Check<GuardrailFacts> = ({ replayed, gone, added, unjudged, isRead }) => {
  const { pass } = findings('guardrails');
  const judged = replayed.some(({ outcome }) => outcome.kind === 'judged');
  const found = [...replayed.flatMap(findingsOf), ...(judged ? [UNLOOKED] : []), ...unjudged.map(unjudgedNote)];
  if (!isRead) return found;
  const isSame = replayed.length === 0 && gone.length === 0;
  const same = pass(
    'every intent of the base keeps the pack settings, policy rules and runtime that it runs under: none is replayed',
  );
  return [...found, ...newOf(added, isSame), ...(isSame ? [same] : [])];
};

/** What has no counterpart was not judged: a new intent may be, alone, since nothing that is served changes with it. */
function newOf(added: readonly IntentPlace[], isAlone: boolean) {
  const { inconclusive, note } = findings('guardrails');
  return added.map(({ intent, path }) =>
    isAlone
      ? note(`${intent} is new: the base has nothing to compare it with, so it was not judged`, { path })
      : inconclusive(`${intent} is new beside intents that change: add it by a change of its own`, { path }),
  );
}

/** Guardrails are margins: a rule that let one case go may keep them, and a reviewer has to know which way it went. */
function endingsOf(endings: CaseChanges['outcomes']): readonly string[] {
  return endings.slice(0, LISTED).map(({ from, to, cases }) => {
    return `${cases.length} search ${cases.length === 1 ? 'case ends' : 'cases end'} in ${excerpt(to, 80)} instead of ${excerpt(from, 80)}`;
  });
}

function unjudgedNote({ intent, members }: UnjudgedIntent) {
  const reason = `${intent} runs with other ${members.join(', ')} after the merge; recordings cannot tell what that does, so it was not judged`;
  return findings('guardrails').note(reason);
}

const UNLOOKED = findings('heldout').note(
  'no look at a held-out set is spent: what a person wrote was not selected on the search set, so the search set judges it',
);

function findingsOf({ intent, place, outcome }: ReplayedIntent) {
  const { pass, fail, inconclusive, note } = findings('guardrails');
  if (outcome.kind === 'failed') {
    const reason = `${intent}: ${excerpt(outcome.reason, 400)}`;
    return [outcome.isUnknown ? inconclusive(reason, place) : fail(reason, place)];
  }
  const { verdicts, cases, hasTarget, untried } = outcome;
  const open = verdicts
    .filter(({ status }) => status !== 'pass')
    .map(({ guardrail, status, reason }) => {
      const said = `${intent}: ${guardrail}: ${reason}`;
      return status === 'fail' ? fail(said, place) : inconclusive(said, place);
    });
  const untargeted = note(`${intent} has no target in the configuration: its utility alone is guarded`);
  const kept = pass(`${intent}: all ${verdicts.length} guardrails hold over ${cases} search cases`);
  const told = endingsOf(outcome.endings ?? []).map((said) =>
    note(`${intent}: under the law after the merge, ${said}`, place),
  );
  return [
    ...(open.length > 0 ? open : [kept]),
    ...told,
    ...untriedOf(untried, cases).map((said) => inconclusive(`${intent}: ${said}`, place)),
    ...(hasTarget ? [] : [untargeted]),
  ];
}

/** Each by its name: a set that tries one rule tells nothing of another. */
function untriedOf(rules: readonly UntriedRule[], cases: number): readonly string[] {
  const told = rules.slice(0, LISTED).map(({ id, how }) => {
    const what = how === 'gone' ? 'goes' : 'changes';
    return `the policy rule ${excerpt(id, 120)}, which bound it, ${what}, and none of ${cases} search cases ends otherwise for it: add cases that it decides`;
  });
  return rules.length > LISTED ? [...told, `and ${rules.length - LISTED} more such rules`] : told;
}
