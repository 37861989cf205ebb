/** Whether what a rollback restores replays as it was recorded: all that is asked of it, since what it gives up is known. */
import { excerpt } from '../../../kit/problem.ts';
import { type Check, findings } from '../check.ts';

export type WayBackFacts = {
  /** The id of the proposal that is taken back. */
  readonly proposal: string;
  readonly replayed:
    | readonly { readonly intent: string; readonly tuple: string; readonly cases: number }[]
    | { readonly refused: string };
};

export const checkWayBack: Check<WayBackFacts> = ({ proposal, replayed }) => {
  const { pass, fail, note } = findings('rollback');
  const same = pass(`this is exactly what taking ${proposal} back writes: pack, records and flags, to the byte`);
  if ('refused' in replayed) return [same, fail(`what it restores does not replay: ${excerpt(replayed.refused, 400)}`)];
  const held = replayed.map(({ intent, tuple, cases }) =>
    pass(`${intent}: ${cases} search cases replay under ${tuple}, which it restores`),
  );
  return [same, ...held, note(GIVES_UP)];
};

const GIVES_UP =
  'guardrails are not asked: the change was measured against what this restores, and whoever merges gives it up';
