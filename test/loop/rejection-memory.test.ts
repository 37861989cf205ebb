/** What a rejection keeps from being searched, for how long, and what is said of it: on real repositories. */
import { existsSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { coveringDeadEnd } from '../../src/core/candidates/dead-ends.ts';
import type { DeadEnd } from '../../src/core/ledger/fold.ts';
import { openSurvey } from '../../src/loop/proposals/open-survey.ts';
import { reject } from '../../src/loop/proposals/reject.ts';
import { rejectionsOf } from '../../src/loop/proposals/rejections.ts';
import type { Forge } from '../../src/ports/forge.ts';
import { Candidate } from '../../src/schema/candidate.ts';
import type { RunReport } from '../../src/schema/run-report.ts';
import { appendEvent } from '../making/ledger.ts';
import { autotune, commitAll, commitOnDay, copyRepository, edit, git, refs, write } from '../making/repository.ts';
import { smallRepository } from '../making/small.ts';
import { openWorld, proposedBy, tune } from '../making/tuning.ts';

const CONFIGURATION = '.github/autotune.yaml';
const RELEASE = 'packs/bench/releases/bench.answer.yaml';
const LEDGER = 'autotune/ledger';
const DANA = { id: '7', login: 'dana', role: 'code_owner' };

let opened = '';
let first: RunReport['proposals'][number];
beforeAll(async () => {
  opened = smallRepository();
  first = proposedBy(await tune(opened));
}, 60_000);

type Wrap = (forge: Forge) => Partial<Forge>;
const worldOf = (root: string, forge?: Wrap) => openWorld(root, { forge });

type Scope = DeadEnd['scope'];

async function refuse(root: string, scope: Scope = 'exact', more: { expiresDays?: number } = {}, id?: string) {
  const request = {
    proposal: id ?? first.tuning_proposal_id,
    scope,
    reason: 'too few documents',
    actor: DANA,
    ...more,
  };
  return reject(await openSurvey(await worldOf(root)), request);
}

async function deadEndsOf(root: string): Promise<readonly DeadEnd[]> {
  return rejectionsOf(await openSurvey(await worldOf(root))).deadEnds;
}

/** Every candidate that a run scored, by what it left on the ledger. */
function scored(root: string, { run_id }: RunReport): Candidate[] {
  const lines = git(root, 'show', `${LEDGER}:runs/${run_id}/candidates.jsonl`).trim().split('\n');
  return lines.map((line) => Candidate.parse(JSON.parse(line)));
}

async function expectUncovered(root: string, report: RunReport, ends?: readonly DeadEnd[]): Promise<void> {
  const deadEnds = ends ?? (await deadEndsOf(root));
  const candidates = scored(root, report);
  expect(candidates.length).toBeGreaterThan(0);
  const covered = candidates.filter(({ fingerprint, patch }) => coveringDeadEnd(deadEnds, fingerprint, patch) !== null);
  expect(covered).toEqual([]);
  const [target] = report.targets;
  expect(target?.skipped_by.length).toBeGreaterThan(0);
  const { exact, direction, surface } = target?.skipped ?? { exact: 0, direction: 0, surface: 0 };
  expect(target?.skipped_by.reduce((sum, by) => sum + by.candidates, 0)).toBe(exact + direction + surface);
}

describe('what is rejected', () => {
  it.each<[Scope, string]>([
    ['exact', 'exhaustive'],
    ['direction', 'exhaustive'],
    ['direction', 'race'],
  ])('is not replayed at all: %s, %s', async (scope, strategy) => {
    const root = copyRepository(opened);
    await refuse(root, scope);
    edit(root, CONFIGURATION, (text) => text.replace('strategy: auto', `strategy: ${strategy}`));
    commitAll(root, 'search');
    const report = await tune(root);
    expect(report.targets[0]?.skipped[scope]).toBeGreaterThan(0);
    await expectUncovered(root, report);
    if (strategy !== 'race') return;
    const raced = git(root, 'show', `${LEDGER}:runs/${report.run_id}/race.jsonl`).trim().split('\n');
    const known = new Set(scored(root, report).map(({ candidate_id }) => candidate_id));
    expect(raced.map((line) => known.has(JSON.parse(line).candidate_id))).not.toContain(false);
  });

  it('costs no replay where nothing is left', async () => {
    const root = copyRepository(opened);
    for (const path of ['evidence.kb.top_k', 'evidence.kb.max_hops']) {
      appendRejection(root, 'bench.answer', { [path]: { from: 9, to: 1 } }, 'surface');
    }
    const report = await tune(root);
    expect(report).toMatchObject({ operation: 'none', search: { candidates: 0, replays: 0 } });
    expect(report.targets[0]?.reason).toMatch(/^all \d+ candidates are dead ends/);
  });

  it('is closed for every target that reaches the intent it was rejected for', async () => {
    const root = copyRepository(opened);
    addIntent(root, 'bench.chat');
    appendRejection(root, 'bench.chat', first.candidate_change.patch, 'direction');
    appendRejection(root, 'bench.other', { 'evidence.kb.top_k': { from: 10, to: 9 } }, 'surface');
    const report = await tune(root);
    expect(report.targets[0]?.skipped.direction).toBeGreaterThan(0);
    expect(report.targets[0]?.skipped.surface).toBe(0);
    const ends = await deadEndsOf(root);
    await expectUncovered(
      root,
      report,
      ends.filter(({ intent }) => intent === 'bench.chat'),
    );
  });

  it('stands in the text of the next pull request, and in the report', async () => {
    const root = copyRepository(opened);
    await refuse(root);
    const report = await tune(root);
    const next = proposedBy(report);
    const skipped = [{ proposal_id: first.tuning_proposal_id, scope: 'exact', candidates: 1 }];
    expect(report.targets[0]?.skipped_by).toEqual(skipped);
    expect(next.skipped).toEqual(skipped);
    const body = git(root, 'show', `${LEDGER}:pull-requests/${next.tuning_proposal_id}.md`);
    expect(body).toContain('The search skipped 1 candidate: 1 exact, by the rejections of');
    expect(body).not.toContain('Rejected before');
  });
});

describe('a change whose rejection lapsed', () => {
  it.each<[string, (root: string) => void, string]>([
    ['expired', (root) => commitOnDay(root, '2026-06-12T06:00:00Z'), 'it expired'],
    ['baseline_changed', release, 'the baseline changed'],
    ['baseline_changed', renameIntent, 'the baseline changed'],
  ])('comes back with a note of who rejected it and why: %s', async (lapsed, happen, words) => {
    const root = copyRepository(opened);
    await refuse(root, 'exact', { expiresDays: 30 });
    happen(root);
    const report = await tune(root);
    const next = proposedBy(report);
    expect(next.candidate_change.patch).toEqual(first.candidate_change.patch);
    expect(next.earlier_rejections).toMatchObject([
      { proposal_id: first.tuning_proposal_id, by: 'dana', reason: 'too few documents', lapsed },
    ]);
    const again = next.fingerprint === first.fingerprint ? '.2' : '';
    const name = `pull-requests/${next.tuning_proposal_id}${again}.md`;
    const body = git(root, 'show', `${LEDGER}:${name}`);
    expect(body).toContain(`**Rejected before** by dana on 2026-05-12, as \`${first.tuning_proposal_id}\``);
    expect(body).toContain(`“too few documents”. That no longer holds: ${words}.`);
    const before = refs(root);
    await tune(root);
    expect(refs(root)).toBe(before);
  });

  it('is rejected softly again where it was closed without a command a second time', async () => {
    const root = copyRepository(opened);
    git(root, 'branch', '-q', '-D', first.branch);
    await tune(root);
    commitOnDay(root, '2026-06-12T06:00:00Z');
    const again = proposedBy(await tune(root));
    expect(again.candidate_change.patch).toEqual(first.candidate_change.patch);
    expect(again.earlier_rejections).toMatchObject([{ lapsed: 'expired' }]);
    git(root, 'branch', '-q', '-D', first.branch);
    expect(proposedBy(await tune(root)).fingerprint).not.toBe(first.fingerprint);
    const ends = (await deadEndsOf(root)).filter(({ fingerprint }) => fingerprint === first.fingerprint);
    expect(ends).toMatchObject([{ kind: 'soft_rejection', at: '2026-06-12T06:00:00Z' }]);
  });
});

describe('a rejection while a run is under way', () => {
  /** A change on the base that makes the next run write the open proposal again. */
  function outdated(): string {
    const root = copyRepository(opened);
    edit(root, CONFIGURATION, (text) => text.replace('reviewers: {', 'reviewers: { policy: "@acme/policy",'));
    commitAll(root, 'one more reviewer');
    return root;
  }

  function expectSaid(report: RunReport): void {
    expect(report.operation).toBe('none');
    expect(report.targets[0]?.reason).toContain('rejected meanwhile');
  }

  async function expectClosed(root: string): Promise<void> {
    const { forge } = await worldOf(root);
    expect(await forge.findPullRequest(first.branch)).toMatchObject({ state: 'closed' });
    expect(git(root, 'branch', '--list', first.branch).trim()).toBe('');
    const events = git(root, 'ls-tree', '-r', '--name-only', LEDGER, 'events/');
    expect(events.match(/-rejection-/g)).toHaveLength(1);
    const next = await tune(root);
    expect(await forge.findPullRequest(first.branch)).toMatchObject({ number: 1, state: 'closed' });
    expect(next.targets[0]?.skipped.exact).toBe(1);
    expect(proposedBy(next).fingerprint).not.toBe(first.fingerprint);
    const before = refs(root);
    await tune(root);
    expect(refs(root)).toBe(before);
  }

  it.each(['commitProposal', 'upsertPullRequest', 'upsertComment', 'upsertCheck'] as const)(
    'is found by the run before it ends, where it comes at %s',
    async (step) => {
      for (const when of ['before', 'after'] as const) {
        const root = outdated();
        let isDone = false;
        const meanwhile: Wrap = (forge) => ({
          [step]: async (...args: [never, never]) => {
            if (isDone) return forge[step](...args);
            isDone = true;
            if (when === 'before') await refuse(root);
            const answer = await forge[step](...args);
            if (when === 'after') await refuse(root);
            return answer;
          },
        });
        const report = await tune(root, { forge: meanwhile });
        // After its last write a run can only learn of it when it tells the ledger how it ended.
        if (step !== 'upsertCheck' || when === 'before') expectSaid(report);
        await expectClosed(root);
      }
    },
  );

  it('is found where the run had nothing to write', async () => {
    const root = copyRepository(opened);
    let isDone = false;
    const meanwhile: Wrap = (forge) => ({
      async upsertPullRequest(text) {
        if (!isDone) await refuse(root);
        isDone = true;
        return forge.upsertPullRequest(text);
      },
    });
    expectSaid(await tune(root, { forge: meanwhile }));
    await expectClosed(root);
  });
});

describe('a surface that keeps drawing rejections', () => {
  it('is flagged by the run, until a person retires it', async () => {
    const root = copyRepository(opened);
    for (const to of [9, 8, 7]) {
      appendRejection(root, 'bench.answer', { 'evidence.kb.top_k': { from: 10, to } }, 'exact');
    }
    const report = await tune(root);
    expect(report.flagged).toMatchObject([
      { surface_id: 'kb-top-k', file: 'packs/bench/pack.yaml', intent: 'bench.answer' },
    ]);
    expect(autotune(root, ['status']).stdout).toContain('think of retiring it in packs/bench/pack.yaml');
    edit(root, 'packs/bench/pack.yaml', (text) =>
      text.replace('id: kb-top-k,', 'id: kb-top-k, retired: { since: 2026-05-12, reason: "three times no" },'),
    );
    autotune(root, ['goldens', 'stamp']);
    commitAll(root, 'retire');
    expect((await tune(root)).flagged).toEqual([]);
  });
});

function appendRejection(root: string, intent: string, patch: object, scope: Scope): void {
  const body = {
    ...{ proposal_id: `at_${JSON.stringify(patch).replaceAll(/\W+/g, '_').toLowerCase().slice(0, 60)}x`, scope, patch },
    ...{ fingerprint: `sha256:${'0'.repeat(64)}`, path: Object.keys(patch)[0], reason: 'no', head_sha: 'x' },
    ...{ baseline_tuple: `release.${intent}@2026-05-01`, evaluator_suite: 'evals.bench@1.0.0' },
  };
  appendEvent(root, { kind: 'rejection', intent, body });
}

/** Another release of the same pack: what was rejected was compared with the one before. */
function release(root: string): void {
  edit(root, RELEASE, (text) => text.replace('release.bench.answer@2026-05-01', 'release.bench.answer@2026-06-01'));
  stampAndCommit(root, 'release');
}

/** The intent gets another name everywhere, and with that a release of its own. */
function renameIntent(root: string): void {
  everywhere(root, (text) => text.replaceAll('bench.answer', 'bench.reply'));
  renameSync(join(root, 'goldens/bench.answer'), join(root, 'goldens/bench.reply'));
  renameSync(join(root, RELEASE), join(root, 'packs/bench/releases/bench.reply.yaml'));
  everywhere(root, (text) => text.replaceAll('ctxpack.bench@1.0.0', 'ctxpack.bench@1.1.0'));
  edit(root, 'packs/bench/pack.yaml', (text) => text.replace('version: 1.0.0', 'version: 1.1.0'));
  stampAndCommit(root, 'rename');
}

/** An intent that reads the same surfaces, with goldens and a release of its own. */
function addIntent(root: string, intent: string): void {
  const named = (text: string) => text.replaceAll('bench.answer', intent);
  for (const path of ['manifest.yaml', 'search.jsonl', 'test.jsonl']) {
    copyText(root, `goldens/bench.answer/${path}`, `goldens/${intent}/${path}`, named);
  }
  copyText(root, RELEASE, `packs/bench/releases/${intent}.yaml`, named);
  edit(root, 'packs/bench/pack.yaml', (text) =>
    text.replace(/^ {2}- \{ id: bench\.answer.*\n/m, (line) => `${line}${named(line)}`),
  );
  edit(root, CONFIGURATION, (text) => text.replace('    metric:', `    also_affects: [${intent}]\n    metric:`));
  everywhere(root, (text) => text.replaceAll('ctxpack.bench@1.0.0', 'ctxpack.bench@1.1.0'));
  edit(root, 'packs/bench/pack.yaml', (text) => text.replace('version: 1.0.0', 'version: 1.1.0'));
  stampAndCommit(root, 'another intent');
}

function stampAndCommit(root: string, message: string): void {
  const { status, stderr } = autotune(root, ['goldens', 'stamp']);
  if (status !== 0) throw new Error(stderr);
  commitAll(root, message);
}

/** Changes the text of every document, the configuration and the goldens. */
function everywhere(root: string, change: (text: string) => string): void {
  const listed = git(root, 'ls-files', '--cached', '--others', '--exclude-standard').trim().split('\n');
  for (const path of listed.filter((name) => existsSync(join(root, name)))) edit(root, path, change);
}

function copyText(root: string, from: string, to: string, change: (text: string) => string): void {
  write(root, to, change(readFileSync(join(root, from), 'utf8')));
}
