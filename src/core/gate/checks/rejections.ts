/** Whether reviewers refused what a person changes: told with who, when and why, and not forbidden to a person. */
import { excerpt } from '../../../kit/problem.ts';
import { type Check, findings } from '../check.ts';

export type StandingNo = {
  /** Of the pack that is changed. */
  readonly path: string;
  readonly proposal: string;
  /** `soft_rejection`: its pull request was closed without a word. */
  readonly kind: 'rejection' | 'soft_rejection';
  readonly scope: string;
  readonly reason: string;
  readonly by: { readonly login: string; readonly role: string };
  readonly at: string;
};

export type RejectionFacts = {
  readonly standing: readonly StandingNo[];
  /** Why the ledger could not be read; null where it was. */
  readonly unread: string | null;
};

const LISTED = 10;

export const checkRejections: Check<RejectionFacts> = ({ standing, unread }) => {
  const { note } = findings('rejections');
  if (unread !== null) return [note(`whether reviewers rejected this change is not known: ${excerpt(unread, 300)}`)];
  const told = standing.slice(0, LISTED).map(({ path, ...no }) => note(sentence(no), { path }));
  return standing.length > LISTED ? [...told, note(`and ${standing.length - LISTED} more rejections`)] : told;
};

function sentence({ kind, scope, reason, by, at, proposal }: Omit<StandingNo, 'path'>): string {
  const who = `${excerpt(by.login, 100)} (${excerpt(by.role, 40)})`;
  const how = kind === 'rejection' ? `${who} rejected it` : 'its pull request was closed without a command';
  const which = `this is what ${excerpt(proposal, 120)} proposed, and ${how} on ${at.slice(0, 10)} (${excerpt(scope, 40)})`;
  return `${which}, which stands: ${excerpt(reason, 300)}`;
}
