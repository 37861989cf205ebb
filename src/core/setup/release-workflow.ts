/**
 * The workflow that looks after releases. It decides what happens daily and what weekly, and that the audit, which reads
 * everything, can write nothing.
 */
import { actionReference, expression, PINNED } from './pinned-actions.ts';
import type { SetupSettings } from './settings.ts';

/** The crons tell the jobs apart. */
const DAILY = '41 5 * * *';
const WEEKLY = '17 6 * * 1';

const HERE = '!github.event.repository.fork';
const IS_DAILY = `${HERE} && github.event.schedule != '${WEEKLY}'`;
const IS_WEEKLY = `${HERE} && (github.event.schedule == '${WEEKLY}' || inputs.weekly)`;

const QUERY = `        env:
          AUTOTUNE_ALLOW_QUERY: ${expression('vars.AUTOTUNE_ALLOW_QUERY')} # true where production runs come from a command of yours`;
const IDENTITY = `          AUTOTUNE_HELDOUT_IDENTITY: ${expression('secrets.AUTOTUNE_HELDOUT_IDENTITY')} # only where the set is sealed`;

export function releaseWorkflow({ action }: Pick<SetupSettings, 'action'>): string {
  const uses = actionReference(action);
  const step = (name: string, command: string) => `      - name: ${name}
        uses: ${uses}
        with:
          command: ${command}`;
  const checkOut = (name: string, more = '') => `      - name: ${name}
        uses: ${PINNED.checkout}
        with:${more}
          persist-credentials: false`;
  return `# Records what was merged, watches what was released, and asks whether rollouts may go on. It never merges, approves or deploys.
name: autotune release

on:
  schedule:
    - cron: '${DAILY}' # UTC; a late, doubled or missed run changes nothing that the next one does not put right
    - cron: '${WEEKLY}'
  workflow_dispatch:
    inputs:
      weekly:
        description: What is done each week as well
        type: boolean
        default: false

# Nothing by default; each job states what it needs, and why.
permissions: {}

concurrency:
  group: autotune-release-${expression('github.repository')}
  cancel-in-progress: false # a run that is under way may stand between two writes

jobs:
  release:
    # A fork has the schedule too, and nothing there was released.
    if: ${expression(IS_DAILY)}
    runs-on: ubuntu-latest
    timeout-minutes: 30
    permissions:
      contents: write # the ledger branch, and the branches of records, promotions and rollbacks
      pull-requests: write # their pull requests, and what production says on the merged proposal
      checks: read # whether the gate had passed what was merged
    steps:
${checkOut('Check out')}
${step('Record what was merged or taken back', 'record')}
${step('Watch what was released, and take harm back', 'monitor')}
${QUERY}
${step('Ask whether rollouts may go on', 'promote')}
${QUERY}

  harvest:
    if: ${expression(IS_WEEKLY)}
    runs-on: ubuntu-latest
    timeout-minutes: 30
    permissions:
      contents: write # the branch of the new cases
      pull-requests: write # their pull request
    steps:
${checkOut('Check out')}
${step('Propose corrected production runs as search cases', 'harvest')}
${QUERY}
${IDENTITY}

  audit:
    if: ${expression(IS_WEEKLY)}
    runs-on: ubuntu-latest
    timeout-minutes: 30
    permissions:
      contents: read # the checkout with its history, and the ledger branch
      pull-requests: read # which proposals are open
    steps:
${checkOut('Check out all of the history', '\n          fetch-depth: 0')}
${step('Audit the loop itself', 'audit')}
        env:
${IDENTITY}
`;
}
