/**
 * Whether a comment is heeded at all: one that a person made just now, by themselves, that still stands as it was made,
 * and that no later one overtook. What was edited may say what nobody who had the right to has read.
 */

type Account = { readonly id: string; readonly isPerson: boolean };

export type Commented = {
  readonly action: string;
  readonly isOnPullRequest: boolean;
  readonly author: Account;
  readonly senderId: string;
  readonly body: string;
};

/** Why an event asks for nothing, or null. @param isOurs whether autotune itself wrote the comment */
export function whyIgnored({ action, isOnPullRequest, author, senderId }: Commented, isOurs: boolean): string | null {
  if (action !== 'created') return 'only a comment that was just made is a command';
  if (!isOnPullRequest) return 'commands are given on pull requests';
  if (isOurs || !author.isPerson) return 'only people give commands';
  return author.id === senderId ? null : 'the event was caused by somebody else than wrote the comment';
}

export type Standing = { readonly author: Account | null; readonly body: string; readonly isEdited: boolean };

/** Why a comment is not what the event told of any more, or null. */
export function whyChanged({ author, body }: Commented, now: Standing | null): string | null {
  if (now === null) return 'the comment is gone';
  if (now.author?.id !== author.id || !now.author.isPerson) return 'the comment is somebody else’s now';
  return now.isEdited || now.body !== body
    ? 'the comment was edited; a command is given in a comment of its own'
    : null;
}

const COMMENT = /#issuecomment-(\d+)$/;

/**
 * Whether one comment was made after another, by the numbers that the host gives them; never where either is none. An
 * older word, heard late or once more, does not undo a later one.
 */
export function isLaterComment(url: string | null | undefined, than: string): boolean {
  const [of, before] = [COMMENT.exec(url ?? '')?.[1], COMMENT.exec(than)?.[1]];
  return of !== undefined && before !== undefined && BigInt(of) > BigInt(before);
}
