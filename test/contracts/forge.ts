/** What every maker of the Forge port keeps, told as cases. A maker gives a forge whose base has one pack. */
import { describe, expect, it } from 'vitest';
import { sha256 } from '../../src/kit/canonical.ts';
import type { Forge, ProposalCheck, ProposalCommit, PullRequest, PullRequestText } from '../../src/ports/forge.ts';

export type ForgeWorld = {
  readonly forge: Forge;
  /** The same repository, as another process would open it. */
  another(): Promise<Forge>;
  /** Commits files to the base branch, as somebody's merge would. */
  advanceBase(files: Readonly<Record<string, string>>): Promise<void>;
  /** The paths that differ between two commits, sorted. */
  changedPaths(from: string, to: string): Promise<readonly string[]>;
  /** Commits to a proposal's branch, as somebody who is not autotune. */
  commitAsPerson(branch: string): Promise<void>;
  closeAsPerson(request: PullRequest): Promise<void>;
  /** Undoes `closeAsPerson`. */
  reopenAsPerson(request: PullRequest): Promise<void>;
  mergeAsPerson(request: PullRequest): Promise<void>;
  /** Whether equal commits of equal parents have equal ids: not where the forge signs them and dates them itself. */
  readonly sameCommits: boolean;
};

export const PACK = 'packs/support/pack.yaml';
export const BRANCH = 'autotune/support.triage/0123456789ab';
export const AT = '2026-05-12T06:00:00Z';

/** The commit of a proposal on a base; `more` replaces parts of it. */
export function proposalOn(
  parent: string,
  more: Partial<ProposalCommit> & { id?: string; json?: string } = {},
): ProposalCommit {
  const { id = 'at_0123', json = '{"id": "at_0123"}\n', ...rest } = more;
  return {
    branch: BRANCH,
    expected: null,
    parent,
    files: new Map([
      [PACK, 'top_k: 6\n'],
      [`packs/support/proposals/${id}.json`, json],
    ]),
    message: `tune(support.triage): top_k 10 -> 6\n\nWhy.\n\nAutotune-Proposal: ${id} ${sha256(json)}\n`,
    at: AT,
    ...rest,
  };
}

/** Commits and answers the commit; fails where the branch moved. */
export async function commitTo(forge: Forge, commit: ProposalCommit): Promise<string> {
  const done = await forge.commitProposal(commit);
  if (done === 'moved') throw new Error('the branch moved');
  return done.commit;
}

/** What a pull request of a proposal says. */
export function textOf(more: Partial<PullRequestText> = {}): PullRequestText {
  return { id: 'at_0123', branch: BRANCH, title: 'Tune', body: 'Why.', reviewers: [], at: AT, ...more };
}

/** A proposal on its branch with its pull request; `digit` tells several apart. */
async function openOn(forge: Forge, digit = '0'): Promise<PullRequest> {
  const id = `at_${digit}123`;
  const branch = `autotune/support.triage/${digit}123456789ab`;
  const { commit: base } = await forge.base();
  await commitTo(forge, proposalOn(base, { branch, id, json: `{"id": "${id}"}\n` }));
  return (await forge.upsertPullRequest(textOf({ id, branch }))).request;
}

