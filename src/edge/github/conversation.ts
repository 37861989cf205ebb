/** Comments, rights and answers on GitHub. Who cannot be told to have a right has none: a refusal is never an answer. */
import { excerpt } from '../../kit/problem.ts';
import type { Conversation } from '../../ports/conversation.ts';
import { isOneOf } from './accounts.ts';
import { Anything, SaidComment } from './answers.ts';
import type { GitHub } from './client.ts';
import { upsertReply } from './comments.ts';
import type { Warn } from './decoration.ts';
import { GitHubFailure } from './failure.ts';
import { readPullRequest } from './pull-requests.ts';
import type { GitHubRepository } from './repository.ts';
import { isMember, roleOf } from './standing.ts';

/** @param warn is told what could not be done and matters too little to end a command */
export function githubConversation(repository: GitHubRepository, warn: Warn): Conversation {
  const { github } = repository;
  return {
    async comment(id) {
      const found = await github.read('issues/comments/{id}', { id }, SaidComment);
      if (found === null) return null;
      const { user, body, created_at, updated_at, html_url } = found;
      const author = user && { id: String(user.id), login: user.login, isPerson: user.type === 'User' };
      return { author: author ?? null, body: body ?? '', isEdited: created_at !== updated_at, url: html_url };
    },
    request: (number) => readPullRequest(repository, number),
    isOurs: async ({ id, login }) => isOneOf(await repository.identities(), { id: Number(id), login }),
    roleOf: (person) => roleOf(github, person),
    isMember: (team, login) => isMember(github, team, login),
    react: (id, content) => react(github, { id, content }, warn),
    async reply(request, { to, text }) {
      try {
        return await upsertReply(repository, request, { to, text });
      } catch (error) {
        // Whoever locked it wants no more comments; what was commanded is done all the same.
        if (!(error instanceof GitHubFailure) || error.status !== 403 || !/locked/i.test(error.message)) throw error;
        warn(`#${request.number} is locked, so nobody was answered there`);
        return 'unchanged';
      }
    },
  };
}

async function react(
  github: GitHub,
  reaction: { readonly id: number; readonly content: string },
  warn: Warn,
): Promise<void> {
  try {
    await github.write('POST', 'issues/comments/{id}/reactions', reaction, Anything);
  } catch (error) {
    if (!(error instanceof GitHubFailure)) throw error;
    warn(`no reaction could be left: ${excerpt(error.message, 200)}`);
  }
}
