/** People who comment on a proposal: the job that their comment starts, run to its end. */
import { issueCommentPayload } from '../world/payloads/payloads.ts';
import type { ActionResult } from '../world/runner/run-action.ts';
import { type Opened, openedStage } from './opened.ts';
import type { Asked, Stage } from './stage.ts';

/** What the shipped workflow grants the job that hears commands. */
const GRANTED = { contents: 'write', pull_requests: 'write' } as const;

export type Said = ActionResult & {
  /** The number of the comment. */
  readonly comment: number;
  /** Runs the same job again. */
  again(asked?: Asked): Promise<ActionResult>;
};

/** A stage on which the proposal was merged, recorded, and its rollout is under way. */
export async function releasedStage(from: string, options: Parameters<typeof openedStage>[1] = {}): Promise<Opened> {
  const stage = await openedStage(from, options);
  const merge = async (number: number) => {
    await stage.world.person('ada').merge(number, 'squash');
    await stage.advance({});
  };
  await merge(1);
  await stage.run({ inputs: { command: 'record' } });
  await merge(2);
  return stage;
}

/** Comments, and runs the job that this starts. */
export async function saying(stage: Stage, login: string, body: string, asked: Asked = {}): Promise<Said> {
  const comment = await stage.world.person(login).comment(1, body);
  return hearing(stage, comment, asked);
}

/** Runs the job of a comment that is there. */
export async function hearing(stage: Stage, comment: number, asked: Asked = {}): Promise<Said> {
  const payload = asked.payload ?? (await issueCommentPayload(stage.world, comment));
  const token = asked.token ?? (await stage.world.mintToken({ permissions: GRANTED }));
  const again = (more: Asked = {}) => stage.run({ event: 'issue_comment', token, ...asked, payload, ...more });
  stage.world.clearRequests();
  return { ...(await again()), comment, again };
}

/** What the bot answered, oldest first, without the marker. */
export async function replies(stage: Stage): Promise<readonly string[]> {
  const comments = await stage.comments(1);
  return comments.flatMap(({ author, body }) => {
    const [marker = '', ...text] = body.split('\n');
    return author.endsWith('[bot]') && marker.includes('comment=reply') ? [text.join('\n')] : [];
  });
}

/** The reactions to a comment, in order. */
export function reactions({ world }: Stage, comment: number): readonly string[] {
  return (world.state.reactions.get(comment) ?? []).map(({ content }) => content);
}
