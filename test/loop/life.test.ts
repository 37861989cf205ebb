/** The life of a proposal over several runs, on real repositories: what people do to it, and what the next run makes of that. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { run } from '../../src/loop/run/run.ts';
import type { Forge } from '../../src/ports/forge.ts';
import type { Proposal } from '../../src/schema/proposal.ts';
import { lastEvent } from '../making/ledger.ts';
import {
  autotune,
  commitAll,
  commitOnDay,
  copyRepository,
  edit,
  git,
  makeRepository,
  refs,
} from '../making/repository.ts';
import { openWorld, proposedBy, tune as tuned } from '../making/tuning.ts';

const LEDGER = 'autotune/ledger';
const PACK = 'packs/bench/pack.yaml';
const RELEASE = 'packs/bench/releases/bench.answer.yaml';

let opened = '';
let first: Proposal & { branch: string; commit: string };
beforeAll(async () => {
  opened = makeRepository();
  first = proposedBy(await tune(opened));
}, 60_000);

/** One run; `forge` may change how the forge answers. */
const tune = (root: string, forge?: (forge: Forge) => Partial<Forge>) => tuned(root, { forge });

function kinds(root: string): string[] {
  const names = git(root, 'log', '--reverse', '--diff-filter=A', '--name-only', '--format=', LEDGER, '--', 'events');
  return [...names.matchAll(/-([a-z_]+)-[0-9a-f]{12}\.json$/gm)].map((match) => match[1] ?? '');
}

const shown = (root: string, id: string, part: string) => git(root, 'show', `${LEDGER}:pull-requests/${id}.${part}`);
const record = (root: string, id = first.tuning_proposal_id) => JSON.parse(shown(root, id, 'json'));
const branches = (root: string) => git(root, 'branch', '--list', '--format=%(refname:short)', 'autotune/bench*').trim();

/** Runs once more and holds that nothing at all was written. */
async function expectRest(root: string): Promise<void> {
  const before = refs(root);
  await tune(root);
  expect(refs(root)).toBe(before);
}

