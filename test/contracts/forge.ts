/** What every maker of the Forge port keeps, told as cases. A maker gives a forge whose base has one pack. */
import { describe, expect, it } from 'vitest';
import { sha256 } from '../../src/kit/canonical.ts';
import type { Forge, ProposalCommit } from '../../src/ports/forge.ts';

export type ForgeWorld = {
  readonly forge: Forge;
  /** The same repository, as another process would open it. */
  another(): Promise<Forge>;
  /** Commits files to the base branch, as somebody's merge would. */
  advanceBase(files: Readonly<Record<string, string>>): Promise<void>;
  /** The paths that differ between two commits, sorted. */
  changedPaths(from: string, to: string): Promise<readonly string[]>;
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
      const found = { branch: BRANCH, commit, parent: base.commit, ours: true };
      expect(await forge.findBranch(BRANCH)).toEqual(found);
      expect(await (await another()).findBranch(BRANCH)).toEqual(found);
      expect(await changedPaths(base.commit, commit)).toEqual([PACK, 'packs/support/proposals/at_0123.json']);
      expect(await forge.readAt(commit, PACK)).toBe('top_k: 6\n');
      expect(await forge.base()).toEqual(base);
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
      expect(await forge.findBranch(BRANCH)).toEqual({ branch: BRANCH, commit: second, parent: base, ours: true });
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
      expect(await forge.findBranch(BRANCH)).toEqual({ branch: BRANCH, commit: second, parent: base, ours: true });
      expect(await changedPaths(base, second)).toEqual([PACK, 'packs/support/proposals/at_0123.json']);
      expect(await forge.readAt(second, 'README.md')).toBe('A larger shop.\n');
    });

    it('creates the same commit for the same proposal', async () => {
      const [one, two] = await Promise.all([make(), make()]);
      const commits = await Promise.all(
        [one, two].map(async ({ forge }) => {
          return commitTo(forge, proposalOn((await forge.base()).commit));
        }),
      );
      expect(commits[0]).toBe(commits[1]);
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
      }
      expect(await forge.base()).toEqual(base);
    });

    it('creates a pull request once, updates it when it changed, and writes nothing when it did not', async () => {
      const { forge, another } = await make();
      const request = { id: 'at_0123', branch: BRANCH, title: 'Tune', body: 'Why.', at: AT };
      expect(await forge.upsertPullRequest(request)).toMatchObject({ operation: 'created' });
      expect(await forge.upsertPullRequest(request)).toMatchObject({ operation: 'unchanged' });
      expect(await (await another()).upsertPullRequest(request)).toMatchObject({ operation: 'unchanged' });
      expect(await forge.upsertPullRequest({ ...request, body: 'Because.' })).toMatchObject({ operation: 'updated' });
      expect(await forge.upsertPullRequest({ ...request, id: 'at_4567' })).toMatchObject({ operation: 'created' });
    });

    it('has the pull requests of all who write at once', async () => {
      const { forge, another } = await make();
      const requests = Array.from({ length: 6 }, (_, index) => ({
        id: `at_${index}`,
        branch: BRANCH,
        title: 'T',
        body: 'B',
        at: AT,
      }));
      const created = await Promise.all(requests.map(async (request) => (await another()).upsertPullRequest(request)));
      expect(created.map(({ operation }) => operation)).toEqual(requests.map(() => 'created'));
      for (const request of requests)
        expect(await forge.upsertPullRequest(request)).toMatchObject({ operation: 'unchanged' });
    });
  });
}
