/** The workflow that checks: every document and every case of a pull request, with nothing but reading rights. */
import { actionReference, expression, PINNED } from './pinned-actions.ts';
import type { SetupSettings } from './settings.ts';

export function validateWorkflow({ action }: Pick<SetupSettings, 'action'>): string {
  return `# Checks packs, goldens and configuration, and says every problem with its place.
name: autotune validate

# No path filter: a required check that a filter skips would stay pending for good. It takes seconds.
on:
  pull_request:
    types: [opened, synchronize, reopened, edited] # edited: what is directed to another branch is checked as merged there
  merge_group:

# Nothing by default; each job states what it needs, and why.
permissions: {}

concurrency:
  group: autotune-validate-${expression('github.repository')}-${expression('github.ref')}
  cancel-in-progress: true # only the newest commit is of interest, and nothing is written

jobs:
  validate:
    runs-on: ubuntu-latest
    timeout-minutes: 15
    permissions:
      contents: read # the checkout
    steps:
      - name: Check out
        uses: ${PINNED.checkout}
        with:
          persist-credentials: false
      - name: Validate
        uses: ${actionReference(action)}
        with:
          command: validate
`;
}