describe('a proposal that was opened', () => {
  it('has its text, its scorecard and its check, and its comment names the commit', () => {
    const id = first.tuning_proposal_id;
    expect(shown(opened, id, 'md')).toContain('### Scorecard');
    const comment = shown(opened, id, 'scorecard.md');
    expect(comment).toContain(`Of commit \`${first.commit.slice(0, 12)}\``);
    const check = git(opened, 'show', `${LEDGER}:checks/${first.commit}.md`);
    expect(check).toMatch(/^# All \d+ guardrails hold$/m);
    const line = Number(/pack\.yaml:(\d+)`: evidence\.kb/.exec(check)?.[1]);
    const [path = ''] = Object.keys(first.candidate_change.patch);
    const lines = git(opened, 'show', `${first.branch}:${PACK}`).split('\n');
    expect(lines[line - 1]).toContain(path.split('.').at(-1));
  });

  it('is left alone by the next run', () => expectRest(opened));

  it('gets its text back where a person changed it, from the evidence alone', async () => {
    const root = copyRepository(opened);
    const before = shown(root, first.tuning_proposal_id, 'md');
    const tree = join(mkdtempSync(join(tmpdir(), 'autotune-test-')), 'tree');
    git(root, 'worktree', 'add', '-q', tree, LEDGER);
    writeFileSync(join(tree, `pull-requests/${first.tuning_proposal_id}.md`), 'Saves 100 %. <!-- autotune -->\n');
    commitAll(tree, 'edited');
    git(root, 'worktree', 'remove', tree);
    const report = await tune(root);
    expect(report).toMatchObject({ operation: 'updated', proposals: [{ fingerprint: first.fingerprint }] });
    expect(shown(root, first.tuning_proposal_id, 'md')).toBe(before);
    expect(git(root, 'rev-parse', first.branch).trim()).toBe(first.commit);
    expect(kinds(root)).toEqual(kinds(opened));
    await expectRest(root);
  });
});

describe('a proposal that a person closed', () => {
  it('is rejected softly, with who and for how long, and comes back when it is reopened', async () => {
    const root = copyRepository(opened);
    git(root, 'branch', '-q', '-D', first.branch);
    const closer = { id: '42', login: 'ada' };
    const report = await tune(root, () => ({ closerOf: async () => closer }));
    expect(kinds(root)).toContain('soft_rejection');
    const { body } = lastEvent(root, 'soft_rejection');
    expect(body).toMatchObject({
      scope: 'exact',
      fingerprint: first.fingerprint,
      patch: first.candidate_change.patch,
      reason: 'its branch was deleted by ada (id 42) without a command',
      expires_at: expect.stringMatching(/^2026-0[6-9]/),
    });
    expect(record(root)).toMatchObject({ state: 'closed_without_branch' });
    expect(shown(root, first.tuning_proposal_id, 'notice.md')).toContain('not proposed again before 2026-');
    const [second] = report.proposals;
    expect(second?.fingerprint).not.toBe(first.fingerprint);
    expect(report.targets[0]?.skipped.exact).toBeGreaterThanOrEqual(0);
    await expectRest(root);

    git(root, 'branch', '-q', first.branch, first.commit);
    const again = await tune(root);
    expect(again).toMatchObject({ operation: 'updated', proposals: [{ commit: first.commit }] });
    expect(record(root)).toMatchObject({ number: 1, state: 'open' });
    expect(lastEvent(root, 'unrejection').body).toMatchObject({ fingerprint: first.fingerprint, scope: 'exact' });
    expect(lastEvent(root, 'proposal_superseded').body).toMatchObject({ proposal_id: second?.tuning_proposal_id });
    expect(shown(root, String(second?.tuning_proposal_id), 'notice.md')).toContain('superseded by');
    expect(branches(root)).toBe(first.branch);
    await expectRest(root);
  });

  it('is recognised as closed even where the run that opened it never told the ledger', async () => {
    const root = makeRepository();
    const isOpening = (kind: string) => kind === 'proposal_opened';
    const world = await openWorld(root);
    let request: Awaited<ReturnType<Forge['findPullRequest']>> = null;
    const forge: Forge = {
      ...world.forge,
      async upsertCheck() {
        request = await world.forge.findPullRequest(first.branch);
        throw new Error('killed');
      },
    };
    await expect(run({ ...world, forge }, { isDryRun: false, producer: 'test@0.0.0' })).rejects.toThrow('killed');
    expect(kinds(root).some(isOpening)).toBe(false);
    expect(request).toMatchObject({ state: 'open' });
    git(root, 'branch', '-q', '-D', first.branch);
    const report = await tune(root);
    expect(report).toMatchObject({
      operation: 'none',
      targets: [{ reason: expect.stringContaining('#1 was closed by a person') }],
    });
    expect(kinds(root)).toContain('soft_rejection');
    expect((await tune(root)).proposals[0]?.fingerprint).not.toBe(first.fingerprint);
  });
});

describe('a proposal that somebody else committed to', () => {
  it('is held: one notice, one event, no look, and nothing else is ever written to it', async () => {
    const root = copyRepository(opened);
    git(root, 'checkout', '-q', first.branch);
    edit(root, PACK, (text) => `# a human was here\n${text}`);
    commitAll(root, 'human');
    git(root, 'checkout', '-q', 'main');
    const head = git(root, 'rev-parse', first.branch);
    const looks = kinds(root).filter((kind) => kind === 'heldout_look').length;
    const report = await tune(root);
    expect(report).toMatchObject({
      operation: 'held',
      targets: [{ result: 'no_proposal', reason: expect.stringContaining('is held: its branch has commits') }],
    });
    expect(shown(root, first.tuning_proposal_id, 'notice.md')).toMatch(/^Held: the branch has commits/);
    expect(kinds(root).filter((kind) => kind === 'proposal_held')).toHaveLength(1);
    expect(kinds(root).filter((kind) => kind === 'heldout_look')).toHaveLength(looks);
    await expectRest(root);
    expect(git(root, 'rev-parse', first.branch)).toBe(head);

    git(root, 'update-ref', `refs/heads/${first.branch}`, first.commit);
    expect(await tune(root)).toMatchObject({ operation: 'unchanged', proposals: [{ commit: first.commit }] });
    await expectRest(root);
  });

  it('is held where its pull request was directed to another base', async () => {
    const root = copyRepository(opened);
    const elsewhere = (forge: Forge): Partial<Forge> => ({
      listOpen: async () => (await forge.listOpen()).map((request) => ({ ...request, base: 'release' })),
    });
    expect(await tune(root, elsewhere)).toMatchObject({ operation: 'held' });
    expect(shown(root, first.tuning_proposal_id, 'notice.md')).toContain('another base than `main`');
    const before = refs(root);
    await tune(root, elsewhere);
    expect(refs(root)).toBe(before);
  });
});

describe('a proposal that grew old', () => {
  it('is closed on the day it says, and the same change is not proposed again for a while', async () => {
    const root = copyRepository(opened);
    commitOnDay(root, String(first.expires_at));
    const report = await tune(root);
    expect(lastEvent(root, 'proposal_expired').body.reason).toBe(`nobody decided until ${first.expires_at}`);
    expect(lastEvent(root, 'soft_rejection').body).toMatchObject({ scope: 'exact', fingerprint: first.fingerprint });
    expect(record(root)).toMatchObject({ state: 'closed_without_branch' });
    expect(shown(root, first.tuning_proposal_id, 'notice.md')).toContain('nobody decided until');
    expect(report.proposals[0]?.fingerprint).not.toBe(first.fingerprint);
    await expectRest(root);
  });

  it('may be proposed again after that while', async () => {
    const root = copyRepository(opened);
    git(root, 'branch', '-q', '-D', first.branch);
    await tune(root);
    commitOnDay(root, '2027-01-01T00:00:00Z');
    const report = await tune(root);
    expect(report).toMatchObject({ operation: 'created', proposals: [{ fingerprint: first.fingerprint }] });
    expect(JSON.parse(shown(root, first.tuning_proposal_id, '3.json'))).toMatchObject({ state: 'open', number: 3 });
    await expectRest(root);
  });
});

describe('when the base moved', () => {
  it('ends a proposal that starts from a value which is not there any more', async () => {
    const root = copyRepository(opened);
    const [[path, { to }] = ['', { to: '' }]] = Object.entries(first.candidate_change.patch);
    const key = String(path.split('.').at(-1));
    edit(root, PACK, (text) => text.replace(new RegExp(`(${key}:) \\d+`), `$1 ${to}`));
    edit(root, PACK, (text) => text.replace('version: 1.0.0', 'version: 1.1.0'));
    edit(root, 'packs/bench/releases/bench.answer.yaml', (text) =>
      text.replace('ctxpack.bench@1.0.0', 'ctxpack.bench@1.1.0').replace(/pack: sha256:[0-9a-f]+,? ?/, ''),
    );
    commitAll(root, 'by hand');
    const report = await tune(root);
    expect(report.operation).toBe('created');
    expect(report.proposals[0]?.fingerprint).not.toBe(first.fingerprint);
    expect(lastEvent(root, 'proposal_expired').body.reason).toMatch(
      /^the base changed: .* there now, and the proposal starts from/,
    );
    expect(branches(root)).not.toContain(first.branch);
    expect(record(root)).toMatchObject({ state: 'closed_without_branch' });
  });

  it('ends a proposal whose intent no pack declares any more, under whatever name it goes on', async () => {
    const renamed = copyRepository(opened);
    const other = (text: string) => text.replaceAll('bench.answer', 'bench.reply');
    git(renamed, 'mv', 'goldens/bench.answer', 'goldens/bench.reply');
    const moved = ['manifest.yaml', 'search.jsonl', 'test.jsonl'].map((name) => `goldens/bench.reply/${name}`);
    for (const path of [PACK, '.github/autotune.yaml', RELEASE, ...moved]) edit(renamed, path, other);
    expect(autotune(renamed, ['goldens', 'stamp']).status).toBe(0);
    commitAll(renamed, 'another name');
    await tune(renamed);
    expect(branches(renamed)).not.toContain(first.branch);
    expect(lastEvent(renamed, 'proposal_expired').body).toMatchObject({
      proposal_id: first.tuning_proposal_id,
      reason: 'the base changed: no pack declares bench.answer there now',
    });
    expect(record(renamed)).toMatchObject({ state: expect.stringMatching(/^closed/) });
    await expectRest(renamed);
  });

  it('writes nothing where that happened while it ran', async () => {
    const root = makeRepository();
    const report = await tune(root, () => ({ readAtTip: async () => 'another pack\n' }));
    expect(report).toMatchObject({
      operation: 'none',
      targets: [{ reason: expect.stringContaining('the base moved while this ran; the next run scores it again') }],
    });
    expect(branches(root)).toBe('');
    expect(git(root, 'ls-tree', '-r', '--name-only', LEDGER)).not.toContain('pull-requests/');
    expect((await tune(root)).operation).toBe('created');
  });

  it('brings a proposal of the same change up to date, and says that approvals were of another commit', async () => {
    const root = copyRepository(opened);
    edit(root, '.github/autotune.yaml', (text) => text.replace('max_looks: 12', 'max_looks: 11'));
    commitAll(root, 'fewer looks');
    const report = await tune(root);
    expect(report).toMatchObject({ operation: 'updated', proposals: [{ fingerprint: first.fingerprint }] });
    const [updated] = report.proposals;
    const comment = shown(root, first.tuning_proposal_id, 'scorecard.md');
    expect(comment).toContain(
      `Of commit \`${updated?.commit.slice(0, 12)}\`, which took the place of \`${first.commit.slice(0, 12)}\``,
    );
    expect(kinds(root)).toContain('proposal_updated');
    await expectRest(root);
  });
});

describe('runs that race each other', () => {
  /** A repository whose own first choice was rejected, and the branch of that choice as a rival run would push it. */
  async function rivals() {
    const root = copyRepository(opened);
    git(root, 'branch', '-q', '-D', first.branch);
    const apart = copyRepository(root);
    const second = (await tune(apart)).proposals[0];
    return { root, second };
  }

  it('for one intent and risk class leave the older pull request, and the younger one takes itself away', async () => {
    const { root, second } = await rivals();
    const rival = async (forge: Forge) => {
      const branch = `${first.branch.slice(0, -12)}${'0'.repeat(12)}`;
      git(root, 'branch', '-q', branch, first.commit);
      await forge.upsertPullRequest({
        ...{ id: 'at_rival', branch, title: 'Rival', body: 'Faster.', reviewers: [], at: '2026-05-12T06:00:00Z' },
      });
    };
    let raced = false;
    const report = await tune(root, (forge) => ({
      async upsertPullRequest(text) {
        if (!raced) await rival(forge);
        raced = true;
        return forge.upsertPullRequest(text);
      },
    }));
    expect(report).toMatchObject({
      operation: 'none',
      targets: [
        { reason: expect.stringContaining('#2 was opened for the same intent and risk class a moment earlier') },
      ],
    });
    expect(branches(root)).toBe(`${first.branch.slice(0, -12)}${'0'.repeat(12)}`);
    expect(record(root, String(second?.tuning_proposal_id))).toMatchObject({
      number: 3,
      state: 'closed_without_branch',
    });
    expect(lastEvent(root, 'proposal_superseded').body.proposal_id).toBe(second?.tuning_proposal_id);
  });

  it('past the limit of all open ones leave as many as are allowed', async () => {
    const root = copyRepository(opened);
    git(root, 'branch', '-q', '-D', first.branch);
    const others =
      (count: number) =>
      (forge: Forge): Partial<Forge> => ({
        async listOpen() {
          const real = await forge.listOpen();
          const base = { url: null, head: first.commit, base: 'main', state: 'open', closedAt: null } as const;
          const made = Array.from({ length: count }, (_, i) => ({
            ...base,
            ...{
              number: -i,
              branch: `autotune/other.intent/${String(i).padStart(12, '0')}`,
              createdAt: '2026-05-12T06:00:00Z',
            },
          }));
          return real.length === 0 ? [] : [...made, ...real];
        },
      });
    expect((await tune(root, others(3))).targets[0]?.reason).toContain('3 proposals were open a moment earlier');
    expect(branches(root)).toBe('');
  });
});

describe('the limit of a week', () => {
  it('counts what the forge has created, closed ones too', async () => {
    const root = makeRepository({});
    edit(root, '.github/autotune.yaml', (text) => text.replace('max_open: 3,', 'max_open: 3, max_new_per_week: 1,'));
    commitAll(root, 'a limit');
    const [proposal] = (await tune(root)).proposals;
    git(root, 'branch', '-q', '-D', String(proposal?.branch));
    expect((await tune(root)).targets[0]?.reason).toContain(
      '1 proposals were opened in the last seven days, and 1 are allowed',
    );
    commitOnDay(root, '2026-05-20T06:00:00Z');
    expect((await tune(root)).operation).toBe('created');
  });
});
