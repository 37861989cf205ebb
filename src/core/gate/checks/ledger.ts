/** Whether the ledger knows the run that a proposal comes from, and has not gone back behind what the proposal cites. */
import { excerpt } from '../../../kit/problem.ts';
import { type Check, type Claim, findings, placeIn } from '../check.ts';

export type LedgerFacts = {
  readonly claim: Claim;
  readonly ledger: {
    readonly ref: string;
    /** Null where there is none. */
    readonly head: string | null;
    /** Whether the head that the proposal cites is in its history. */
    readonly hasCited: boolean;
    /** Whether the run that the proposal names had begun at that head. */
    readonly hasBegun: boolean;
    /** The proposals on the base that cite what is not in its history. */
    readonly lacking: readonly string[];
    /** The run that the proposal names, as it was recorded when it began; null where it is not there. */
    readonly run: { readonly intent: string; readonly metric: string } | null;
  };
};

export const checkLedger: Check<LedgerFacts> = ({ claim, ledger: { ref, head, hasCited, hasBegun, lacking, run } }) => {
  const { pass, fail, inconclusive } = findings('ledger');
  const { ledger: cited, replay, target } = claim.value;
  if (head === null) return [inconclusive(`${ref} is not in this clone, and every proposal rests on it: fetch it`)];
  if (cited === undefined || cited.ref !== ref) {
    return [fail(`the proposal does not cite ${ref}`, placeIn(claim, ['ledger']))];
  }
  if (!hasCited) {
    const reason = `${ref} has no commit ${excerpt(cited.head, 60)}: it was set back, or the proposal cites what never was`;
    return [fail(reason, placeIn(claim, ['ledger', 'head']))];
  }
  const [witness] = lacking;
  if (witness !== undefined) {
    return [fail(`${ref} was set back or replaced: it lacks what ${excerpt(witness, 200)} cites on the base`)];
  }
  const place = placeIn(claim, ['replay', 'evaluation_run_id']);
  const name = excerpt(replay.evaluation_run_id, 120);
  if (run === null) return [fail(`${ref} has no run ${name}`, place)];
  if (run.intent !== target.intent || run.metric !== target.metric) {
    return [fail(`${name} was a run for ${run.intent}, ${run.metric}: the proposal is copied from another`, place)];
  }
  if (!hasBegun) {
    const reason = `at ${excerpt(cited.head, 60)}, which the proposal cites, ${ref} had no run ${name} yet: no run cites what was there before it began`;
    return [fail(reason, placeIn(claim, ['ledger', 'head']))];
  }
  return [pass(`the ledger has its run ${name} and what it cites`)];
};
