/** What a pull request is told when autotune stops writing to it or closes it: why, and what a person can do now. */
import { code, plain } from '../../kit/markdown.ts';
import { type Answering, toReject, toUnreject } from './answering.ts';

export type Notice =
  | { readonly kind: 'held'; readonly cause: 'foreign_commit' | 'other_base'; readonly base: string }
  /** `proposalId`: null where it is not known. */
  | { readonly kind: 'closed_by_person'; readonly until: string; readonly proposalId: string | null }
  | { readonly kind: 'on_base'; readonly base: string }
  | RejectedNotice
  /** Of a promotion that is asked for no more, whose branch others committed to. */
  | { readonly kind: 'withdrawn'; readonly reason: string }
  /** `successor`: the number of the pull request that took its place. */
  | { readonly kind: 'closed'; readonly reason: string; readonly successor: number | null };

/** `until` is null where nothing but a changed baseline ends it. */
export type RejectedNotice = {
  readonly kind: 'rejected';
  readonly proposalId: string;
  readonly scope: 'exact' | 'direction' | 'surface';
  readonly paths: readonly string[];
  readonly by: string;
  readonly reason: string;
  readonly until: string | null;
};

export function renderNotice(notice: Notice, answering: Answering): string {
  switch (notice.kind) {
    case 'held':
      return notice.cause === 'foreign_commit' ? FOREIGN : otherBase(notice.base);
    case 'closed_by_person':
      return `Closed without a command, so this change is not proposed again before ${day(notice.until)}, unless what it was compared with changes first. To take that back, reopen this pull request; to say why, for longer or for more than this very change, ${toReject(answering, notice.proposalId)}.\n`;
    case 'on_base':
      return `Closed by autotune: ${code(notice.base)} has this change by now. It came there another way than by this pull request, which has nothing left to merge.\n`;
    case 'withdrawn':
      return `Held: autotune withdraws this promotion, and the gate does not pass it any more: ${plain(notice.reason, 1000)}. The branch has commits that autotune did not write, so it is left open; close it as you see fit.\n`;
    case 'rejected':
      return rejected(notice, answering);
    case 'closed':
      return `Closed by autotune: ${plain(notice.reason, 1000)}${notice.successor === null ? '' : ` (#${notice.successor})`}. Nothing was merged.\n`;
  }
}

function rejected({ proposalId, scope, paths, by, reason, until }: RejectedNotice, answering: Answering): string {
  const places = paths.map((path) => code(path)).join(' and ');
  const away = {
    exact: 'This very change is not searched again',
    direction: `Nothing that moves ${places} the same way, at least as far, is searched again`,
    surface: `Nothing that changes ${places.replaceAll(' and ', ' or ')} is searched again`,
  }[scope];
  const end = until === null ? '' : ` before ${day(until)},`;
  return `Rejected by ${plain(by, 100)}: ${plain(reason, 1000)}\n\n${away}${end} unless what it was compared with changes first. Nothing was merged. To take that back, ${toUnreject(answering, proposalId)}.\n`;
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
