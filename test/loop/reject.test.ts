/** Rejecting and taking back on real repositories: what the ledger and the forge say after, and after a crash in between. */
import { spawnSync } from 'node:child_process';
import { beforeAll, describe, expect, it } from 'vitest';
import { openSurvey } from '../../src/loop/proposals/open-survey.ts';
import { type RejectRequest, reject, unreject } from '../../src/loop/proposals/reject.ts';
import { listRejections } from '../../src/loop/proposals/rejections.ts';
import type { Forge } from '../../src/ports/forge.ts';
import type { Proposal } from '../../src/schema/proposal.ts';
import { commitAll, copyRepository, edit, git, refs } from '../making/repository.ts';
import { smallRepository } from '../making/small.ts';
import { openWorld, proposedBy, tune } from '../making/tuning.ts';

const LEDGER = 'autotune/ledger';
const PACK = 'packs/bench/pack.yaml';
const DANA = { id: '7', login: 'dana', role: 'code_owner' };

let opened = '';
let first: Proposal & { branch: string; commit: string };
beforeAll(async () => {
  opened = smallRepository();
  first = proposedBy(await tune(opened));
}, 60_000);

type Wrap = (forge: Forge) => Partial<Forge>;
const worldOf = (root: string, forge?: Wrap) => openWorld(root, { forge });

async function say(root: string, more: Partial<RejectRequest> = {}, wrap?: Wrap) {
  const context = await openSurvey(await worldOf(root, wrap));
  const request = {
    proposal: first.tuning_proposal_id,
    scope: 'exact',
    reason: 'too few documents',
    actor: DANA,
  } as const;
  return reject(context, { ...request, ...more });
}

async function takeBack(root: string) {
  const context = await openSurvey(await worldOf(root));
  return unreject(context, { proposal: first.tuning_proposal_id, reason: 'it was a mistake', actor: DANA });
}

async function rejectionsIn(root: string) {
  return listRejections(await openSurvey(await worldOf(root)));
}

function events(root: string, kind: string) {
  const names = git(root, 'ls-tree', '-r', '--name-only', LEDGER, 'events/').trim().split('\n');
  const meant = names.filter((path) => path.includes(`-${kind}-`));
  return meant.map((name) => JSON.parse(git(root, 'show', `${LEDGER}:${name}`)));
}

const shown = (root: string, part: string) =>
  git(root, 'show', `${LEDGER}:pull-requests/${first.tuning_proposal_id}.${part}`);
const branches = (root: string) => git(root, 'branch', '--list', '--format=%(refname:short)', 'autotune/bench*').trim();

/** What a rejected proposal leaves, whatever happened on the way. */
async function expectRejected(root: string): Promise<void> {
  expect(events(root, 'rejection').filter(({ kind }) => kind === 'rejection')).toHaveLength(1);
  expect(events(root, 'soft_rejection')).toEqual([]);
  const { forge } = await worldOf(root);
  expect(await forge.findPullRequest(first.branch)).toMatchObject({ number: 1, state: 'closed' });
  expect(shown(root, 'notice.md')).toBe(
    `Rejected by dana: too few documents\n\nThis very change is not searched again unless what it was compared with changes first. Nothing was merged. To take that back, run \`autotune unreject ${first.tuning_proposal_id} REASON\`.\n`,
  );
  expect(branches(root)).not.toContain(first.branch);
}

