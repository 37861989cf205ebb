/** `autotune status` on real repositories: what it tells after runs and rejections, and that it writes nothing. */
import { beforeAll, describe, expect, it } from 'vitest';
import { statusText } from '../../src/door/status-text.ts';
import { painter } from '../../src/door/text.ts';
import { StatusReport } from '../../src/schema/status-report.ts';
import { expectFile } from '../making/expected.ts';
import { autotune, copyRepository, edit, git, makeRepository, refs } from '../making/repository.ts';

let pristine = '';
beforeAll(() => {
  pristine = makeRepository();
});

function statusOf(root: string, ...args: readonly string[]) {
  const { status, stdout, stderr } = autotune(root, ['status', '--json', ...args]);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return StatusReport.parse(JSON.parse(stdout));
}

describe('status', () => {
  it('says that nothing is recorded where nothing is', () => {
    const report = statusOf(pristine);
    expect(report.ledger).toEqual({ ref: 'autotune/ledger', head: null, events: 0, last_hash: null, last_at: null });
    expect(report.targets).toEqual([
      { intent: 'bench.answer', metric: 'economics_cents_per_decision', last_run: null },
    ]);
    expect(report.heldout).toMatchObject([{ remaining: 12, spent: [], next_confidence: 0.95, earlier: [] }]);
  });

  it('tells the last run, the open proposal and what its look took, and writes nothing', () => {
    const root = copyRepository(pristine);
    const run = JSON.parse(autotune(root, ['run', '--json']).stdout);
    const before = refs(root);
    const report = statusOf(root);
    const [proposal] = run.proposals;
    expect(refs(root)).toBe(before);
    expect(report.ledger.head).toBe(git(root, 'rev-parse', 'autotune/ledger').trim());
    expect(report.targets[0]?.last_run).toMatchObject({
      run_id: run.run_id,
      result: 'proposed',
      proposal_id: proposal.tuning_proposal_id,
    });
    expect(report.proposals).toMatchObject([
      {
        proposal_id: proposal.tuning_proposal_id,
        state: 'open',
        branch: proposal.branch,
        expires_at: proposal.expires_at,
      },
    ]);
    const [set] = report.heldout;
    expect(set).toMatchObject({ remaining: 11, set_digest: proposal.digests.heldout_test_set });
    expect(set?.spent).toEqual(proposal.heldout.budget.spent);
    expect(set?.next_confidence).toBeGreaterThan(0.95);
    expect(set?.refresh).toBeUndefined();
    expect(autotune(root, ['status']).stdout).toContain(proposal.tuning_proposal_id);
  });

  it('tells what is released, what a merge made of it, and what waits to be merged', () => {
    const root = copyRepository(pristine);
    const { branch, candidate_pack } = JSON.parse(autotune(root, ['run', '--json']).stdout).proposals[0];
    const [before] = statusOf(root).released;
    expect(before).toMatchObject({ stage: '100%', tuple: 'release.bench.answer@2026-05-01', candidate: null });
    expect(before?.waits).toBeUndefined();
    git(root, 'merge', '-q', '--no-ff', '-m', 'merge', branch);
    expect(statusOf(root).released[0]).toMatchObject({
      candidate: null,
      waits: expect.stringContaining(candidate_pack),
    });
    autotune(root, ['run']);
    const record = git(root, 'for-each-ref', '--format=%(refname:short)', 'refs/heads/autotune/bench.answer')
      .split('\n')
      .find((name) => name.includes('release-'));
    git(root, 'merge', '-q', '--no-ff', '-m', 'record', record ?? '');
    const [after] = statusOf(root).released;
    expect(after).toMatchObject({
      stage: '0%_shadow',
      tuple: before?.tuple,
      candidate: { pack: candidate_pack },
      rollback_target: before?.tuple,
    });
    expect(after?.waits).toBeUndefined();
  });

  it('says how to refresh a set whose looks are spent', () => {
    const root = copyRepository(pristine);
    autotune(root, ['run']);
    edit(root, '.github/autotune.yaml', (text) => text.replace('max_looks: 12', 'max_looks: 1'));
    const [set] = statusOf(root).heldout;
    expect(set).toMatchObject({ remaining: 0, next_confidence: null });
    expect(set?.refresh).toContain('autotune goldens stamp --intent bench.answer');
  });

  it('knows a proposal whose branch is gone, and one that was merged', () => {
    const root = copyRepository(pristine);
    const { branch } = JSON.parse(autotune(root, ['run', '--json']).stdout).proposals[0];
    git(root, 'merge', '-q', '--no-ff', '-m', 'merge', branch);
    expect(statusOf(root).proposals).toMatchObject([{ state: 'merged' }]);
    git(root, 'reset', '-q', '--hard', 'HEAD^');
    git(root, 'branch', '-D', branch);
    expect(statusOf(root).proposals).toMatchObject([{ state: 'branch_gone' }]);
  });

  it('refuses an intent that no target names', () => {
    const { status, stderr } = autotune(pristine, ['status', '--intent', 'bench.ghost']);
    expect(status).toBe(2);
    expect(stderr).toContain('has no target for bench.ghost');
  });
});

