/** What the gate says of the rules that it rests on: notes, never a decision, and unknown where nobody may know. */
import { expect, it } from 'vitest';
import { gateWorkflow } from '../../src/core/setup/gate-workflow.ts';
import { gateIntegrity } from '../../src/loop/gate/integrity.ts';
import type { Workspace } from '../../src/ports/workspace.ts';
import type { HostFacts } from '../../src/schema/setup-report.ts';

const PATH = '.github/workflows/autotune-gate.yml';
const base = {
  list: async () => [PATH],
  read: async () => gateWorkflow({ action: './' }),
} satisfies Pick<Workspace, 'list' | 'read'>;

const RULES = {
  pull_request: true,
  approvals: 1,
  code_owner_review: true,
  dismisses_stale: true,
  last_push_approval: true,
};
const FACTS: HostFacts = {
  default_branch: { known: 'main' },
  identity: { known: { login: 'github-actions[bot]', kind: 'workflow' } },
  workflow_token: { unknown: '403' },
  review_rules: { known: RULES },
  required_checks: { known: [{ name: 'autotune gate', app: null }] },
  up_to_date: { known: true },
  classic_protection: { known: false },
  bypasses: { known: [] },
  token_may_bypass: { known: false },
  ledger: {
    branch: 'autotune/ledger',
    rules: { known: { blocks_force_pushes: true, blocks_deletion: true, blocks_appends: [] } },
    classic_protection: { known: false },
    bypasses: { known: [] },
    token_may_bypass: { known: false },
  },
  code_owner_errors: { known: [] },
  owners: {},
  bots: [],
  workflows: { unknown: '403' },
  waiting_runs: { unknown: '403' },
};

const told = async (facts: Partial<HostFacts>) =>
  gateIntegrity({ hosting: { facts: async () => ({ ...FACTS, ...facts }) } }, base);

it('passes where the rules make a merge wait for this gate and for an owner, and let nobody past', async () => {
  expect(await told({})).toMatchObject([{ id: 'gate_integrity', verdict: 'pass' }]);
});

it.each<[string, Partial<HostFacts>, RegExp]>([
  [
    'no owner is asked',
    { review_rules: { known: { ...RULES, code_owner_review: false } } },
    /^a merge does not need a code owner$/,
  ],
  [
    'the check is not required',
    { required_checks: { known: [] } },
    /^a merge does not wait for the check "autotune gate"$/,
  ],
  [
    'a judgement may be old',
    { up_to_date: { known: false } },
    /^a change that was judged on an older base can be merged$/,
  ],
  ['somebody may pass', { bypasses: { known: ['Team 3 (always)'] } }, /^may merge past the rules: Team 3/],
  ['the list is hidden', { bypasses: { unknown: 'it is hidden' } }, /^unknown: it is hidden$/],
])('notes, without deciding, that %s', async (_, facts, reason) => {
  expect(await told(facts)).toEqual([{ id: 'gate_integrity', verdict: 'note', reason: expect.stringMatching(reason) }]);
});

it('says that it is unknown where no host was asked', async () => {
  expect(await gateIntegrity({ hosting: null }, base)).toEqual([
    { id: 'gate_integrity', verdict: 'note', reason: expect.stringMatching(/^unknown: GitHub was not asked/) },
  ]);
});