describe('rejecting a proposal', () => {
  it('records who, why, how far and against what, closes it and takes its branch away', async () => {
    const root = copyRepository(opened);
    const more = { reasonCode: 'too_few', expiresDays: 90, sourceUrl: 'https://github.com/a/b/pull/1#issuecomment-2' };
    const outcome = await say(root, more);
    expect(outcome).toMatchObject({ result: 'rejected', holds: true, isClosed: true, request: { number: 1 } });
    const [event] = events(root, 'rejection');
    expect(event).toMatchObject({
      actor: DANA,
      intent: 'bench.answer',
      source_url: more.sourceUrl,
      body: {
        scope: 'exact',
        patch: first.candidate_change.patch,
        fingerprint: first.fingerprint,
        reason: 'too few documents',
        reason_code: 'too_few',
        head_sha: first.commit,
        baseline_tuple: first.replay.baseline_tuple,
        expires_at: '2026-08-10T06:00:00Z',
      },
    });
    expect(shown(root, 'notice.md')).toContain('is not searched again before 2026-08-10,');
    expect(branches(root)).toBe('');
    expect(await rejectionsIn(root)).toMatchObject({ rejections: [{ reason: 'too few documents', scope: 'exact' }] });
  });

  it('writes nothing when it is said again, and a second scope is a second rejection', async () => {
    const root = copyRepository(opened);
    await say(root);
    const before = refs(root);
    expect(await say(root, { reason: 'another reason' })).toMatchObject({
      result: 'known',
      rejection: { reason: 'too few documents' },
    });
    expect(refs(root)).toBe(before);
    expect(await say(root, { scope: 'surface' })).toMatchObject({ result: 'rejected' });
    expect(await rejectionsIn(root)).toMatchObject({ rejections: [{ scope: 'exact' }, { scope: 'surface' }] });
  });

  it.each(['upsertComment', 'deleteBranch', 'closePullRequest'] as const)(
    'is finished by the same command, or by the next run, where it ended at %s',
    async (step) => {
      for (const when of ['before', 'after'] as const) {
        const root = copyRepository(opened);
        const ending: Wrap = (forge) => ({
          [step]: async (...args: [never, never]) => {
            if (when === 'after') await forge[step](...args);
            throw new Error('killed');
          },
        });
        await expect(say(root, {}, ending)).rejects.toThrow('killed');
        const byRun = copyRepository(root);
        await say(root);
        await expectRejected(root);
        await tune(byRun);
        await expectRejected(byRun);
      }
    },
  );

  it('works on what a run opened and did not tell the ledger', async () => {
    const root = smallRepository();
    const ending: Wrap = () => ({
      upsertCheck: async () => {
        throw new Error('killed');
      },
    });
    await expect(tune(root, { forge: ending })).rejects.toThrow('killed');
    expect(events(root, 'proposal_opened')).toEqual([]);
    await say(root, { proposal: first.branch });
    await expectRejected(root);
    const { proposals } = await tune(root);
    expect(proposals.map(({ fingerprint }) => fingerprint)).not.toContain(first.fingerprint);
    await expectRejected(root);
  });

  it('works on a proposal whose branch and commits are gone, from the record of its run', async () => {
    const root = copyRepository(opened);
    git(root, 'branch', '-q', '-D', first.branch);
    git(root, 'reflog', 'expire', '--expire=now', '--all');
    git(root, 'gc', '-q', '--prune=now');
    expect(spawnSync('git', ['-C', root, 'cat-file', '-e', first.commit]).status).not.toBe(0);
    await say(root, { scope: 'direction' });
    const [event] = events(root, 'rejection');
    expect(event.body).toMatchObject({ scope: 'direction', patch: first.candidate_change.patch });
    expect(events(root, 'soft_rejection')).toEqual([]);
  });

  it('leaves a branch with commits of others, and a crash does not make it open again', async () => {
    const root = copyRepository(opened);
    git(root, 'checkout', '-q', first.branch);
    edit(root, PACK, (text) => `# a human was here\n${text}`);
    commitAll(root, 'human');
    git(root, 'checkout', '-q', 'main');
    const head = git(root, 'rev-parse', first.branch);
    const ending: Wrap = () => ({
      upsertComment: async () => {
        throw new Error('killed');
      },
    });
    await expect(say(root, {}, ending)).rejects.toThrow('killed');
    await tune(root);
    expect(events(root, 'proposal_held')).toEqual([]);
    expect(JSON.parse(shown(root, 'json'))).toMatchObject({ state: 'closed' });
    expect(git(root, 'rev-parse', first.branch)).toBe(head);
  });

  it('refuses what was merged, what nobody knows, and what is not clear, before anything is written', async () => {
    const root = copyRepository(opened);
    await expect(say(root, { proposal: 'at_bench_answer_nothing' })).rejects.toMatchObject({ code: 'ID_UNKNOWN' });
    await expect(say(root, { proposal: 'at_' })).rejects.toMatchObject({ code: 'ID_UNKNOWN' });
    git(root, 'merge', '-q', '--no-ff', '-m', 'merge', first.branch);
    const before = refs(root);
    await expect(say(root)).rejects.toMatchObject({ code: 'PROPOSAL_MERGED' });
    expect(refs(root)).toBe(before);
  });

  it('takes the beginning of an id, or of its digits', async () => {
    const root = copyRepository(opened);
    const digits = first.branch.split('/').at(-1) ?? '';
    expect(await say(root, { proposal: digits.slice(0, 6) })).toMatchObject({ result: 'rejected' });
  });
});

describe('the run after a rejection', () => {
  it('proposes something else, and nothing at all is written by the run after that', async () => {
    const root = copyRepository(opened);
    await say(root);
    const report = await tune(root);
    expect(report.targets[0]?.skipped).toEqual({ exact: 1, direction: 0, surface: 0 });
    expect(report.proposals).toHaveLength(1);
    expect(report.proposals[0]?.fingerprint).not.toBe(first.fingerprint);
    const before = refs(root);
    await tune(root);
    expect(refs(root)).toBe(before);
  });
});

describe('taking a rejection back', () => {
  it('lets the change be proposed again, as a new pull request, and is known when it is said twice', async () => {
    const root = copyRepository(opened);
    await say(root);
    await say(root, { scope: 'surface' });
    expect((await takeBack(root)).taken.map(({ scope }) => scope)).toEqual(['exact', 'surface']);
    const before = refs(root);
    expect((await takeBack(root)).taken).toEqual([]);
    expect(refs(root)).toBe(before);
    expect(await rejectionsIn(root)).toMatchObject({
      rejections: [],
      lapsed: [{ lapsed: 'unrejected' }, { lapsed: 'unrejected' }],
    });
    const report = await tune(root);
    expect(report).toMatchObject({ operation: 'created', proposals: [{ fingerprint: first.fingerprint }] });
    const path = `${LEDGER}:pull-requests/${first.tuning_proposal_id}.2.json`;
    expect(JSON.parse(git(root, 'show', path))).toMatchObject({ number: 2, state: 'open' });
  });

  it('can be followed by another rejection', async () => {
    const root = copyRepository(opened);
    await say(root);
    await takeBack(root);
    expect(await say(root, { reason: 'no, after all' })).toMatchObject({ result: 'rejected' });
    expect(await rejectionsIn(root)).toMatchObject({ rejections: [{ reason: 'no, after all' }] });
  });
});
