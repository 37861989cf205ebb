/** What a pull request is told when autotune stops writing to it or closes it: why, and what a person can do now. */
import { code, plain } from '../../kit/markdown.ts';

export type Notice =
  | { readonly kind: 'held'; readonly cause: 'foreign_commit' | 'other_base'; readonly base: string }
  | { readonly kind: 'closed_by_person'; readonly until: string }
  /** `successor`: the number of the pull request that took its place. */
  | { readonly kind: 'closed'; readonly reason: string; readonly successor: number | null };

export function renderNotice(notice: Notice): string {
  switch (notice.kind) {
    case 'held':
      return notice.cause === 'foreign_commit' ? FOREIGN : otherBase(notice.base);
    case 'closed_by_person':
      return `Closed without a command, so this change is not proposed again before ${day(notice.until)}, unless what it was compared with changes first. To take that back, reopen this pull request.\n`;
    case 'closed':
      return `Closed by autotune: ${plain(notice.reason, 1000)}${notice.successor === null ? '' : ` (#${notice.successor})`}. Nothing was merged.\n`;
  }
}

const FOREIGN =
  'Held: the branch has commits that autotune did not write, or that are not as it wrote them, so it writes nothing here any more. The scorecard is not of these commits. Merge or close it as you see fit; with the foreign commits taken away again, autotune goes on.\n';

function otherBase(base: string): string {
  return `Held: this pull request was directed to another base than ${code(base)}, which is what was scored, so autotune writes nothing here any more. Direct it back and autotune goes on.\n`;
}

/** The day of an instant. */
function day(instant: string): string {
  return instant.slice(0, 10);
}
