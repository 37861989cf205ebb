/**
 * How a person answers a proposal where it stands: by a comment on its pull request, or in a terminal where nobody would
 * hear a comment. Clauses that texts put into their own sentences.
 */
import { code } from '../../kit/markdown.ts';

export type Answering = 'comment' | 'terminal';

/** @param id of the proposal; null where it is not known */
export function toReject(answering: Answering, id: string | null): string {
  return answering === 'comment'
    ? 'comment `/autotune reject` with the reason'
    : `run ${code(`autotune reject ${id ?? 'PROPOSAL'} REASON`)}`;
}

export function toUnreject(answering: Answering, id: string): string {
  return answering === 'comment' ? 'comment `/autotune unreject`' : `run ${code(`autotune unreject ${id} REASON`)}`;
}

/** Where there is more to say. */
export function help(answering: Answering): string {
  return answering === 'comment' ? '`/autotune help`' : '`autotune help`';
}
