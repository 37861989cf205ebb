/** The event that started a job, as its file tells it: somebody else's words, so only what is used is taken from it. */
import { readFile, stat } from 'node:fs/promises';
import * as z from 'zod';
import { AutotuneError } from '../../kit/errors.ts';
import type { CommentEvent } from '../../ports/conversation.ts';
import type { Environment } from '../git/git.ts';
import { Login } from './answers.ts';

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

/** Bytes; GitHub sends no larger event. */
const LARGEST = 25 * 1024 * 1024;

/** Throws `EVENT_UNSUPPORTED` where the file is no event of a comment. */
export async function readCommentEvent(environment: Environment): Promise<CommentEvent> {
  const parsed = CommentPayload.safeParse(await payloadOf(environment['GITHUB_EVENT_PATH'] ?? ''));
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

async function payloadOf(path: string): Promise<unknown> {
  try {
    if ((await stat(path)).size > LARGEST) throw unsupported('the file of the event is too large');
    return JSON.parse(await readFile(path, 'utf8'));
  } catch (error) {
    if (error instanceof AutotuneError) throw error;
    throw unsupported('there is no file of the event, or it does not read');
  }
}

function unsupported(why: string): AutotuneError {
  return new AutotuneError('EVENT_UNSUPPORTED', `a command comes with a comment, and ${why}`);
}
