/** The gate on whole pull requests: what is true passes, what is forged is refused by its name, and forks get no write. */
import { describe, expect, it } from 'vitest';
import { CANARY } from '../canaries/planting.ts';
import { git } from '../making/repository.ts';
import { CONFIGURATION, PACK } from '../making/small.ts';
import { humanChange, judge, judgeGroup, posted, READY, READY_WITH_CANARIES } from './judged.ts';
import { openedStage } from './opened.ts';
import { type Stage, stageOf } from './stage.ts';

/** A stage with the pull request of a proposal. */
async function proposed(from = READY): Promise<{ stage: Stage; number: number; branch: string; path: string }> {
  const stage = await openedStage(from, { teams: { bench: ['wren'] } });
  return { stage, number: 1, branch: stage.branch, path: `packs/bench/proposals/${stage.proposal}.json` };
}

const textAt = ({ world }: Stage, ref: string, path: string) => git(world.gitDir, 'show', `${ref}:${path}`);

describe('the proposal that autotune opened', () => {
  it('passes as a pull request and in a merge queue, with a check that says so, and no comment of a person’s change', async () => {
    const { stage, number, branch } = await proposed();
    const { gate, comment } = await judge(stage, number);
    expect(gate?.reason).toBe('');
    expect(gate?.action?.outputs).toMatchObject({ decision: 'pass', kind: 'proposal' });
    expect(gate?.action?.summary).toContain('Autotune gate: pass');
    expect(comment?.outcome).toBe('skipped');
    const head = (await stage.world.head(branch)) ?? '';
    expect(posted(stage)).toEqual([{ commit: head, conclusion: 'success' }]);

    const base = (await stage.world.head('main')) ?? '';
    const queued = await judgeGroup(stage, head, base);
    expect(queued.gate?.action?.outputs).toMatchObject({ decision: 'pass' });
    expect(queued.comment?.outcome).toBe('skipped');
  }, 240_000);

  it('judges the same again and writes nothing the second time', async () => {
    const { stage, number } = await proposed();
    await judge(stage, number);
    stage.world.clearRequests();
    expect((await judge(stage, number)).gate?.outcome).toBe('success');
    expect(stage.world.writes).toEqual([]);
  }, 240_000);

  it('shows no word of a held-out case in its check, page, log or report', async () => {
    const { stage, number } = await proposed(READY_WITH_CANARIES);
    const { gate } = await judge(stage, number);
    expect(gate?.action?.outputs).toMatchObject({ decision: 'pass' });
    const report = gate?.action?.outputs['gate-report'] ?? '';
    const checks = JSON.stringify([...stage.world.state.checks.values()]);
    for (const text of [checks, gate?.action?.summary ?? '', gate?.action?.stdout ?? '', report]) {
      expect(text.length).toBeGreaterThan(100);
      expect(text).not.toContain(CANARY);
    }
  }, 240_000);
});

type Forgery = (forging: { stage: Stage; branch: string; path: string }) => Promise<Readonly<Record<string, string>>>;

/** What a person adds to the branch of a proposal, and the check that has to name it. */
const FORGERIES: Readonly<Record<string, readonly [string, Forgery]>> = {
  'a number in its evidence is edited': [
    'rederived',
    async ({ stage, branch, path }) => ({
      [path]: textAt(stage, branch, path).replace(/"utility": -?[\d.]+/, '"utility": 0.9'),
    }),
  ],
  'a file is added': ['changed_paths', async () => ({ 'packs/bench/notes.md': 'nothing to see\n' })],
  'its pack gets a bolder value than it claims': [
    'pack_text',
    async ({ stage, branch }) => ({ [PACK]: textAt(stage, branch, PACK).replace(/top_k: \d+/, 'top_k: 50') }),
  ],
  'its guardrails are loosened in the same pull request': [
    'changed_paths',
    async ({ stage }) => ({
      [CONFIGURATION]: textAt(stage, 'main', CONFIGURATION).replace(
        'utility_delta: { min: -0.5 }',
        'utility_delta: { min: -1 }',
      ),
    }),
  ],
  'its owners are changed in the same pull request': [
    'changed_paths',
    async () => ({ '.github/CODEOWNERS': '* @evil\n' }),
  ],
  'a workflow comes with it': ['changed_paths', async () => ({ '.github/workflows/autotune-gate.yml': 'on: push\n' })],
};

describe('a proposal that a person forged', () => {
  it.each(Object.entries(FORGERIES))(
    'is refused where %s, and the check names it',
    async (_, [check, forge]) => {
      const { stage, number, branch, path } = await proposed();
      const files = await forge({ stage, branch, path });
      await stage.world.person('wren').push(branch, files);
      const { gate } = await judge(stage, number);
      expect(gate?.outcome).toBe('failure');
      expect(gate?.action?.outputs).toMatchObject({ decision: 'fail' });
      expect(gate?.action?.summary).toContain(`❌ \`${check}\``);
      expect(posted(stage).at(-1)).toEqual({ commit: await stage.world.head(branch), conclusion: 'failure' });
    },
    240_000,
  );

  it.each(['autotune/bench.answer/0123456789ab', 'by-hand'])(
    'is refused where it is copied to %s',
    async (other) => {
      const { stage, branch, path } = await proposed();
      const files = { [PACK]: textAt(stage, branch, PACK), [path]: textAt(stage, branch, path) };
      const copy = await humanChange(stage, files, other);
      const { gate } = await judge(stage, copy);
      expect(gate?.action?.outputs).toMatchObject({ decision: 'fail', kind: 'proposal' });
      expect(gate?.action?.summary).toContain('❌ `identity`');
    },
    240_000,
  );
});

