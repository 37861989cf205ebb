/**
 * The workflow that judges pull requests. It decides what each half may do: what reads a change may write nothing but a
 * check, and what writes a comment has nothing of the change but a report.
 */
import { actionReference, expression, PINNED } from './pinned-actions.ts';
import type { SetupSettings } from './settings.ts';

/** Of the job, and so of the check that a ruleset requires. */
export const GATE_CHECK = 'autotune gate';

const FROM_HERE = [
  '!cancelled()',
  "needs.gate.outputs.kind == 'human'",
  'github.event.pull_request.head.repo.id == github.event.repository.id',
  "github.actor != 'dependabot[bot]'",
].join(' && ');

export function gateWorkflow({ action }: Pick<SetupSettings, 'action'>): string {
  const uses = actionReference(action);
  const base = expression('github.event.repository.default_branch');
  return `# Judges what merging a pull request would do to packs and what judges them. It never merges, approves or deploys.
name: autotune gate

# No path filter: a required check that a filter skips would stay pending for good.
on:
  pull_request:
    types: [opened, synchronize, reopened, edited] # edited: a pull request that is directed to another branch is judged anew
  merge_group:

# Nothing by default; each job states what it needs, and why.
permissions: {}

concurrency:
  group: autotune-gate-${expression('github.repository')}-${expression('github.ref')}
  cancel-in-progress: true # only the newest commit is of interest

jobs:
  gate:
    name: ${GATE_CHECK} # the check to require
    runs-on: ubuntu-latest
    timeout-minutes: 45
    permissions:
      contents: read # the commits of the change and of its base, and the ledger branch
      checks: write # the report, with notes on the changed lines; a change from a fork gets none
      pull-requests: read # who reviewed the change, for the state of the required roles
    outputs:
      kind: ${expression('steps.gate.outputs.kind')}
      report: ${expression('steps.gate.outputs.gate-report')}
    steps:
      - name: Check out the default branch
        uses: ${PINNED.checkout}
        with:
          ref: ${base} # what is judged is fetched as data, and never checked out
          fetch-depth: 0
          persist-credentials: false
      - name: Judge
        id: gate
        uses: ${uses}
        with:
          command: gate
        env:
          AUTOTUNE_HELDOUT_IDENTITY: ${expression('secrets.AUTOTUNE_HELDOUT_IDENTITY')} # only where the set is sealed

  comment:
    needs: gate
    # A person changed a pack, in a branch of this repository: others get a token that cannot write.
    if: ${expression(FROM_HERE)}
    runs-on: ubuntu-latest
    timeout-minutes: 5
    permissions:
      contents: read # the checkout
      pull-requests: write # one comment, kept up to date
    steps:
      - name: Check out the default branch
        uses: ${PINNED.checkout}
        with:
          ref: ${base} # nothing of the change
          persist-credentials: false
      - name: Comment
        uses: ${uses}
        with:
          command: comment
          gate-report: ${expression('needs.gate.outputs.report')}
`;
}
