/**
 * What a host tells of the reviews of a change, and of the people who gave them. It reads; there is no verb that
 * reviews, approves or asks anybody to.
 */
import type { Role, Told } from '../schema/role.ts';

export type Reviewer = {
  readonly id: string;
  readonly login: string;
  /** Neither a bot, nor an organization, nor an account that autotune writes with. */
  readonly isPerson: boolean;
};

export type Review = {
  /** Null where the account is gone. */
  readonly author: Reviewer | null;
  readonly state: 'approved' | 'changes_requested' | 'commented' | 'dismissed';
  /** What was looked at; null where the host does not tell. */
  readonly commit: string | null;
};

/** `authorId` of the change; the oldest review first. */
export type Reviewed = { readonly authorId: string | null; readonly reviews: readonly Review[] };

export type Reviews = {
  /**
   * The reviews of an open pull request, by its number or else by its head commit; `unknown` with the reason where there
   * is none, where several have that head, or where the host refuses to tell. Throws where it cannot be reached.
   */
  of(change: {
    readonly head: string;
    readonly number: number | null;
  }): Promise<{ readonly known: Reviewed } | { readonly unknown: string }>;
  /** The role that somebody really has here; `absent` where the login is another's by now. */
  roleOf(person: Pick<Reviewer, 'id' | 'login'>): Promise<Told<Role>>;
  /** @param team `org/team` */
  isMember(team: string, login: string): Promise<Told<boolean>>;
};
