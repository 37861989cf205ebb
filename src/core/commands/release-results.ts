/** The answers of commands about a release, each from what its pull request is by then: asked again, it is told the same. */
import { code, plain } from '../../kit/markdown.ts';

/** What became of a pull request; `closed`: by a person. */
type Published = {
  readonly result: 'created' | 'updated' | 'unchanged' | 'closed' | 'foreign' | 'moved';
  /** Null where the branch alone is there. */
  readonly number: number | null;
  readonly branch: string;
};

export const OVER_TEXT = 'this was done before, and what it was about is over; it is not done again.';

export type RolledBackFacts = Published & {
  readonly proposal: string;
  readonly restores: string;
  /** Whether another word for it came first. */
  readonly isKnown: boolean;
};

export function rolledBackText({ proposal, restores, isKnown, ...published }: RolledBackFacts): string {
  const what = `${code(proposal)} is taken back, and ${code(restores)} complete again`;
  const first = isKnown ? ' It was asked for before, and keeps the reason that was given first.' : '';
  return `${what}, ${onceMerged(published)}${first} What cannot wait for that is for the kill switch.`;
}

export type PromotedFacts = {
  readonly intent: string;
  readonly stage: string;
  readonly next: string;
  /** Whether its record names whoever asked. */
  readonly isApprover: boolean;
} & Published;

export function promotedText({ intent, stage, next, isApprover, ...published }: PromotedFacts): string {
  const to = next === 'finished' ? 'and the rollout is over' : `to ${code(next)}`;
  const who = isApprover ? ' Its record names you as the approver.' : '';
  return `${code(intent)} goes on from ${code(stage)} ${to}, ${onceMerged(published)}${who}`;
}

/** Beside one that went on; `why` is data. */
export function stayedText(why: string): string {
  return `${plain(why, 1000)}.`;
}

function onceMerged({ result, number, branch }: Published): string {
  const where = number === null ? code(branch, 300) : `#${number}`;
  if (result === 'closed') return `once ${where} is merged; somebody closed it, and it can be reopened.`;
  if (result === 'foreign') return `once ${where} is merged; somebody else committed to it, so it is left as it is.`;
  if (result === 'moved') return `once ${where} is merged; somebody else is writing it now.`;
  return `once ${where} is merged.`;
}