describe('the required roles', () => {
  const STATE = /^\| `domain_owner` \| `@acme\/bench` \| (.*) \|$/m;

  it('are awaited until an owner who may write approves the very commit, whoever else does, and again with the next', async () => {
    const stage = await stageOf(READY, { teams: { bench: ['wren', 'rhea'] } });
    await stage.edit(CONFIGURATION, 'reviewers:', 'teams: { "@acme/bench": ["@wren", "@rhea"] }\nreviewers:');
    const { outputs } = await stage.run();
    const number = Number(outputs['pull-request-number']);
    const state = async () => STATE.exec((await judge(stage, number)).gate?.action?.summary ?? '')?.[1];
    for (const login of ['ada', 'rhea', 'evil']) await stage.world.person(login).review(number, 'APPROVED');
    expect(await state()).toBe('⏳ awaited');
    await stage.world.person('wren').review(number, 'APPROVED');
    expect(await state()).toBe('✅ approved by `@wren`');
    await stage.world.person('wren').push(outputs['branch'] ?? '', { 'NOTES.md': 'more\n' });
    expect(await state()).toBe('⏳ awaited: @\u2060wren approved at an earlier commit');
    await stage.world.person('wren').review(number, 'CHANGES_REQUESTED');
    expect(await state()).toBe('❌ changes asked for by `@wren`');
  }, 240_000);
});

describe('a pack that a person changed', () => {
  it('for the worse is caught with its scorecard, in one comment that follows the branch', async () => {
    const stage = await stageOf(READY, { teams: { bench: ['wren'] } });
    await stage.edit(CONFIGURATION, 'utility_delta: { min: -0.5 }', 'utility_delta: { min: -0.02 }');
    const worse = textAt(stage, 'main', PACK).replace(/top_k: \d+/, 'top_k: 1');
    const number = await humanChange(stage, { [PACK]: worse });
    const { gate, comment } = await judge(stage, number);
    expect(gate).toMatchObject({ outcome: 'failure', action: { outputs: { decision: 'fail', kind: 'human' } } });
    expect(comment).toMatchObject({ outcome: 'success', reason: '' });
    expect(posted(stage).at(-1)).toMatchObject({ conclusion: 'failure' });
    const [said] = await stage.comments(number);
    expect(said?.author).toBe('github-actions[bot]');
    expect(said?.body).toContain('**A person made this change.**');
    expect(said?.body).toMatch(/^\| utility \| [\d.]+ \| −0\.\d+ \|/m);
    expect(said?.body).toContain('❌');

    await stage.world
      .person('wren')
      .push('by-hand', { [PACK]: textAt(stage, 'main', PACK), 'NOTES.md': 'taken back\n' });
    await stage.world.person('wren').push('by-hand', { [PACK]: worse.replace('top_k: 1', 'top_k: 2') });
    await judge(stage, number);
    const after = await stage.comments(number);
    expect(after.map(({ id }) => id)).toEqual([said?.id]);
    expect(after[0]?.body).not.toBe(said?.body);
  }, 240_000);
});

describe('a pull request that is directed to another branch', () => {
  it('wins no check where its change is already there, and is judged anew where it is directed to the default branch', async () => {
    const stage = await stageOf(READY);
    const { world, checkout } = stage;
    const worse = git(checkout, 'show', `HEAD:${PACK}`).replace(/top_k: \d+/, 'top_k: none');
    await world.person('wren').push('side', { [PACK]: worse });
    await world.person('wren').push('work', { [PACK]: worse, 'notes.txt': 'and something else\n' });
    const number = await world.person('wren').openPull({ head: 'work', base: 'side', title: 'a note' });
    const aside = await judge(stage, number);
    expect(aside.gate?.outcome).toBe('failure');
    expect(aside.gate?.action?.outputs).toMatchObject({ decision: 'inconclusive' });
    expect(posted(stage).map(({ conclusion }) => conclusion)).toEqual(['action_required']);

    await world.person('wren').edit(number, { base: 'main' });
    const { gate } = await judge(stage, number);
    expect(gate?.outcome).toBe('failure');
    expect(gate?.action?.outputs).toMatchObject({ decision: 'fail', kind: 'human' });
    expect(gate?.action?.summary).toContain('merged into `main` at');
  }, 240_000);
});

describe('a change from a fork', () => {
  it('is judged, and nothing is written for it', async () => {
    const stage = await stageOf(READY, { visibility: 'public', teams: { bench: ['wren'] } });
    const evil = stage.world.person('evil');
    await evil.pushToFork('mine', { [PACK]: textAt(stage, 'main', PACK).replace(/top_k: \d+/, 'top_k: 50') });
    const number = await evil.openPull({ head: 'evil:mine', title: '::error::no' });
    stage.world.clearRequests();
    const { gate, comment } = await judge(stage, number, { permissions: { gate: { contents: 'read' } } });
    expect(gate?.action?.outputs['decision']).toBeDefined();
    expect(gate?.action?.outputs['decision']).not.toBe('pass');
    expect(gate?.outcome).toBe('failure');
    expect(comment?.outcome).toBe('skipped');
    expect(stage.world.writes).toEqual([]);
    expect(gate?.action?.annotations.length).toBeGreaterThan(0);
  }, 240_000);
});
