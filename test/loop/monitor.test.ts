/** `autotune monitor` as a process: a merged proposal, production runs of both tuples, one event and one comment. */
import { beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { applyPatch } from '../../src/core/packs/patch.ts';
import { monitor as watch } from '../../src/loop/release/monitor.ts';
import { type MonitorReport, MonitorReport as Report } from '../../src/schema/monitor-report.ts';
import { Proposal as ProposalDocument } from '../../src/schema/proposal.ts';
import { lastEvent } from '../making/ledger.ts';
import { autotune, commitAll, copyRepository, edit, git, makeRepository, refs, write } from '../making/repository.ts';
import { openWorld } from '../making/tuning.ts';

const INTENT = 'bench.answer';
const RECORD = 'packs/bench/releases/bench.answer.yaml';
const CONFIGURATION = '.github/autotune.yaml';
const LEDGER = 'autotune/ledger';

let merged = '';
let proposal: ProposalDocument;
beforeAll(() => {
  merged = makeRepository();
  edit(merged, CONFIGURATION, (text) => `${text.trimEnd()}\nexperience: { files: experience/runs }\n`);
  write(merged, 'experience/runs/2026-05-01/none.jsonl', '');
  commitAll(merged, 'experience');
  const { stdout } = autotune(merged, ['run', '--intent', INTENT, '--json']);
  const [{ branch, commit: _, ...document }] = JSON.parse(stdout).proposals;
  proposal = ProposalDocument.parse(document);
  squash(branch);
  autotune(merged, ['record']);
  squash(git(merged, 'branch', '--list', '--format=%(refname:short)', 'autotune/*/release-*').trim());
  edit(merged, RECORD, (text) => text.replace('0%_shadow', '25%_monitored'));
  commitAll(merged, 'promoted');
}, 120_000);

function squash(branch: string): void {
  git(merged, 'merge', '-q', '--squash', branch);
  git(merged, 'commit', '-q', '-m', 'merged');
}

type Made = { readonly runs: number; readonly cents: number; readonly failures?: number };

/** Of the candidate: the target's guardrail asks that latency does not rise. */
const FASTER = 300;

/** Writes production runs of both tuples; the same file again is other runs. */
function produce(root: string, baseline: Made, candidate: Made): void {
  const record = parse(git(root, 'show', `main:${RECORD}`));
  const sides = [
    [record.release_tuple, baseline, 0],
    [record.rollout.candidate_tuple, candidate, FASTER],
  ] as const;
  const lines = sides.flatMap(([tuple, { runs, cents, failures = 0 }, faster]) =>
    Array.from({ length: runs }, (_, i) =>
      JSON.stringify({
        ...{
          run_id: `${tuple.id}-${i}`,
          trace_id: `t-${tuple.id}-${i}`,
          at: '2026-05-13T10:00:00Z',
          intent_id: INTENT,
        },
        ...{ risk_class: 'read_only', pack_version: tuple.pack, policy_bundle_version: tuple.policy },
        ...{ tool_manifest_version: tuple.tools, evaluator_suite_version: tuple.evals, release_tuple_id: tuple.id },
        ...{ decision_record_id: `d-${i}`, outcome: 'answer' },
        scorecard: {
          ...{ policy: 1, safety: 1, utility: i < failures ? 0 : 1, latency_ms: 900 + (i % 40) - faster },
          ...{ economics_cents: cents + (i % 10) / 1e4, approval_bypass: false },
        },
        operator_corrections: [],
        targeting_key: `customer-${tuple.id}-${i}`,
      }),
    ),
  );
  write(root, 'experience/runs/2026-05-13/runs.jsonl', `${lines.join('\n')}\n`);
  commitAll(root, 'runs');
}

function monitor(root: string): MonitorReport {
  const { status, stdout, stderr } = autotune(root, ['monitor', '--json']);
  expect({ status, stderr }).toMatchObject({ status: 0 });
  return Report.parse(JSON.parse(stdout));
}

/** A copy in which production has established that the change does harm. */
function harmed(): string {
  const root = copyRepository(merged);
  produce(root, { runs: 900, cents: 1 }, { runs: 700, cents: 0.2, failures: 300 });
  return root;
}

const verdicts = (root: string) =>
  git(root, 'ls-tree', '-r', '--name-only', LEDGER, 'events/')
    .split('\n')
    .filter((path) => path.includes('-release_verdict-'));
const comment = (root: string) => {
  const paths = git(root, 'ls-tree', '-r', '--name-only', LEDGER, 'pull-requests/').split('\n');
  return git(root, 'show', `${LEDGER}:${paths.find((path) => path.endsWith('.monitor.md'))}`);
};

describe('autotune monitor', () => {
  it('records a verdict once, comments on the merged pull request, and writes nothing when nothing changed', () => {
    const root = copyRepository(merged);
    produce(root, { runs: 900, cents: 1 }, { runs: 600, cents: 0.2 });
    const { releases, calibration } = monitor(root);
    expect(releases).toMatchObject([
      { intent: INTENT, verdict: 'keep', stage: '25%_monitored', recorded: 'recorded', comment: 'created' },
    ]);
    expect(releases[0]?.proposal_id).toMatch(/^at_bench_answer_/);
    expect(releases[0]?.generator).toBeDefined();
    const metric = releases[0]?.metrics['economics_cents_per_decision'];
    expect(metric?.delta).toBeCloseTo(-0.8, 4);
    expect(metric?.predicted?.contains).toBe(false);
    expect(calibration.find((line) => line.metric === 'utility')).toMatchObject({ predictions: 1 });
    expect(comment(root)).toContain('**Keep:');
    const before = refs(root);
    expect(monitor(root).releases).toMatchObject([{ recorded: 'known', comment: 'unchanged' }]);
    expect(refs(root)).toBe(before);
    expect(verdicts(root)).toHaveLength(1);
  });

  it('keeps the comment current, and records a verdict again only when it is another one', () => {
    const root = copyRepository(merged);
    produce(root, { runs: 900, cents: 1 }, { runs: 600, cents: 0.2 });
    monitor(root);
    produce(root, { runs: 900, cents: 1 }, { runs: 700, cents: 0.2 });
    expect(monitor(root).releases).toMatchObject([{ verdict: 'keep', recorded: 'known', comment: 'updated' }]);
    produce(root, { runs: 900, cents: 1 }, { runs: 700, cents: 0.2, failures: 300 });
    expect(monitor(root).releases).toMatchObject([{ verdict: 'roll_back', recorded: 'recorded', comment: 'updated' }]);
    expect(comment(root)).toContain('**Roll back:');
    produce(root, { runs: 900, cents: 1 }, { runs: 700, cents: 0.2 });
    expect(monitor(root).releases).toMatchObject([{ verdict: 'keep', recorded: 'recorded' }]);
    expect(verdicts(root)).toHaveLength(3);
    expect(git(root, 'log', '--format=%s', LEDGER)).toContain('release_verdict bench.answer: roll back');
  });

  it('opens the rollback of a change that does harm, once, by the evidence of its verdict', () => {
    const root = harmed();
    const { releases } = monitor(root);
    const [{ rollback, proposal_id } = {}] = releases;
    if (rollback === undefined || 'refused' in rollback) throw new Error('a rollback is opened');
    expect(rollback).toMatchObject({ proposal_id, result: 'created', restores: 'release.bench.answer@2026-05-01' });
    const changed = git(root, 'diff', '--name-only', 'main', rollback.branch).trim().split('\n');
    expect(changed).toEqual(['packs/bench/pack.yaml', RECORD]);
    expect(git(root, 'diff', 'main~4', rollback.branch, '--', 'packs/bench/pack.yaml')).toBe('');
    const asked = lastEvent(root, 'note').body;
    expect(asked).toMatchObject({
      rollback_of: proposal_id,
      text: expect.stringMatching(/^harm is established in production: .*utility.* \(700 runs of .* against 900 of /),
    });
    expect(comment(root)).toContain('The change is taken back by a pull request that a person merges');
    const before = refs(root);
    expect(monitor(root).releases).toMatchObject([{ recorded: 'known', rollback: { result: 'unchanged' } }]);
    expect(refs(root)).toBe(before);
    expect(autotune(root, ['monitor']).stdout).toContain(
      `rollback to release.bench.answer@2026-05-01: unchanged, ${rollback.branch}`,
    );
    git(root, 'branch', '-q', '-D', rollback.branch);
    expect(monitor(root).releases).toMatchObject([{ rollback: { result: 'closed' } }]);
    expect(git(root, 'branch', '--list', rollback.branch)).toBe('');
  });

  it('writes nothing of it in a dry run, and says what it would open', () => {
    const root = harmed();
    const before = refs(root);
    const { status, stdout } = autotune(root, ['monitor', '--dry-run', '--json']);
    expect(status).toBe(0);
    expect(Report.parse(JSON.parse(stdout)).releases).toMatchObject([
      { verdict: 'roll_back', rollback: { restores: 'release.bench.answer@2026-05-01' } },
    ]);
    expect(refs(root)).toBe(before);
  });

  it.each(['commitProposal', 'upsertPullRequest'] as const)(
    'killed at %s of its rollback comes to the same when it is run again',
    async (step) => {
      const [whole, killed] = [harmed(), harmed()];
      monitor(whole);
      const options = { isDryRun: false, producer: 'test@0.0.0' };
      const die = () => Promise.reject(new Error('killed'));
      const dying = await openWorld(killed, {
        forge: () => (step === 'commitProposal' ? { commitProposal: die } : { upsertPullRequest: die }),
      });
      await expect(watch(dying, options)).rejects.toThrow('killed');
      expect(monitor(killed).releases).toMatchObject([{ recorded: 'known', rollback: { result: 'created' } }]);
      const kept = (root: string) =>
        git(root, 'ls-tree', '-r', '--name-only', LEDGER).replaceAll(/-[0-9a-f]{12}(?=\.json)/g, '');
      expect(kept(killed)).toBe(kept(whole));
      const branches = (root: string) =>
        git(root, 'branch', '--list', '--format=%(refname) %(objectname)', 'autotune/bench*');
      expect(branches(killed)).toBe(branches(whole));
    },
  );

  it('says why where there is no way back, and keeps its verdict', () => {
    const root = harmed();
    const [[path, { to }] = ['', { to: null }]] = Object.entries(proposal.candidate_change.patch);
    if (typeof to !== 'number') throw new Error('the change is one of a number');
    const version = { path: 'pack_meta.version', from: proposal.candidate_pack?.split('@')[1] ?? '', to: '1.0.2' };
    edit(root, 'packs/bench/pack.yaml', (text) => applyPatch(text, [{ path, from: to, to: to + 1 }, version]));
    commitAll(root, 'by hand');
    expect(monitor(root).releases).toMatchObject([
      {
        verdict: 'roll_back',
        recorded: 'recorded',
        rollback: { refused: expect.stringContaining(`is ${to + 1} there`) },
      },
    ]);
    expect(autotune(root, ['monitor']).stdout).toContain('no rollback was opened: bench.answer: ');
  });

  it('is inconclusive without a run, and says so to a person', () => {
    const root = copyRepository(merged);
    const { status, stdout } = autotune(root, ['monitor', '--intent', INTENT]);
    expect({ status, stdout }).toMatchObject({ status: 0, stdout: expect.stringContaining('inconclusive') });
    expect(stdout).toContain('no risk class and cohort has runs of both tuples');
  });

  it('refuses an intent that has nothing to be compared with', () => {
    expect(autotune(merged, ['monitor', '--intent', 'no.such'])).toMatchObject({ status: 2 });
  });
});
