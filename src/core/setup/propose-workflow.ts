/**
 * The workflow that proposes. It decides what each half may reach: the search has no held-out set and cannot write,
 * what writes has seen a plan that it can only follow. Where the search is split, each part has what the search has.
 */
import { actionReference, expression, PINNED } from './pinned-actions.ts';
import type { SetupSettings } from './settings.ts';

export function proposeWorkflow({ action, split }: Pick<SetupSettings, 'action' | 'split'>): string {
  const uses = actionReference(action);
  const isSplit = split > 1;
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
${isSplit ? replayJob(uses, split) : ''}  search:
${isSplit ? '    needs: replay' : ifNoFork()}
${reading()}      - name: Check out all but the held-out sets
        uses: ${PINNED.checkout}
        with:
${blindCheckout()}${isSplit ? takeShards() : ''}      - name: Search
        id: search
        uses: ${uses}
        with:
          command: search
          intent: ${expression('inputs.intent')}
${isSplit ? withShards() : ''}      - name: Hand the plan over
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
${isSplit ? takeShards() : ''}      - name: Look once at the held-out set and propose
        uses: ${uses}
        with:
          command: run
          intent: ${expression('inputs.intent')}
          plan: ${expression('runner.temp')}/autotune-plan/plan.json
${isSplit ? withShards() : ''}        env:
          AUTOTUNE_HELDOUT_IDENTITY: ${expression('secrets.AUTOTUNE_HELDOUT_IDENTITY')} # only where the set is sealed
`;
}

function ifNoFork(): string {
  return `    # A fork has the schedule too, and nobody there who would read a proposal.
    if: ${expression('!github.event.repository.fork')}`;
}

/** What every job may do that only searches. */
function reading(): string {
  return `    runs-on: ubuntu-latest
    timeout-minutes: 45
    permissions:
      contents: read # the checkout and the ledger branch
      pull-requests: read # which proposals are open
    steps:
`;
}

function blindCheckout(): string {
  return `          persist-credentials: false
          sparse-checkout-cone-mode: false
          sparse-checkout: |
            /*
            !/goldens/*/test.jsonl*
`;
}

/** One job for each share of the replays; the shards are held against each other and against the state by who takes them. */
function replayJob(uses: string, split: number): string {
  const numbers = Array.from({ length: split }, (_, i) => i + 1).join(', ');
  return `  replay:
${ifNoFork()}
    strategy:
      fail-fast: false # what one of them found wrong is no reason to end the others; the search refuses what is not whole
      matrix:
        shard: [${numbers}]
${reading()}      - name: Check out all but the held-out sets
        uses: ${PINNED.checkout}
        with:
${blindCheckout()}      - name: Replay a share
        id: replay
        uses: ${uses}
        with:
          command: replay
          intent: ${expression('inputs.intent')}
          shard: ${expression('matrix.shard')}/${expression('strategy.job-total')}
      - name: Hand the shard over
        uses: ${PINNED.upload}
        with:
          name: autotune-shard-${expression('matrix.shard')}
          path: ${expression('steps.replay.outputs.shard')}
          if-no-files-found: error
          overwrite: true # by another attempt of the same run
          retention-days: 7

`;
}

function takeShards(): string {
  return `      - name: Take the shards
        uses: ${PINNED.download}
        with:
          pattern: autotune-shard-*
          path: ${expression('runner.temp')}/autotune-shards
`;
}

function withShards(): string {
  return `          shards: ${expression('runner.temp')}/autotune-shards
`;
}
