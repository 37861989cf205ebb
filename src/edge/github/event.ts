/** The event that started a job, as its file tells it: somebody else's words, so only what is used is taken from it. */
import * as z from 'zod';
import { AutotuneError } from '../../kit/errors.ts';
import type { CommentEvent } from '../../ports/conversation.ts';
import type { Environment } from '../git/git.ts';
import { Login } from './answers.ts';
import { readEventFile } from './event-file.ts';

const CommentPayload = z.object({
  action: z.string().max(100),
  issue: z.object({ number: z.int(), pull_request: z.unknown().optional() }),
  comment: z.object({
    id: z.int(),
    body: z.string(),
    user: z.object({ id: z.int(), login: Login, type: z.string() }),
  }),
  sender: z.object({ id: z.int() }),
});

/** Throws `EVENT_UNSUPPORTED` where the file is no event of a comment. */
export async function readCommentEvent(environment: Environment): Promise<CommentEvent> {
  const file = await readEventFile(environment);
  if ('unread' in file) throw unsupported(file.unread);
  const parsed = CommentPayload.safeParse(file.payload);
  if (!parsed.success) throw unsupported('the file of the event does not tell of a comment');
  const { action, issue, comment, sender } = parsed.data;
  const { id, login, type } = comment.user;
  return {
    action,
    number: issue.number,
    isOnPullRequest: issue.pull_request !== undefined && issue.pull_request !== null,
    commentId: comment.id,
    body: comment.body,
    author: { id: String(id), login, isPerson: type === 'User' },
    senderId: String(sender.id),
  };
}

function unsupported(why: string): AutotuneError {
  return new AutotuneError('EVENT_UNSUPPORTED', `a command comes with a comment, and ${why}`);
}
