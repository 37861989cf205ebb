/**
 * The workflow that hears commands. It runs on a comment, with the text of the default branch alone: what a proposal
 * would change is never checked out beside a token that may write.
 */
import { actionReference, expression, PINNED } from './pinned-actions.ts';
import type { SetupSettings } from './settings.ts';

export function commandWorkflow({ action }: Pick<SetupSettings, 'action'>): string {
  return `# Carries out what reviewers ask for in a comment on a proposal, such as \`/autotune reject\`. It never merges, approves or deploys.
name: autotune command

on:
  issue_comment:
    types: [created] # what is edited or deleted commands nothing

# Nothing by default; each job states what it needs, and why.
permissions: {}

jobs:
  command:
    # Only so that not every comment costs a job; who may command what is decided by the action, never here.
    if: ${expression("github.event.issue.pull_request && contains(github.event.comment.body, '/autotune')")}
    # Of the job: a comment that is no command is skipped before it could take the place of one that waits.
    concurrency:
      group: autotune-command-${expression('github.repository')}-${expression('github.event.issue.number')}
      cancel-in-progress: false # a command that is under way may stand between two writes
      queue: max # all that wait are heard; without this line, which GitHub Enterprise Server may not know, only the newest
    runs-on: ubuntu-latest
    timeout-minutes: 15
    permissions:
      contents: write # the ledger branch, the branch of a proposal that is rejected, and that of a release
      pull-requests: write # the reaction, the reply, closing what is rejected, and opening what takes a release back or on
    steps:
      - name: Check out the default branch, never what is proposed
        uses: ${PINNED.checkout}
        with:
          persist-credentials: false
      - name: Hear the command
        uses: ${actionReference(action)}
        with:
          command: command
        env:
          AUTOTUNE_ALLOW_QUERY: ${expression('vars.AUTOTUNE_ALLOW_QUERY')} # true where production runs come from a command of yours
`;
}
