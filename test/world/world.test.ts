/** The test bed itself: what it adds to the emulator is held to GitHub's own contract, and wrong requests are seen. */
import { Octokit } from '@octokit/rest';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createWorld, told, type World } from './world.ts';

let world: World;
let octokit: Octokit;
let at: { owner: string; repo: string };

const quiet = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

beforeAll(async () => {
  world = await createWorld({ files: { 'README.md': '# hi\n', 'packs/a.yml': 'timeout: 30\n' } });
  octokit = new Octokit({ auth: world.token, baseUrl: world.apiUrl, log: quiet });
  at = { owner: world.owner, repo: world.name };
});
afterAll(() => world.close());

describe('a proposal', () => {
  test('is committed, opened, commented and labelled through the official contract', async () => {
    const base = (await octokit.git.getRef({ ...at, ref: 'heads/main' })).data.object.sha;
    expect(base).toBe(await world.head('main'));
    await octokit.git.createRef({ ...at, ref: 'refs/heads/autotune/a', sha: base });
    const { createCommitOnBranch } = await octokit.graphql<{ createCommitOnBranch: { commit: { oid: string } } }>(
      `mutation($input: CreateCommitOnBranchInput!) { createCommitOnBranch(input: $input) { commit { oid } } }`,
      {
        input: {
          branch: { repositoryNameWithOwner: world.repository, branchName: 'autotune/a' },
          expectedHeadOid: base,
          message: { headline: 'tune a', body: 'because' },
          fileChanges: {
            additions: [{ path: 'packs/a.yml', contents: Buffer.from('timeout: 45\n').toString('base64') }],
          },
        },
      },
    );
    const sha = createCommitOnBranch.commit.oid;
    expect(sha).toBe(await world.head('autotune/a'));
    const pull = (await octokit.pulls.create({ ...at, head: 'autotune/a', base: 'main', title: 'tune a', body: 'b' }))
      .data;
    expect(pull).toMatchObject({
      number: 1,
      head: { sha },
      base: { sha: base },
      commits: 1,
      changed_files: 1,
      mergeable: true,
    });
    const comment = (await octokit.issues.createComment({ ...at, issue_number: 1, body: 'hello' })).data;
    await octokit.issues.updateComment({ ...at, comment_id: comment.id, body: 'hello again' });
    await octokit.issues.addLabels({ ...at, issue_number: 1, labels: ['autotune'] });
    expect((await octokit.pulls.listFiles({ ...at, pull_number: 1 })).data[0]?.patch).toContain('+timeout: 45');
    expect((await octokit.pulls.list({ ...at, head: 'acme:autotune/a' })).data).toHaveLength(1);
    expect((await octokit.pulls.listCommits({ ...at, pull_number: 1 })).data[0]?.commit.verification?.verified).toBe(
      true,
    );
    expect((await octokit.issues.get({ ...at, issue_number: 1 })).data.pull_request).toBeDefined();
    expect((await octokit.issues.listComments({ ...at, issue_number: 1 })).data).toHaveLength(1);
    expect(
      (await octokit.repos.compareCommitsWithBasehead({ ...at, basehead: 'main...autotune/a' })).data.ahead_by,
    ).toBe(1);
    expect((await octokit.repos.getContent({ ...at, path: 'packs/a.yml' })).data).toMatchObject({ type: 'file' });
    expect([...new Set(world.violations.map(told))]).toEqual([]);
  });
});
