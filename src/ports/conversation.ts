/**
 * What is said on a pull request, who says it, and how it is answered. It reads people's rights and has no verb that
 * changes any; what a command does to a proposal goes through the forge and the ledger.
 */
import type { Role, Told } from '../schema/role.ts';

/** That somebody commented, as the host told it when it started this. */
export type CommentEvent = {
  /** `created`, `edited` or `deleted`. */
  readonly action: string;
  /** Of the issue or pull request. */
  readonly number: number;
  readonly isOnPullRequest: boolean;
  readonly commentId: number;
  readonly body: string;
  readonly author: Commenter;
  /** The account that caused the event. */
  readonly senderId: string;
};

export type Commenter = {
  readonly id: string;
  readonly login: string;
  /** Neither a bot nor an organization. */
  readonly isPerson: boolean;
};

/** A comment as it stands now. */
export type SaidComment = {
  readonly author: Commenter | null;
  readonly body: string;
  readonly isEdited: boolean;
  /** Where a person reads it. */
  readonly url: string;
};

/** A pull request of a proposal, as far as a command is about it. */
export type ProposalRequest = {
  readonly number: number;
  readonly branch: string;
  readonly state: 'open' | 'merged' | 'closed';
};

/** One answer to one comment. */
export type Reply = { readonly to: number; readonly text: string };

export type Conversation = {
  /** The comment of a number, or null where it is gone. */
  comment(id: number): Promise<SaidComment | null>;
  /** A pull request that is autotune's, open or not; null for any other, and for issues. */
  request(number: number): Promise<ProposalRequest | null>;
  /** Whether an account is one that autotune writes with. */
  isOurs(person: Pick<Commenter, 'id' | 'login'>): Promise<boolean>;
  /** The role that somebody really has here, by whatever way they have it; `absent` where the login is another's by now. */
  roleOf(person: Pick<Commenter, 'id' | 'login'>): Promise<Told<Role>>;
  /** @param team `org/team` */
  isMember(team: string, login: string): Promise<Told<boolean>>;
  /** Reacts once to a comment, however often it is asked to. What cannot be done is told and ends nothing. */
  react(commentId: number, reaction: 'eyes' | 'rocket' | 'confused'): Promise<void>;
  /** Keeps one reply to each comment, edited in place; the same text writes nothing. */
  reply(request: Pick<ProposalRequest, 'number'>, reply: Reply): Promise<'created' | 'updated' | 'unchanged'>;
};
