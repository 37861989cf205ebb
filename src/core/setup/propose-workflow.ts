/**
 * The workflow that proposes. It decides what each half may reach: the search has no held-out set and cannot write,
 * what writes has seen a plan that it can only follow.
 */
import { actionReference, expression, PINNED } from './pinned-actions.ts';
import type { SetupSettings } from './settings.ts';

export function proposeWorkflow({ action }: Pick<SetupSettings, 'action'>): string {
  const uses = actionReference(action);
  return `# Searches for a change that recorded cases prove, and leaves it as a pull request. It never merges, approves or deploys.
name: autotune propose

on:
  schedule:
    - cron: '23 4 * * 1-5' # UTC; runs at a full hour are late or dropped. A late or doubled run changes nothing
  workflow_dispatch:
    inputs:
      intent:
        description: Only this intent, due or not
        type: string
        default: ''
      dry-run:
        description: Search only; the held-out set is not looked at and nothing is written
        type: boolean
        default: false

# Nothing by default; each job states what it needs, and why.
permissions: {}

concurrency:
  group: autotune-propose-${expression('github.repository')}
  cancel-in-progress: false # a run that is under way may stand between two writes

jobs:
  search:
    # A fork has the schedule too, and nobody there who would read a proposal.
    if: ${expression('!github.event.repository.fork')}
    runs-on: ubuntu-latest
    timeout-minutes: 45
    permissions:
      contents: read # the checkout and the ledger branch
      pull-requests: read # which proposals are open
    steps:
      - name: Check out all but the held-out sets
        uses: ${PINNED.checkout}
        with:
          persist-credentials: false
          sparse-checkout-cone-mode: false
          sparse-checkout: |
            /*
            !/goldens/*/test.jsonl*
      - name: Search
        id: search
        uses: ${uses}
        with:
          command: search
          intent: ${expression('inputs.intent')}
      - name: Hand the plan over
        uses: ${PINNED.upload}
        with:
          name: autotune-plan
          path: ${expression('steps.search.outputs.plan')}
          if-no-files-found: error
          overwrite: true # by another attempt of the same run
          retention-days: 7

  propose:
    needs: search
    if: ${expression('!inputs.dry-run')}
    runs-on: ubuntu-latest
    timeout-minutes: 45
    permissions:
      contents: write # the branch of the proposal, and the ledger branch
      pull-requests: write # the pull request, its labels, its reviewers and its comment
      checks: write # the scorecard on the commit of the proposal
    steps:
      - name: Check out everything
        uses: ${PINNED.checkout}
        with:
          persist-credentials: false
      - name: Take the plan
        uses: ${PINNED.download}
        with:
          name: autotune-plan
          path: ${expression('runner.temp')}/autotune-plan
      - name: Look once at the held-out set and propose
        uses: ${uses}
        with:
          command: run
          intent: ${expression('inputs.intent')}
          plan: ${expression('runner.temp')}/autotune-plan/plan.json
        env:
          AUTOTUNE_HELDOUT_IDENTITY: ${expression('secrets.AUTOTUNE_HELDOUT_IDENTITY')} # only where the set is sealed
`;
}
