/**
 * The sample as its users meet it on GitHub: a schedule event through both jobs of the shipped workflow leaves one pull
 * request an intent, with the typed patch and the proposal in it and nothing else; the next event leaves all as it is.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectFile } from '../making/expected.ts';
import { COMPILED, git } from '../making/repository.ts';
import { makeSample } from '../making/sample.ts';
import { jsonOf, numberOf, textOf } from '../world/json.ts';
import { schedulePayload } from '../world/payloads/payloads.ts';
import { lookAll } from '../world/shim/forward.ts';
import { createWorld, type World } from '../world/world.ts';
import { runWorkflow } from './run-workflow.ts';
import { read } from './shipped.ts';

const TODAY = '2026-05-12T09:00:00Z';
const TEAMS = { 'support-domain': ['wren'], policy: ['mara'], sre: ['ada'], 'autotune-maintainers': ['ada'] };

let world: World;
let first: Awaited<ReturnType<typeof scheduled>>;

async function scheduled() {
  const env = { SOURCE_DATE_EPOCH: String(Date.parse(TODAY) / 1000), NODE_COMPILE_CACHE: COMPILED };
  const payload = await schedulePayload(world);
  return runWorkflow(world, read('templates/autotune-propose.yml'), { event: 'schedule', payload, env });
}

const outcomes = (jobs: typeof first) => Object.values(jobs).map(({ outcome, reason }) => `${outcome}${reason}`);

beforeAll(async () => {
  world = await createWorld({ from: makeSample(), teams: TEAMS, now: () => new Date(TODAY) });
  first = await scheduled();
}, 120_000);
afterAll(() => world.close());

async function pulls() {
  const found = (await lookAll(world.state, `/repos/${world.repository}/pulls?state=all&direction=asc`)).map(jsonOf);
  return found.map((pull) => ({
    number: numberOf(pull['number']),
    state: textOf(pull['state']),
    title: textOf(pull['title']),
    body: textOf(pull['body']),
    branch: textOf(jsonOf(pull['head'])['ref']),
  }));
}

/** Without what differs from world to world. */
const told = (text: string) => text.replaceAll(world.serverUrl, 'https://github.example');
/** The comment names the head: its id changes with any word of the pull request, which is held to its own text. */
const withoutCommit = (text: string, head: string) => text.replaceAll(head.slice(0, 12), 'the head');

describe('a schedule event on a repository that holds the sample', () => {
  it('opens one pull request for each intent, and ends well', async () => {
    expect(outcomes(first)).toEqual(['success', 'success']);
    expect((await pulls()).map(({ number, state, title }) => ({ number, state, title }))).toEqual([
      { number: 1, state: 'open', title: expect.stringMatching(/^support\.triage: ticket_history\.top_k 10→2 /) },
      { number: 2, state: 'open', title: expect.stringMatching(/^support\.refund: order_history\.max_hops 2→1 /) },
    ]);
  });

  it.each([
    [1, ['-  version: 5.2.0', '+  version: 5.2.1+685b54a931d3', '-    top_k: 10', '+    top_k: 2']],
    [2, ['-  version: 5.2.0', '+  version: 5.2.1+f412215b85c7', '-    max_hops: 2', '+    max_hops: 1']],
  ])(
    'changes in #%i the lines of the typed patch, adds the proposal, and touches nothing else',
    async (number, lines) => {
      const branch = (await pulls())[number - 1]?.branch ?? '';
      const between = `${world.defaultBranch}...${branch}`;
      const files = git(world.gitDir, 'diff', '--name-status', between).trim().split('\n');
      const [, added = ''] = files.map((line) => line.slice(2));
      expect(files).toEqual(['M\tpacks/support/pack.yaml', `A\t${added}`]);
      const diff = git(world.gitDir, 'diff', '-U0', between, '--', 'packs/support/pack.yaml');
      expect(diff.split('\n').filter((line) => /^[-+](?![-+])/.test(line))).toEqual(lines);
      const id = textOf(jsonOf(JSON.parse((await world.file(branch, added)) ?? ''))['tuning_proposal_id']);
      expect(added).toBe(`packs/support/proposals/${id}.json`);
      expect(id).toContain(branch.split('/').at(-1));
    },
  );

  it.each([1, 2])('says in #%i what a reviewer has to know, and keeps one comment', async (number) => {
    const pull = (await pulls())[number - 1];
    const comments = await lookAll(world.state, `/repos/${world.repository}/issues/${number}/comments`);
    expect(comments).toHaveLength(1);
    expectFile(`sample-${number}.md`, told(`# ${pull?.title}\n\n${pull?.body}\n`));
    const head = git(world.gitDir, 'rev-parse', `refs/heads/${pull?.branch}`);
    const comment = withoutCommit(
      told(`${textOf(jsonOf(comments[0])['body'])}
`),
      head,
    );
    expectFile(`sample-${number}-comment.md`, comment);
  });

  it('changes nothing the second time', async () => {
    const before = { pulls: await pulls(), refs: git(world.gitDir, 'for-each-ref') };
    world.clearRequests();
    const again = await scheduled();
    expect(outcomes(again)).toEqual(['success', 'success']);
    expect(again['propose']?.action?.outputs['operation']).toBe('unchanged');
    expect(world.writes).toEqual([]);
    expect({ pulls: await pulls(), refs: git(world.gitDir, 'for-each-ref') }).toEqual(before);
  }, 60_000);
});
