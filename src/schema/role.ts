/** What somebody may do in a repository, in the host's words, and how an answer about it is told. */

/** The least first. A role of somebody's own making counts as the one of these that it may do the most of. */
export const ROLES = ['none', 'read', 'triage', 'write', 'maintain', 'admin'] as const;
export type Role = (typeof ROLES)[number];

/** What was asked of a host, or why there is no answer. */
export type Told<T> =
  | { readonly known: T }
  /** `absent`: there is no such thing; `forbidden`: the token may not ask; `unreachable`: no answer, or not in time. */
  | { readonly unknown: 'absent' | 'forbidden' | 'unreachable' };