export function forgeContract(name: string, make: () => Promise<ForgeWorld>): void {
  describe(`${name} as a Forge`, () => {
    it('gives the base and the files at it', async () => {
      const { forge } = await make();
      const base = await forge.base();
      expect(base).toEqual({ commit: expect.stringMatching(/^[0-9a-f]{40,64}$/), branch: 'main' });
      expect(await forge.readAt(base.commit, PACK)).toBe('top_k: 10\n');
    });

    it('has no file where there is none, or a folder, or a path that leads elsewhere', async () => {
      const { forge } = await make();
      const { commit } = await forge.base();
      for (const path of ['packs/none.yaml', 'packs', '', '../x', './README.md', `${PACK}\n${PACK}`, '/etc/passwd']) {
        expect(await forge.readAt(commit, path), path).toBeNull();
      }
    });

    it('knows no branch before the first proposal', async () => {
      const { forge } = await make();
      expect(await forge.findBranch(BRANCH)).toBeNull();
    });

    it('creates the branch of a proposal on the base, with its files and nothing else', async () => {
      const { forge, another, changedPaths } = await make();
      const base = await forge.base();
      const commit = await commitTo(forge, proposalOn(base.commit));
      const proposal = { id: 'at_0123', path: 'packs/support/proposals/at_0123.json' };
      const found = { branch: BRANCH, commit, parent: base.commit, ours: true, proposal };
      expect(await forge.findBranch(BRANCH)).toEqual(found);
      expect(await (await another()).findBranch(BRANCH)).toEqual(found);
      expect(await changedPaths(base.commit, commit)).toEqual([PACK, 'packs/support/proposals/at_0123.json']);
      expect(await forge.readAt(commit, PACK)).toBe('top_k: 6\n');
      expect(await forge.base()).toEqual(base);
    });

    it('keeps the branch of a release apart from proposals, and knows it by every file that its commit names', async () => {
      const { forge, commitAsPerson } = await make();
      const { commit: parent } = await forge.base();
      await openOn(forge);
      const branch = 'autotune/support.triage/release-0123456789ab';
      const path = 'packs/support/releases/support.triage.yaml';
      const text = 'stage: 0%_shadow\n';
      const message = `release: record ctxpack.support@5.2.1\n\nAutotune-Release: ${path} ${sha256(text)}\n`;
      const files = new Map([[path, text]]);
      const commit = await commitTo(forge, { branch, expected: null, parent, files, message, at: AT });
      expect(await forge.findBranch(branch)).toEqual({ branch, commit, parent, ours: true, proposal: null });
      const { request } = await forge.upsertPullRequest(textOf({ id: 'release_0123456789ab', branch }));
      expect(await forge.listOpen('release')).toEqual([request]);
      expect((await forge.listOpen()).map((open) => open.branch)).toEqual([BRANCH]);
      expect(await forge.countCreatedSince('2000-01-01T00:00:00Z')).toBe(1);
      expect(await forge.findPullRequest(branch)).toEqual(request);
      await commitAsPerson(branch);
      expect(await forge.findBranch(branch)).toMatchObject({ ours: false, proposal: null });
    });

    it('answers moved to whoever thought that there is no branch', async () => {
      const { forge, another } = await make();
      const base = await forge.base();
      const commit = await commitTo(forge, proposalOn(base.commit));
      expect(await (await another()).commitProposal(proposalOn(base.commit, { json: '{}' }))).toBe('moved');
      expect(await forge.findBranch(BRANCH)).toMatchObject({ commit });
    });

    it('lets one of many writers create a branch', async () => {
      const { forge, another } = await make();
      const base = await forge.base();
      const writers = await Promise.all(Array.from({ length: 6 }, another));
      const tries = writers.map((writer, index) =>
        writer.commitProposal(proposalOn(base.commit, { json: `${index}` })),
      );
      const won = (await Promise.all(tries)).filter((answer) => answer !== 'moved');
      expect(won).toHaveLength(1);
      expect(await forge.findBranch(BRANCH)).toMatchObject({ ...won[0], ours: true });
    });

    it('moves a branch on from the commit that was read', async () => {
      const { forge, changedPaths } = await make();
      const { commit: base } = await forge.base();
      const first = await commitTo(forge, proposalOn(base));
      const second = await commitTo(forge, proposalOn(base, { expected: first, json: '{"better": true}' }));
      expect(await forge.findBranch(BRANCH)).toMatchObject({
        branch: BRANCH,
        commit: second,
        parent: base,
        ours: true,
      });
      expect(await changedPaths(base, second)).toEqual([PACK, 'packs/support/proposals/at_0123.json']);
      expect(await forge.commitProposal(proposalOn(base, { expected: first, json: '{"late": true}' }))).toBe('moved');
      expect(await forge.commitProposal(proposalOn(base, { expected: base }))).toBe('moved');
      expect(await forge.findBranch(BRANCH)).toMatchObject({ commit: second });
    });

    it('keeps a branch to its proposal’s files when the base moved', async () => {
      const { forge, advanceBase, changedPaths } = await make();
      const first = await commitTo(forge, proposalOn((await forge.base()).commit));
      await advanceBase({ 'README.md': 'A larger shop.\n', [PACK]: '# reviewed\ntop_k: 10\n' });
      const { commit: base } = await forge.base();
      const files = new Map([...proposalOn(base).files, [PACK, '# reviewed\ntop_k: 6\n']]);
      const second = await commitTo(forge, proposalOn(base, { expected: first, files }));
      expect(await forge.findBranch(BRANCH)).toMatchObject({
        branch: BRANCH,
        commit: second,
        parent: base,
        ours: true,
      });
      expect(await changedPaths(base, second)).toEqual([PACK, 'packs/support/proposals/at_0123.json']);
      expect(await forge.readAt(second, 'README.md')).toBe('A larger shop.\n');
    });

    it('creates the same commit for the same proposal, where it promises to', async () => {
      const [one, two] = await Promise.all([make(), make()]);
      const commits = await Promise.all(
        [one, two].map(async ({ forge }) => {
          return commitTo(forge, proposalOn((await forge.base()).commit));
        }),
      );
      if (one.sameCommits) expect(commits[0]).toBe(commits[1]);
    });

    it('never writes to a branch that is not the branch of a proposal', async () => {
      const { forge } = await make();
      const base = await forge.base();
      const refused = expect.objectContaining({ code: 'INTERNAL' });
      const others = [
        'autotune/ledger',
        'autotune/x',
        'autotune/x/y',
        '../main',
        'refs/heads/main',
        '-d',
        BRANCH.toUpperCase(),
      ];
      for (const branch of ['main', ...others]) {
        const asked = proposalOn(base.commit, { branch, expected: branch === 'main' ? base.commit : null });
        await expect(forge.commitProposal(asked), branch).rejects.toEqual(refused);
        await expect(forge.findBranch(branch), branch).rejects.toEqual(refused);
        await expect(forge.deleteBranch(branch, base.commit), branch).rejects.toEqual(refused);
      }
      expect(await forge.base()).toEqual(base);
    });

    it('creates a pull request once, updates it when it changed, and writes nothing when it did not', async () => {
      const { forge, another } = await make();
      const head = await commitTo(forge, proposalOn((await forge.base()).commit));
      const created = await forge.upsertPullRequest(textOf());
      expect(created).toMatchObject({ operation: 'created', request: { branch: BRANCH, head, base: 'main' } });
      expect(created.request).toMatchObject({ state: 'open', closedAt: null });
      const { number } = created.request;
      const unchanged = { operation: 'unchanged', request: { number } };
      expect(await forge.upsertPullRequest(textOf())).toMatchObject(unchanged);
      expect(await (await another()).upsertPullRequest(textOf())).toMatchObject(unchanged);
      const updated = await forge.upsertPullRequest(textOf({ body: 'Because.' }));
      expect(updated).toMatchObject({ operation: 'updated', request: { number } });
      expect(await forge.listOpen()).toEqual([updated.request]);
      expect(await forge.findPullRequest(BRANCH)).toEqual(updated.request);
    });

    it('has the pull requests of all who write at once, oldest first, each with its number', async () => {
      const { forge, another } = await make();
      const digits = ['0', '1', '2', '3'];
      const created = await Promise.all(digits.map(async (digit) => openOn(await another(), digit)));
      const numbers = created.map(({ number }) => number).sort((a, b) => a - b);
      expect(new Set(numbers).size).toBe(digits.length);
      expect((await forge.listOpen()).map(({ number }) => number)).toEqual(numbers);
      for (const request of created) expect(await forge.findPullRequest(request.branch)).toEqual(request);
    });

    it('counts the pull requests that were created since an instant, closed ones too', async () => {
      const { forge } = await make();
      const first = await openOn(forge, '0');
      await openOn(forge, '1');
      await forge.closePullRequest(first, AT);
      expect(await forge.countCreatedSince(first.createdAt)).toBe(2);
      expect(await forge.countCreatedSince('2100-01-01T00:00:00Z')).toBe(0);
    });

    it('closes a pull request once, and creates a new one for its branch after that', async () => {
      const { forge } = await make();
      const request = await openOn(forge);
      expect(await forge.closePullRequest(request, AT)).toBe('closed');
      expect(await forge.closePullRequest(request, AT)).toBe('unchanged');
      expect(await forge.listOpen()).toEqual([]);
      expect(await forge.findPullRequest(BRANCH)).toMatchObject({ number: request.number, state: 'closed' });
      const again = await forge.upsertPullRequest(textOf());
      expect(again).toMatchObject({ operation: 'created', request: { state: 'open' } });
      expect(again.request.number).toBeGreaterThan(request.number);
      expect(await forge.findPullRequest(BRANCH)).toEqual(again.request);
    });

    it('sees a pull request closed and reopened by a person', async () => {
      const { forge, closeAsPerson, reopenAsPerson } = await make();
      const request = await openOn(forge);
      await closeAsPerson(request);
      expect(await forge.listOpen()).toEqual([]);
      expect(await forge.findPullRequest(BRANCH)).toMatchObject({ number: request.number, state: 'closed' });
      await forge.closePullRequest(request, AT);
      expect(await forge.findPullRequest(BRANCH)).toMatchObject({ number: request.number, state: 'closed' });
      await reopenAsPerson(request);
      expect(await forge.listOpen()).toMatchObject([{ number: request.number, state: 'open', head: request.head }]);
    });

    it('sees a pull request merged by a person, whatever becomes of its branch', async () => {
      const { forge, mergeAsPerson } = await make();
      const request = await openOn(forge);
      await mergeAsPerson(request);
      const merged = { number: request.number, state: 'merged' };
      expect(await forge.listOpen()).toEqual([]);
      expect(await forge.findPullRequest(BRANCH)).toMatchObject(merged);
      expect(await forge.closePullRequest(request, AT)).toBe('unchanged');
      const found = await forge.findBranch(BRANCH);
      if (found !== null) await forge.deleteBranch(BRANCH, found.commit);
      expect(await forge.findPullRequest(BRANCH)).toMatchObject(merged);
    });

    it('deletes a branch that is where it was seen, and no other', async () => {
      const { forge, commitAsPerson } = await make();
      const request = await openOn(forge);
      const other = await openOn(forge, '1');
      await commitAsPerson(other.branch);
      expect(await forge.deleteBranch(other.branch, other.head)).toBe('moved');
      expect(await forge.findBranch(other.branch)).toMatchObject({ ours: false, proposal: null });
      expect(await forge.deleteBranch(BRANCH, request.head)).toBe('deleted');
      expect(await forge.deleteBranch(BRANCH, request.head)).toBe('absent');
      expect(await forge.findBranch(BRANCH)).toBeNull();
    });

    it('has no open pull request without its branch', async () => {
      const { forge } = await make();
      const request = await openOn(forge);
      await forge.deleteBranch(BRANCH, request.head);
      await forge.closePullRequest(request, AT);
      expect(await forge.listOpen()).toEqual([]);
    });

    it('gives the head of an open pull request as somebody else left it', async () => {
      const { forge, commitAsPerson } = await make();
      const request = await openOn(forge);
      await commitAsPerson(BRANCH);
      const [seen] = await forge.listOpen();
      expect(seen).toMatchObject({ number: request.number, head: (await forge.findBranch(BRANCH))?.commit });
      expect(seen?.head).not.toBe(request.head);
    });

    it('keeps one comment of a kind on a pull request', async () => {
      const { forge, another } = await make();
      const request = await openOn(forge);
      const comment = { kind: 'scorecard', text: 'All is well.\n\n| a |\n| :-- |\n', at: AT } as const;
      expect(await forge.upsertComment(request, comment)).toBe('created');
      expect(await forge.upsertComment(request, comment)).toBe('unchanged');
      expect(await (await another()).upsertComment(request, comment)).toBe('unchanged');
      expect(await forge.upsertComment(request, { ...comment, text: 'Better.' })).toBe('updated');
      expect(await forge.upsertComment(request, { ...comment, kind: 'notice' })).toBe('created');
      expect(await forge.upsertComment(request, { ...comment, text: 'Better.' })).toBe('unchanged');
      expect(await forge.upsertComment(await openOn(forge, '1'), comment)).toBe('created');
    });

    it('posts the check of a commit once for the same content', async () => {
      const { forge } = await make();
      const { head } = await openOn(forge);
      const annotations = [{ path: PACK, line: 1, message: '10 → 6' }];
      const check: ProposalCheck = {
        commit: head,
        conclusion: 'success',
        title: 'All guardrails hold',
        summary: '…',
        annotations,
        at: AT,
      };
      expect(await forge.upsertCheck(check)).toBe('created');
      expect(await forge.upsertCheck(check)).toBe('unchanged');
      expect(await forge.upsertCheck({ ...check, summary: 'More.' })).toBe('updated');
    });

    it('knows of no check at the merge of what is not merged', async () => {
      const { forge } = await make();
      expect(await forge.checkAtMerge(await openOn(forge), 'autotune gate')).toBe('unknown');
    });

    it('reads a file where the base branch is now', async () => {
      const { forge, advanceBase } = await make();
      const { commit } = await forge.base();
      expect(await forge.readAtTip(PACK)).toBe('top_k: 10\n');
      await advanceBase({ [PACK]: 'top_k: 11\n' });
      expect(await forge.readAtTip(PACK)).toBe('top_k: 11\n');
      expect(await forge.readAt(commit, PACK)).toBe('top_k: 10\n');
      expect(await forge.readAtTip('packs/none.yaml')).toBeNull();
    });

    it('says what there is to know in whole sentences', async () => {
      const { forge } = await make();
      for (const notice of await forge.notices()) expect(notice).toMatch(/^[A-Z].*\.$/s);
    });
  });
}