describe('what a person reads of it', () => {
  const digest = `sha256:${'3'.repeat(64)}`;
  const spent = [1, 2].map((look) => {
    const error = 0.05 / look;
    return { look, run_id: `run_00000000000${look}`, fingerprint: digest, confidence: 1 - error, error };
  });
  const rejection = {
    proposal_id: 'at_support_triage_cost_0123456789ab',
    intent: 'support.triage',
    kind: 'rejection',
    scope: 'direction',
    path: 'evidence.policy_kb.top_k',
    change: 'policy_kb.top_k 2→1',
    reason: 'the second document is what the answer rests on\u001b[2J',
    reason_code: 'too_few',
    by: { id: '7', login: 'dana', role: 'code_owner' },
    at: '2026-05-12T06:00:00Z',
    expires_at: '2026-08-10T06:00:00Z',
  } as const;
  const report: StatusReport = {
    ledger: {
      ref: 'autotune/ledger',
      head: '0f'.repeat(20),
      events: 9,
      last_hash: digest,
      last_at: '2026-05-13T06:00:00Z',
    },
    targets: [
      {
        intent: 'support.triage',
        metric: 'economics_cents_per_decision',
        last_run: {
          run_id: 'run_000000000002',
          at: '2026-05-13T06:00:00Z',
          result: 'proposed',
          reason: 'ticket_history.top_k 10→2 holds on both sets',
          proposal_id: 'at_support_triage_cost_685b54a931d3',
        },
      },
      { intent: 'support.refund', metric: 'utility', last_run: null },
    ],
    released: [
      {
        intent: 'support.triage',
        stage: '1%_internal',
        since: '2026-05-12T06:00:00Z',
        tuple: 'release.support.triage@2026-05-09',
        pack: 'ctxpack.support@5.2.0',
        candidate: { tuple: 'release.support.triage@5.2.1-0123456789ab', pack: 'ctxpack.support@5.2.1' },
        rollback_target: 'release.support.triage@2026-05-09',
        waits: 'ctxpack.support@5.2.2 is merged and its release is not recorded on the base yet',
        rejected: { exact: 2, direction: 1, surface: 0 },
      },
      {
        intent: 'support.refund',
        stage: '100%',
        since: '2026-05-09T06:00:00Z',
        tuple: 'release.support.refund@2026-05-09',
        pack: 'ctxpack.support@5.2.0',
        candidate: null,
        rollback_target: null,
        rejected: { exact: 0, direction: 0, surface: 0 },
      },
    ],
    heldout: [
      {
        intent: 'support.triage',
        set: 'goldens/support.triage/test@2026-05-12',
        set_digest: digest,
        max_looks: 2,
        remaining: 0,
        spent,
        carried: { looks: 1, cases: 40 },
        next_confidence: null,
        refresh: 'to refresh it, put new families into goldens/support.triage/test.jsonl',
        earlier: [{ set: 'goldens/support.triage/test@2026-04-01', set_digest: digest, looks: 1 }],
      },
    ],
    proposals: [
      {
        proposal_id: 'at_support_triage_cost_685b54a931d3',
        intent: 'support.triage',
        state: 'open',
        branch: 'autotune/support.triage/685b54a931d3',
        commit: 'ab'.repeat(20),
        at: '2026-05-13T06:00:00Z',
        change: 'ticket_history.top_k 10→2',
        expires_at: '2026-06-12T06:00:00Z',
      },
    ],
    rejections: [rejection],
    lapsed: [{ ...rejection, change: 'policy_kb.max_hops 3→2', lapsed: 'baseline_changed' }],
    flagged: [
      {
        intent: 'support.triage',
        surface_id: 'policy-kb-top-k',
        path: 'evidence.policy_kb.top_k',
        file: 'packs/support/pack.yaml',
        proposals: ['at_1', 'at_2', 'at_3'],
      },
    ],
  };

  it('is short, and safe to print', () => {
    expectFile('status.txt', statusText(report, painter(false)));
  });
});
